// The doctor on a machine whose clock is really off: the program runs with another time than the one who tells it the right one.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { environment, root } from './lib/server.js';

const secondsFrom1900To1970 = 2_208_988_800;

/** Answers with the time of this process (RFC 4330). */
function tell(socket, { address, port }) {
  const packet = Buffer.alloc(48);
  const now = Date.now();
  packet[0] = 0x24; // Version 4, server.
  packet.writeUInt32BE(Math.floor(now / 1000) + secondsFrom1900To1970, 40);
  packet.writeUInt32BE(Math.floor((now % 1000) * 2 ** 32 / 1000), 44);
  socket.send(packet, port, address);
}

async function fakeTimeLibrary() {
  for (const folder of await readdir('/usr/lib', { withFileTypes: true })) {
    const library = join('/usr/lib', folder.name, 'faketime', 'libfaketimeMT.so.1');
    if (folder.isDirectory() && (await readdir(join(library, '..')).catch(() => [])).includes('libfaketimeMT.so.1')) return library;
  }
  throw new Error('libfaketime is not installed; ./check installs it');
}

describe('the doctor', () => {
  let folder;
  let server;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'chat-signal-doctor-'));
    server = createSocket('udp4');
    server.on('message', (_, sender) => tell(server, sender));
    await new Promise((resolve) => server.bind(0, '127.0.0.1', resolve));
  });
  after(async () => {
    server.close();
    await rm(folder, { recursive: true });
  });

  const clock = (offset, library) =>
    new Promise((resolve) => {
      const faked = library ? { LD_PRELOAD: library, FAKETIME: offset, FAKETIME_DONT_FAKE_MONOTONIC: '1' } : {};
      const options = ['doctor', '--time-server', `127.0.0.1:${server.address().port}`, '--app-port', '0'];
      const env = { ...environment, DATA_DIR: folder, ...faked };
      execFile(join(root, 'chat-signal'), options, { env }, (error, stdout) =>
        resolve({ status: error ? error.code : 0, line: /^.* Clock .*$/m.exec(stdout)?.[0] ?? stdout }));
    });

  it('names a clock that is an hour behind, or ahead', async () => {
    const library = await fakeTimeLibrary();
    for (const [offset, words] of [['-1h', 'behind'], ['+1h', 'ahead of']]) {
      const { status, line } = await clock(offset, library);
      assert.match(line, new RegExp(`^BROKEN  Clock +3(599|600)\\d{3} ms ${words} 127\\.0\\.0\\.1:\\d+: tokens and TURN passwords expire by it;`));
      assert.equal(status, 1);
    }
  });

  it('finds the clock of this machine right', async () => {
    assert.match((await clock()).line, /^good {4}Clock +\d+ ms (ahead of|behind) 127\.0\.0\.1:\d+\.$/);
  });
});

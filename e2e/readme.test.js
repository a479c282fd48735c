// The README's first call, run as it stands there.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { root, startServer } from './lib/server.js';

const run = promisify(execFile);
const here = dirname(fileURLToPath(import.meta.url));

describe('the README', () => {
  let server;
  let folder;
  before(async () => {
    server = await startServer();
    // Inside this folder, so that the stock client is found as it would be in the reader's.
    folder = await mkdtemp(join(here, 'node_modules', '.first-call-'));
  });
  after(async () => {
    await server?.stop();
    await rm(folder, { recursive: true });
  });

  it('has a first call that works as written', async () => {
    const readme = await readFile(join(root, 'README.md'), 'utf8');
    const [, code] = /<!-- call\.mjs.*-->\n```js\n([^]*?)```/.exec(readme);
    await writeFile(join(folder, 'call.mjs'), code);
    const { stdout } = await run(process.execPath, ['call.mjs'], {
      cwd: folder,
      env: { ...process.env, SERVER: server.url, APP_TOKEN: server.token },
      timeout: 20_000,
    });
    assert.match(stdout, /Ben got room-join-accept/);
    assert.match(stdout, /Anna got ice-candidate/);
    assert.match(stdout, /The call is set up\.\n$/);
  });

  it('shows the curl line that the server prints, and that works when pasted', async () => {
    const line = /^ *(curl .*)$/m.exec(server.output())[1];
    const { stdout } = await run('sh', ['-c', line]);
    const { status, error, response } = JSON.parse(stdout);
    assert.deepEqual([status, error], [200, null]);
    assert.match(response.token, /^[\w-]+\.[\w-]+\.[\w-]+$/);
  });
});

// Every command that a document tells its reader to type: run here as it stands there but for addresses and secrets, or by
// whatever is named beside it. One that nobody has thought of fails.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { io } from 'socket.io-client';
import { Peer } from './lib/peer.js';
import { environment, root, startServer } from './lib/server.js';

const secret = 'a secret for this test, of some length';

/** What is run here, and what it has to print. */
const here = new Map([
  [`curl http://localhost:5000/app -H 'Content-Type: application/json' -d '{"app":"my-app","password":"…"}'`, /^\{"status":200,/],
  ['./chat-signal config', /^APP_PORT +0 +\(from the environment\)$/m],
  ['./chat-signal config check', /^The settings are good\.$/m],
  ['./chat-signal config docs', /^# Configuration$/m],
  ['APP_SECRET=… APP_PASS=… ./chat-signal config check', /^The settings are good\.$/m],
  ['./chat-signal secret generate', /^[\w-]{43}$/m],
  ['APP_SECRET=new-one,old-one', /^The settings are good\.$/m],
  [`./chat-signal token inspect 'eyJhbGciOi…'`, /^A valid app token of 'my-app'\.$/m],
  ['curl -s http://127.0.0.1:9464/health/ready', /^\{"status":"ready","reasons":\[]}$/m],
  ['curl -s http://127.0.0.1:9464/metrics | less', /^chat_signal_ready 1$/m],
  ['./chat-signal doctor', /^Nothing is broken\.$/m],
  ['fuzz/run --list', /^PipelineFuzzTest/m],
  [`./chat-signal start --log-trail on 2>&1 | grep 'peer="'`, /^.*peer="[\w-]+" room="my-room"/m],
  [`journalctl -u chat-signal | grep 'room="my-room"'`, /^.*peer="[\w-]+" room="my-room"/m],
]);

/** What is run elsewhere, and where. */
const elsewhere = [
  [/^\.\/chat-signal$/, 'e2e/start.test.js'],
  [/^(\.\/check|mvn (verify|test|spotless:apply)|fuzz\/run$)/, 'check, and whoever changes something'],
  [/^(npm init -y && npm install socket\.io-client|APP_TOKEN=eyJ… node call\.mjs)$/, 'e2e/readme.test.js'],
  [/^(scripts\/dist\.sh|tar -xzf|\/opt\/chat-signal\/bin\/chat-signal start)/, 'e2e/dist.test.js'],
  [/^(cp deploy\/systemd|systemctl|journalctl -u chat-signal$)/, 'the unit is verified by e2e/dist.test.js'],
  [/^(docker build|docker run|docker-compose)/, 'what they read is checked by e2e/deploy.test.js'],
  [/^OTEL_EXPORTER_OTLP_ENDPOINT=/, 'e2e/dist.test.js'],
  [/^scripts\/audit\.mjs/, 'e2e/audit.test.js'],
  [/^(\.\/chat-signal bench|bench\/|ulimit|PING_INTERVAL=1h|JAVA_OPTS=-XX:StartFlight|jfr view)/, 'by hand, for docs/performance.md'],
  [/^fuzz\/run --(minutes|keep)/, 'check, and by hand'],
  [/^npm install @chat-signal\/client/, 'demo/e2e/package.e2e.ts'],
];

async function commands() {
  const files = ['README.md', 'CONTRIBUTING.md', 'clients/js/README.md'];
  for (const folder of ['docs', 'docs/decisions']) {
    files.push(...(await readdir(join(root, folder))).filter((name) => name.endsWith('.md')).map((name) => join(folder, name)));
  }
  const found = [];
  for (const file of files) {
    const text = await readFile(join(root, file), 'utf8');
    for (const [, block] of text.matchAll(/^ *```sh\n([^]*?)^ *```/gm)) {
      const lines = block.replaceAll(/\\\n\s*/g, '').split('\n');
      found.push(...lines.map((line) => line.replace(/\s+#.*$/, '').trim()).filter(Boolean).map((command) => ({ file, command })));
    }
  }
  return found;
}

describe('the documents', async () => {
  const all = await commands();
  let folder;
  let server;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'chat-signal-commands-'));
    server = await startServer({ DATA_DIR: join(folder, 'data'), MANAGEMENT_PORT: '0', LOG_TRAIL: 'on' });
    const peer = new Peer(io(server.url, { auth: { token: server.token }, forceNew: true }));
    await peer.next('connect');
    await peer.authenticate(server.token);
    assert.equal((await peer.ask('room-create-request', { room: 'my-room' })).ok, true);
    peer.socket.close();
  });
  after(async () => {
    await server.stop();
    await rm(folder, { recursive: true });
  });

  /** With the addresses and secrets of this test, and the log of the server that runs in place of a log of its own. */
  function toRun(command) {
    const management = /Metrics +(http:\S+?)\/metrics/.exec(server.output())[1];
    return command
      .replace('http://localhost:5000', server.url)
      .replace('http://127.0.0.1:9464', management)
      .replace('"…"', JSON.stringify(server.password))
      .replace('eyJhbGciOi…', server.token)
      .replace('APP_SECRET=… APP_PASS=…', `APP_SECRET='${secret}' APP_PASS='${secret}'`)
      .replace(/^APP_SECRET=new-one,old-one$/, 'APP_SECRET=new-one,old-one ./chat-signal config check')
      .replace('| less', '| cat')
      .replace(/^(journalctl -u chat-signal|\.\/chat-signal start --log-trail on 2>&1)/, 'printf "%s" "$LOG"');
  }

  for (const command of new Set(all.map((each) => each.command).filter((each) => here.has(each)))) {
    it(`have a command that works: ${command}`, async () => {
      const env = { ...environment, APP_PORT: '0', DATA_DIR: join(folder, 'data'), LOG: server.output() };
      const { status, stdout, stderr } = await new Promise((resolve) =>
        execFile('sh', ['-c', toRun(command)], { cwd: root, env, maxBuffer: 8 << 20 }, (error, out, err) =>
          resolve({ status: error ? error.code : 0, stdout: out, stderr: err })));
      assert.equal(status, 0, stdout + stderr);
      assert.match(stdout, here.get(command));
    });
  }

  it('have no command that is tried nowhere, and no trial is left of one that is gone', () => {
    const untried = all.filter(({ command }) => !here.has(command) && !elsewhere.some(([words]) => words.test(command)));
    assert.deepEqual(untried, []);
    const left = [...here.keys()].filter((command) => !all.some((each) => each.command === command));
    assert.deepEqual(left, []);
    assert.ok(all.length > 40);
  });
});

// How the program starts, refuses to start, and stops.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { environment, root, startServer } from './lib/server.js';

const program = join(root, 'chat-signal');

/** Runs the program to its end; a server that starts after all is stopped by the time limit. */
const run = (args, settings, options) =>
  new Promise((resolve) => {
    execFile(
      program,
      args,
      { env: { ...environment, ...settings }, timeout: 30_000, ...options },
      (error, stdout, stderr) => resolve({ status: error ? error.code : 0, stdout, stderr }),
    );
  });

describe('the program', () => {
  let folder;
  before(async () => (folder = await mkdtemp(join(tmpdir(), 'chat-signal-start-'))));
  after(() => rm(folder, { recursive: true }));

  it('keeps its tokens over a restart, and ends with status 0 when told to', async () => {
    const data = { DATA_DIR: join(folder, 'kept') };
    const first = await startServer(data);
    assert.equal(await first.stop(), 0);
    const second = await startServer(data);
    assert.equal(second.password, first.password);
    assert.equal(await second.stop(), 0);
    const { status, stdout } = await run(['token', 'inspect', first.token], data);
    assert.deepEqual([status, stdout], [0, "A valid app token of 'my-app'.\n"]);
  });

  it('prints no secret that was set', async () => {
    const server = await startServer({ APP_SECRET: 'hush-'.repeat(8), APP_PASS: 'sesame-sesame-sesame' });
    try {
      assert.doesNotMatch(server.output(), /hush|sesame|eyJ/);
      assert.match(server.output(), /ALLOWED_ORIGINS is not set/);
      const response = await fetch(`${server.url}/app`, {
        method: 'POST',
        body: new URLSearchParams({ app: 'web', password: 'sesame-sesame-sesame' }),
      });
      assert.equal(response.status, 200);
    } finally {
      await server.stop();
    }
  });

  it('loads OpenTelemetry where it is asked to, and nowhere else', async () => {
    for (const [settings, loads] of [[{}, false], [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' }, true]]) {
      const log = join(folder, `classes-${loads}`);
      const server = await startServer({ JAVA_OPTS: `-XX:AOTMode=off -Xlog:class+load:file=${log}`, ...settings });
      assert.equal(await server.stop(), 0);
      const classes = await readFile(log, 'utf8');
      assert.match(classes, /io\.chatsignal\.server\.telemetry\.Telemetry /);
      assert.equal(/io\.opentelemetry\./.test(classes), loads);
      assert.equal(/OpenTelemetry is on: /.test(server.output()), loads);
    }
  });

  it('says in one sentence that its port is taken', async () => {
    const server = await startServer();
    try {
      const port = new URL(server.url).port;
      const { status, stdout, stderr } = await run([], { APP_PORT: port, DATA_DIR: join(folder, 'a') });
      assert.equal(
        stderr,
        `APP_PORT is ${port}, which another program uses: stop that, or set another port, 0 for any free one.\n`,
      );
      assert.deepEqual([status, stdout], [1, '']);
    } finally {
      await server.stop();
    }
  });

  for (const [settings, sentence] of [
    [{ APP_PORT: 'abc' }, /^APP_PORT is 'abc' \(from the environment\), which is not a number: it takes .*\.\n$/],
    [{ APP_SECRET: '' }, /^APP_SECRET is empty \(from the environment\): give it a value or leave it out\.\n$/],
    [{ APP_COLOUR: 'red' }, /^APP_COLOUR \(from the environment\) is not a setting: .*\.\n$/],
    [{ APP_HOST: '192.0.2.1' }, /^APP_HOST is '192\.0\.2\.1', which is no address of this machine: .*\.\n$/],
    [{ APP_HOST: 'nowhere.invalid' }, /^APP_HOST is 'nowhere\.invalid', which is no address of this machine: .*\.\n$/],
    [{ TLS_CERT: '/nowhere', TLS_KEY: '/nowhere' }, /^TLS_CERT or TLS_KEY can't be used \(there is no file \/nowhere\): .*\.\n$/],
    [{ DATA_DIR: '/proc/nowhere' }, /^DATA_DIR is '\/proc\/nowhere', which can't be used \(.*\): .*\.\n$/],
  ]) {
    it(`says in one sentence what is wrong with ${Object.keys(settings)}`, async () => {
      const { status, stdout, stderr } = await run([], { APP_PORT: '0', DATA_DIR: join(folder, 'b'), ...settings });
      assert.match(stderr, sentence);
      assert.ok([1, 2].includes(status), `status ${status}`);
      assert.equal(stdout, '');
    });
  }

  it('runs from any folder, through a link, and with a settings file of that folder', async () => {
    const command = join(folder, 'linked');
    await symlink(program, command);
    await writeFile(join(folder, 'settings'), 'MAX_ROOM_NAME=40\n');
    const server = await startServer({ CONFIG_FILE: 'settings' }, { command: './linked', cwd: folder });
    assert.equal(await server.stop(), 0);
  });
});

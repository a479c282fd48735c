// What is shipped: the tarball runs where there is a Java runtime and nothing else, as the image runs it.
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { io } from 'socket.io-client';
import { Peer } from './lib/peer.js';
import { environment, root } from './lib/server.js';

const run = promisify(execFile);
const dockerfile = await readFile(join(root, 'deploy', 'docker', 'Dockerfile'), 'utf8');
const lines = dockerfile.replaceAll(/\\\n\s*/g, '').split('\n');
const instructions = (name) => lines.filter((line) => line.startsWith(`${name} `)).map((line) => line.slice(name.length + 1));
const [uid, gid] = instructions('USER')[0].split(':');
const settings = Object.fromEntries([...instructions('ENV')[0].matchAll(/(\w+)=(\S+)/g)].map(([, name, value]) => [name, value]));
const start = [...JSON.parse(instructions('ENTRYPOINT')[0]), ...JSON.parse(instructions('CMD')[0])];
const health = JSON.parse(instructions('HEALTHCHECK')[0].replace(/^.* CMD /, ''));
const canMount = await run('unshare', ['--mount', 'true']).then(() => true, () => false);

/** The files of the image below `folder`, made by what the Dockerfile runs. */
async function build(folder) {
  const inFolder = (text) => text.replaceAll('/opt/', `${folder}/opt/`);
  await mkdir(join(folder, 'opt'));
  for (const step of instructions('RUN')) await run('sh', ['-ec', inFolder(step)], { cwd: root, env: environment });
  for (const copied of instructions('COPY').filter((line) => line.startsWith('--from='))) {
    const [, from, to] = copied.split(' ');
    assert.equal(from, to); // What the JVM learnt is tied to where it was.
    await stat(inFolder(from));
  }
  await run('chmod', ['-R', 'a-w,a+rX', folder]);
}

/**
 * A command as a container would run it. Who may mount can do nearly what an engine does: its own mounts, nothing to write to, and a
 * user without rights; elsewhere the paths are those of the folder.
 */
function contained(folder, [command, ...args], extra) {
  const env = { ...settings, ...extra };
  if (canMount) {
    const mounts = `mount --bind ${folder}/opt /opt && mount -o remount,bind,ro /opt && mount -o remount,bind,ro / && cd /`;
    const drop = ['setpriv', `--reuid=${uid}`, `--regid=${gid}`, '--clear-groups', '--no-new-privs', '--bounding-set=-all', '--inh-caps=-all'];
    const set = Object.entries(env).map(([name, value]) => `${name}=${value}`);
    return ['unshare', ['--mount', 'sh', '-c', `${mounts} && exec "$@"`, 'sh', ...drop, 'env', '-i', ...set, command, ...args], {}];
  }
  const here = Object.fromEntries(Object.entries(env).map(([name, value]) => [name, value.replaceAll('/opt/', `${folder}/opt/`)]));
  return ['env', ['-i', ...Object.entries(here).map(([name, value]) => `${name}=${value}`), command, ...args], { cwd: '/' }];
}

describe('the tarball and the image', () => {
  let folder;
  let home;
  let java;
  let collector;
  const collected = new Set();
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'chat-signal-dist-'));
    await chmod(folder, 0o755);
    await build(folder);
    home = join(folder, 'opt', 'chat-signal');
    java = join(folder, 'opt', 'jre');
    collector = createServer((request, response) => {
      collected.add(`${request.method} ${request.url}`);
      request.resume().on('end', () => response.end());
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => collector.once('listening', resolve));
  });
  after(async () => {
    collector.close();
    await run('chmod', ['-R', 'u+w', folder]);
    await rm(folder, { recursive: true });
  });

  it('runs as the image says, with a Java runtime alone, as a user who can write nothing', async () => {
    const started = Date.now();
    const [command, args, options] = contained(folder, start, {
      APP_PORT: '0',
      APP_SECRET: 'a-secret-for-this-test-of-some-length',
      APP_PASS: 'a-password-for-this-test',
      MANAGEMENT_PORT: '0',
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${collector.address().port}`,
    });
    const server = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    let errors = '';
    server.stderr.setEncoding('utf8').on('data', (chunk) => (errors += chunk));
    const ended = new Promise((resolve) => server.once('exit', resolve));
    await new Promise((resolve, reject) => {
      server.stdout.setEncoding('utf8').on('data', (chunk) => {
        output += chunk;
        if (/^Ready/m.test(output)) resolve();
      });
      ended.then((status) => reject(new Error(`ended with ${status}: ${output}${errors}`)));
    });
    console.log(`Ready ${Date.now() - started} ms after it was started.`);
    const url = /Address +(\S+)/.exec(output)[1];
    const metrics = /Metrics +(\S+)/.exec(output)[1];
    assert.equal((await fetch(`${url}/demo`)).status, 200);
    assert.match(await (await fetch(metrics)).text(), /^chat_signal_build_info\{version="\d+\.\d+\.\d+"} 1$/m);
    const answer = await fetch(`${url}/app`, {
      method: 'POST',
      body: new URLSearchParams({ app: 'web', password: 'a-password-for-this-test' }),
    });
    const { token } = (await answer.json()).response;
    const ann = new Peer(io(url, { auth: { token }, forceNew: true }));
    await ann.next('connect');
    await ann.authenticate(token);
    assert.equal((await ann.ask('room-create-request', {})).ok, true);
    ann.socket.close();
    const { stdout } = await run(...contained(folder, health, { MANAGEMENT_PORT: new URL(metrics).port }));
    assert.equal(stdout, '{"status":"ready","reasons":[]}\n');
    server.kill(instructions('STOPSIGNAL')[0]);
    assert.equal(await ended, 0);
    for (const line of errors.trim().split('\n')) assert.ok(JSON.parse(line).message, line);
    assert.deepEqual([...collected].sort(), ['POST /v1/metrics', 'POST /v1/traces']);
  });

  it('starts with what the JVM learnt when the image was built, and an image layer does not undo that', async () => {
    const { stdout } = await run(...contained(folder, [...start.slice(0, 1), '--version'], { JAVA_OPTS: '-XX:AOTMode=on' }));
    assert.match(stdout, /^Chat Signal \d/);
    for (const jar of ['chat-signal.jar', 'lib']) assert.equal((await stat(join(home, 'app', jar))).mtimeMs % 1000, 0, jar);
  });

  it('is not healthy where nothing runs', async () => {
    await assert.rejects(run(...contained(folder, health, {})), ({ code }) => code === 1);
  });

  it('has a tarball with the same files', async () => {
    const [tarball] = (await readdir(join(root, 'dist'))).filter((name) => name.endsWith('.tar.gz'));
    const { stdout } = await run('tar', ['-tzf', join(root, 'dist', tarball)], { maxBuffer: 8 << 20 });
    const packed = stdout.trim().split('\n').map((path) => path.replace(/^[^/]*\/|\/$/g, '')).filter(Boolean);
    const unpacked = (await readdir(home, { recursive: true })).filter((path) => !path.endsWith('.aot'));
    assert.deepEqual(unpacked.sort(), packed.sort());
  });

  it('says in one sentence which Java it needs', async () => {
    await assert.rejects(
      run(join(home, 'bin', 'chat-signal'), [], { env: { PATH: '/usr/bin:/bin', JAVA_HOME: '/nowhere' } }),
      (error) => error.code === 1 && /^Chat Signal needs a Java 25 runtime and found no '\/nowhere\/bin\/java': .*\.?\n$/.test(error.stderr),
    );
  });

  it('names every jar in its licences and in its bill of materials', async () => {
    const licences = await readFile(join(home, 'THIRD-PARTY.md'), 'utf8');
    const listed = [...licences.matchAll(/`([\w-]+?)(-\*)?`/g)].map(([, name]) => name);
    const sbom = JSON.parse(await readFile(join(home, 'sbom.json'), 'utf8'));
    assert.equal(sbom.bomFormat, 'CycloneDX');
    const jars = (await readdir(join(home, 'app', 'lib'))).map((jar) => /^(.*?)-\d.*\.jar$/.exec(jar)[1]);
    assert.ok(jars.length > 10);
    for (const jar of jars) {
      assert.ok(sbom.components.some(({ name }) => name === jar), `${jar} is not in sbom.json`);
      const ours = sbom.components.find(({ name, group }) => name === jar && group === 'io.chatsignal');
      assert.ok(ours || listed.some((name) => jar.startsWith(name)), `${jar} is not in THIRD-PARTY.md`);
    }
  });

  it('has a systemd unit that systemd takes, with a sandbox', async () => {
    const unit = join(folder, '..', `${folder.split('/').at(-1)}.service`);
    const text = await readFile(join(home, 'deploy', 'systemd', 'chat-signal.service'), 'utf8');
    await writeFile(unit, text.replaceAll('/opt/chat-signal', home));
    try {
      const verified = await run('systemd-analyze', ['verify', unit]);
      assert.equal(verified.stdout + verified.stderr, '');
      // 10 is no sandbox at all, 0 is a service that can do nothing.
      await run('systemd-analyze', ['security', '--offline=yes', '--threshold=20', unit]);
    } finally {
      await rm(unit);
    }
  });
});

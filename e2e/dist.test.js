// What is shipped: the tarball runs where there is a Java runtime and nothing else, as the image runs it.
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { chmod, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { io } from 'socket.io-client';
import { Peer } from './lib/peer.js';
import { environment, root } from './lib/server.js';

const run = promisify(execFile);
/** Who runs it in the image; as nobody in particular where the tests don't run as root. */
const user = process.getuid() === 0 ? { uid: 65532, gid: 65532 } : {};

describe('the tarball', () => {
  let folder;
  let home;
  let java;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'chat-signal-dist-'));
    await chmod(folder, 0o755);
    const { stdout } = await run(join(root, 'scripts', 'dist.sh'), [], { env: environment });
    await run('tar', ['-xzf', join(root, stdout.trim().split('\n').at(-1)), '-C', folder]);
    home = join(folder, (await readdir(folder))[0]);
    java = join(folder, 'java');
    await run(join(root, 'scripts', 'runtime.sh'), [java], { env: environment });
    await run('sh', [join(root, 'scripts', 'rehearse.sh'), home, join(home, 'app')], { env: { ...environment, JAVA_HOME: java } });
    await run('chmod', ['-R', 'a-w,a+rX', folder]);
  });
  after(async () => {
    await run('chmod', ['-R', 'u+w', folder]);
    await rm(folder, { recursive: true });
  });

  it('runs with a Java runtime alone, as a user who can write nothing', async () => {
    const started = Date.now();
    const server = spawn(join(home, 'bin', 'chat-signal'), [], {
      ...user,
      cwd: '/',
      env: {
        PATH: '/usr/bin:/bin',
        JAVA_HOME: java,
        APP_PORT: '0',
        APP_SECRET: 'a secret for this test of some length',
        APP_PASS: 'a password for this test',
        MANAGEMENT_PORT: '0',
        LOG_FORMAT: 'json',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
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
      body: new URLSearchParams({ app: 'web', password: 'a password for this test' }),
    });
    const { token } = (await answer.json()).response;
    const ann = new Peer(io(url, { auth: { token }, forceNew: true }));
    await ann.next('connect');
    await ann.authenticate(token);
    assert.equal((await ann.ask('room-create-request', {})).ok, true);
    ann.socket.close();
    const health = await run(join(home, 'bin', 'chat-signal'), ['health', '--management-port', new URL(metrics).port], {
      env: { PATH: '/usr/bin:/bin', JAVA_HOME: java },
    });
    assert.equal(health.stdout, '{"status":"ready","reasons":[]}\n');
    server.kill('SIGTERM');
    assert.equal(await ended, 0);
    for (const line of errors.trim().split('\n')) assert.ok(JSON.parse(line).message, line);
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

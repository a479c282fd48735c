// Several nodes that meet in a Redis of their own.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createConnection, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startServer } from './server.js';

async function freePort() {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address();
  probe.close();
  return port;
}

export async function startRedis() {
  const port = await freePort();
  const folder = await mkdtemp(join(tmpdir(), 'redis-'));
  const child = spawn('redis-server', ['--port', port, '--bind', '127.0.0.1', '--save', '', '--dir', folder]);
  const exited = once(child, 'exit');
  const tell = (command) =>
    new Promise((resolve, reject) => {
      const socket = createConnection(port, '127.0.0.1', () => socket.end(`${command}\r\n`));
      let answer = '';
      socket.setEncoding('utf8').on('data', (chunk) => (answer += chunk));
      socket.on('end', () => resolve(answer)).on('error', reject);
    });
  while (!(await tell('PING').catch(() => '')).startsWith('+PONG')) await pause(20);
  return {
    url: `redis://127.0.0.1:${port}`,
    tell,
    signal: (name) => child.kill(name),
    async stop() {
      child.kill('SIGKILL');
      await exited;
      await rm(folder, { recursive: true });
    },
  };
}

const secret = 'a secret that all nodes of a deployment share';
const password = 'a password for tests';

/** A node that is ready: Redis is reached, and it has its lease. */
export async function startNode(redis, settings = {}, program = {}) {
  const management = await freePort();
  const node = await startServer({
    REDIS_URL: redis.url, APP_SECRET: secret, APP_PASS: password, MANAGEMENT_PORT: String(management),
    RELAY_RATE: '0', REQUEST_RATE: '0', JAVA_OPTS: '-Xmx192m', NODE_LEASE: '3s', ...settings,
  }, program);
  const page = async (path) => (await fetch(`http://127.0.0.1:${management}${path}`)).text();
  while ((await fetch(`http://127.0.0.1:${management}/health/ready`)).status !== 200) await pause(20);
  const response = await fetch(`${node.url}/app`, {
    method: 'POST', body: new URLSearchParams({ app: 'calls', password }),
  });
  const { token } = (await response.json()).response;
  return { ...node, token, port: Number(new URL(node.url).port), metrics: () => page('/metrics') };
}

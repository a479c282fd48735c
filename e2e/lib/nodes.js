// Several nodes that meet in a Redis of their own, and a balancer in front of them.
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

/** Passes connections on to one of several nodes, as a balancer does that knows nothing of sessions. */
export class Balancer {
  #server = createServer((near) => this.#join(near));
  #open = new Set();
  #next = 0;
  nodes = [];

  static async before(...nodes) {
    const balancer = new Balancer();
    balancer.nodes = nodes;
    balancer.#server.listen(0, '127.0.0.1');
    await once(balancer.#server, 'listening');
    balancer.url = `http://127.0.0.1:${balancer.#server.address().port}`;
    return balancer;
  }

  #join(near) {
    if (this.nodes.length === 0) return near.destroy();
    const node = this.nodes[this.#next++ % this.nodes.length];
    const far = createConnection(node.port, '127.0.0.1');
    const both = [near, far];
    both.forEach((end, i) => {
      this.#open.add(end);
      end.on('error', () => {});
      end.on('close', () => (this.#open.delete(end), both[1 - i].destroy()));
      end.pipe(both[1 - i]);
    });
  }

  /** Breaks all connections without a goodbye; new ones go to these nodes. */
  moveTo(...nodes) {
    this.nodes = nodes;
    for (const end of this.#open) end.destroy();
  }

  close() {
    this.moveTo();
    this.#server.close();
  }
}

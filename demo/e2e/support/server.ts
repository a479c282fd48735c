import { spawn, type ChildProcess } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { createReadStream, existsSync, mkdtempSync, rmSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { appToken, FakeServer } from '../../../clients/js/test/support/fake-server.ts';
import { afterwards, until } from './endings.ts';
import { freePort } from './ports.ts';

const root = join(import.meta.dirname, '../../..');

export interface ServerOptions {
  readonly port?: number;
  /** Environment of the server, such as `TURN_URLS`. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface RunningServer {
  readonly url: string;
  readonly port: number;
  stop(): Promise<void>;
}

/** The server under test: this project's, or with `E2E_SERVER=fake` the small one that speaks the wire contract. */
export async function startServer(options: ServerOptions = {}): Promise<RunningServer> {
  const port = options.port ?? (await freePort());
  const server = process.env['E2E_SERVER'] === 'fake' ? await startFake(port, options.env ?? {}) : await startJava(port, options.env ?? {});
  afterwards(() => server.stop());
  return server;
}

async function startJava(port: number, env: Readonly<Record<string, string>>): Promise<RunningServer> {
  const data = mkdtempSync(join(tmpdir(), 'chat-signal-e2e-'));
  const child = spawn(join(root, 'chat-signal'), [], {
    cwd: data,
    // A process group of its own: the script starts a JVM.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, APP_PORT: String(port), APP_SECRET: 'e2e secret, long enough to sign with: 0123456789', APP_PASS: 'e2e-password-0123', ...env },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text: Buffer) => (output = (output + text.toString()).slice(-8000)));
  const url = `http://127.0.0.1:${port}`;
  const stop = async (): Promise<void> => {
    await endGroup(child);
    rmSync(data, { recursive: true, force: true });
  };
  try {
    await until('the server to answer', async () => {
      if (child.exitCode !== null) throw new Error(`the server ended at once:\n${output}`);
      return fetch(`${url}/demo`).then((answer) => answer.ok, () => false);
    });
  } catch (error) {
    await stop();
    throw new Error(`${String(error)}\n${output}`);
  }
  return { url, port, stop };
}

async function endGroup(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.pid === undefined) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  process.kill(-child.pid, 'SIGTERM');
  await ended;
}

async function startFake(port: number, env: Readonly<Record<string, string>>): Promise<RunningServer> {
  const expiry = Math.floor(Date.now() / 1000) + Number(env['TURN_TTL'] ?? 3600);
  const username = `${expiry}:fake`;
  const credential = createHmac('sha1', env['TURN_SECRET'] ?? '').update(username).digest('base64');
  const turn = env['TURN_URLS'] ? { iceServers: [{ urls: env['TURN_URLS'].split(','), username, credential }] } : {};
  const fake = await new FakeServer({ port, resumeWindowMs: 3000, pages: servePage, ...turn }).start();
  let stopped = false;
  const stop = async (): Promise<void> => {
    if (stopped) return;
    stopped = true;
    await fake.stop();
  };
  return { url: fake.url, port, stop };
}

const types: Record<string, string> = { '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.html': 'text/html' };

function servePage(request: IncomingMessage, response: ServerResponse): void {
  const path = new URL(request.url ?? '/', 'http://x').pathname;
  if (path.startsWith('/socket.io/')) return;
  if (path === '/demo/config.json') return void response.setHeader('content-type', 'application/json').end(JSON.stringify({ token: appToken }));
  const file = join(root, 'demo/site', /^\/demo\/?$/.test(path) ? 'index.html' : path.replace(/^\/demo\//, ''));
  if (!existsSync(file)) return void response.writeHead(404).end();
  response.setHeader('content-type', types[extname(file)] ?? 'text/plain');
  response.setHeader('content-security-policy', contentSecurityPolicy);
  createReadStream(file).pipe(response);
}

const contentSecurityPolicy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self' ws: wss:; media-src 'self' blob: mediastream:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

// Starts Chat Signal as a person would, on a free port and with a data folder of its own.
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** The settings must come from the test, not from the machine it runs on. */
export const environment = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !name.startsWith('APP_')),
);

export async function startServer(settings = {}, { command = join(root, 'chat-signal'), cwd = root } = {}) {
  const data = await mkdtemp(join(tmpdir(), 'chat-signal-'));
  const child = spawn(command, [], {
    cwd,
    env: { ...environment, APP_PORT: '0', DATA_DIR: data, ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = new Promise((resolve) => child.once('exit', resolve));
  let output = '';
  const read = (name) => new RegExp(`^ *${name} +(\\S+)`, 'm').exec(output)?.[1];
  const running = new Promise((resolve, reject) => {
    const take = (chunk) => {
      output += chunk;
      if (/^Ready\b/m.test(output)) resolve();
    };
    child.stdout.setEncoding('utf8').on('data', take);
    child.stderr.setEncoding('utf8').on('data', take);
    exited.then((status) => reject(new Error(`The server ended with ${status}:\n${output}`)));
  });
  await running;
  return {
    url: read('Address'),
    token: read('App token'),
    password: read('Password'),
    output: () => output,
    signal: (name) => child.kill(name),
    async stop() {
      child.kill('SIGTERM');
      const status = await exited;
      await rm(data, { recursive: true });
      return status;
    },
  };
}

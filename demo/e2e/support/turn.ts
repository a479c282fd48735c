import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterwards, until } from './endings.ts';
import { turnServerPath } from './paths.ts';
import { freePort } from './ports.ts';


export interface TurnServer {
  readonly url: string;
  /** What it has said so far. */
  log(): string;
}

/** A real coturn on loopback that checks credentials against `secret`. */
export async function startTurn(secret: string): Promise<TurnServer> {
  const folder = mkdtempSync(join(tmpdir(), 'chat-signal-turn-'));
  const port = await freePort();
  const child = spawn(
    turnServerPath,
    [
      '-n', '--log-file=stdout', '--simple-log', '--verbose', '--lt-cred-mech', '--use-auth-secret', `--static-auth-secret=${secret}`,
      '--realm=example.org', '--listening-ip=127.0.0.1', '--relay-ip=127.0.0.1', `--listening-port=${port}`, '--allow-loopback-peers',
      '--no-tls', '--no-dtls', '--no-cli', '--min-port=40000', '--max-port=40999', `--pidfile=${join(folder, 'pid')}`, `--userdb=${join(folder, 'db')}`,
    ],
    { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text: Buffer) => (output += text.toString()));
  afterwards(async () => {
    const ended = new Promise((resolve) => child.once('exit', resolve));
    if (child.exitCode === null && child.kill()) await ended;
    rmSync(folder, { recursive: true, force: true });
  });
  await until('coturn to listen', () => {
    if (child.exitCode !== null) throw new Error(`coturn ended at once:\n${output}`);
    return output.includes('UDP listener opened');
  });
  return { url: `turn:127.0.0.1:${port}?transport=udp`, log: () => output };
}

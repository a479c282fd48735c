import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { chromiumPath, turnServerPath } from './paths.ts';

/** Says at once what the machine lacks, instead of failing test by test; and builds the server, so that no test waits for that. */
export default function prepare(): void {
  for (const [path, name] of [[chromiumPath, 'chromium'], [turnServerPath, 'coturn']] as const) {
    if (!existsSync(path)) throw new Error(`${path} is not there. On Debian and Ubuntu: apt-get install ${name}`);
  }
  if (process.env['E2E_SERVER'] === 'fake') return;
  const { status } = spawnSync(join(import.meta.dirname, '../../../chat-signal'), ['--version'], { stdio: ['ignore', 'ignore', 'inherit'] });
  if (status !== 0) throw new Error('the server could not be built');
}

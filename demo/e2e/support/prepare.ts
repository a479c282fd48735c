import { existsSync } from 'node:fs';
import { chromiumPath, turnServerPath } from './paths.ts';

/** Says at once what the machine lacks, instead of failing test by test. */
export default function prepare(): void {
  for (const [path, name] of [[chromiumPath, 'chromium'], [turnServerPath, 'coturn']] as const) {
    if (!existsSync(path)) throw new Error(`${path} is not there. On Debian and Ubuntu: apt-get install ${name}`);
  }
}

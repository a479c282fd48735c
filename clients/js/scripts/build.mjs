// Builds dist/: one ES module, one CommonJS module, and the types of both.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = join(dirname(fileURLToPath(import.meta.url)), '..');
const dist = join(here, 'dist');
const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc');

rmSync(dist, { recursive: true, force: true });
mkdirSync(dist);
for (const [format, outfile] of [['esm', 'index.js'], ['cjs', 'index.cjs']]) {
  await build({
    entryPoints: [join(here, 'src/index.ts')],
    outfile: join(dist, outfile),
    format,
    bundle: true,
    packages: 'external',
    target: 'es2022',
    sourcemap: true,
  });
}
execFileSync(process.execPath, [tsc, '-p', join(here, 'tsconfig.json')], { stdio: 'inherit' });
for (const file of readdirSync(dist).filter((name) => name.endsWith('.d.ts'))) {
  const types = readFileSync(join(dist, file), 'utf8');
  writeFileSync(join(dist, file.replace(/\.ts$/, '.cts')), types.replace(/(['"]\.\/[\w-]+)\.js(['"])/g, '$1.cjs$2'));
}
cpSync(join(here, '../../LICENSE'), join(here, 'LICENSE'));

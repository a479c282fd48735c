// Prints what the package adds to a page, minified: alone, and with socket.io-client in it. Fails above the limit in the README.
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const limits = { alone: 10_500, complete: 25_000 };
let tooLarge = false;
for (const [name, packages] of [['alone', 'external'], ['complete', undefined]]) {
  const { outputFiles } = await build({
    entryPoints: [new URL('../dist/index.js', import.meta.url).pathname],
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    ...(packages ? { packages } : {}),
  });
  const bytes = outputFiles[0].contents.length;
  const zipped = gzipSync(outputFiles[0].contents, { level: 9 }).length;
  console.log(`${name}: ${bytes} bytes minified, ${zipped} gzipped (limit ${limits[name]})`);
  tooLarge ||= zipped > limits[name];
}
process.exit(tooLarge ? 1 : 0);

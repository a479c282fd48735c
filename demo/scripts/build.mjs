// Builds site/, the page that the server carries. It is kept in the repository, so that the server can be built and
// the page be used with a JDK alone; `--compare` fails where site/ is not what the sources make.
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = join(dirname(fileURLToPath(import.meta.url)), '..');
const site = join(here, 'site');
const files = new Map();

const { outputFiles, metafile } = await build({
  absWorkingDir: here,
  entryPoints: ['src/main.ts', 'src/style.css'],
  outdir: site,
  entryNames: 'assets/[name]-[hash]',
  bundle: true,
  minify: true,
  format: 'esm',
  target: ['es2022', 'chrome111', 'firefox115', 'safari16.4'],
  legalComments: 'inline',
  metafile: true,
  write: false,
});
for (const file of outputFiles) files.set(relative(site, file.path), file.text);
const outputOf = (entry) =>
  '/demo/' + relative('site', Object.entries(metafile.outputs).find(([, output]) => output.entryPoint === entry)[0]);

const iconText = readFileSync(join(here, 'src/icon.svg'), 'utf8').trim();
const icon = `assets/icon-${createHash('sha256').update(iconText).digest('hex').slice(0, 8).toUpperCase()}.svg`;
files.set(icon, iconText);
const html = readFileSync(join(here, 'src/index.html'), 'utf8');
files.set(
  'index.html',
  html.replace('{{script}}', outputOf('src/main.ts')).replace('{{style}}', outputOf('src/style.css')).replace('{{icon}}', `/demo/${icon}`),
);
files.set('LICENSES.txt', licenses(Object.keys(metafile.inputs)));

if (process.argv.includes('--compare')) compare();
else write();

function write() {
  rmSync(site, { recursive: true, force: true });
  mkdirSync(join(site, 'assets'), { recursive: true });
  for (const [name, text] of files) writeFileSync(join(site, name), text);
  for (const [name, text] of files) console.log(`${name} ${text.length}`);
}

function compare() {
  const kept = readdirSync(site, { recursive: true }).filter((name) => statSync(join(site, name)).isFile());
  const wrong = [...new Set([...kept, ...files.keys()])].filter(
    (name) => !kept.includes(name) || !files.has(name) || readFileSync(join(site, name), 'utf8') !== files.get(name),
  );
  if (wrong.length === 0) return console.log('demo/site is what demo/src makes');
  console.error(`demo/site is not what demo/src makes: ${wrong.join(', ')}. Run \`npm run build\` in demo and commit the result.`);
  process.exit(1);
}

/** The licence texts of the packages that are in the script. */
function licenses(inputs) {
  const folders = new Set(inputs.filter((name) => name.includes('node_modules/')).map((name) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(name)[0]));
  const texts = [...folders].sort().map((folder) => {
    const at = join(here, folder);
    const { name, version, license } = JSON.parse(readFileSync(join(at, 'package.json'), 'utf8'));
    const file = readdirSync(at).find((entry) => /^licen[cs]e/i.test(entry));
    return `${name} ${version} (${license})\n\n${file ? readFileSync(join(at, file), 'utf8').trim() : ''}\n`;
  });
  return ['This page contains the following packages.', ...texts].join(`\n${'-'.repeat(72)}\n`);
}

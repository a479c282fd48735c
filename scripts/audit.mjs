#!/usr/bin/env node
// audit.mjs: asks OSV (osv.dev) whether a vulnerability is known of any library that is shipped, or that the tests and the client
// are built with: the versions are those of the bill of materials and of the lock files. Ends with status 0 if none is known,
// 1 if some are, and 2 if OSV can't be asked, so that "nobody looked" never passes for "nothing found".
//
//   scripts/audit.mjs                              everything
//   scripts/audit.mjs sbom.json package-lock.json  these files
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const osv = process.env.OSV_URL ?? 'https://api.osv.dev';
const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const batchSize = 500;
const timeoutMillis = 20_000;

class Unanswered extends Error {}

/** Package URLs of what one file lists. */
function packages(file) {
  const content = JSON.parse(readFileSync(file, 'utf8'));
  if (content.bomFormat === 'CycloneDX') {
    return content.components.map(({ purl }) => purl.split('?')[0]).filter((purl) => !purl.includes('/io.chatsignal/'));
  }
  return Object.entries(content.packages ?? {})
    .filter(([path, { link }]) => path.includes('node_modules/') && !link)
    .map(([path, { name, version }]) => `pkg:npm/${(name ?? path.split('node_modules/').at(-1)).replace('@', '%40')}@${version}`);
}

function everything() {
  const folder = mkdtempSync(join(tmpdir(), 'chat-signal-audit-'));
  try {
    const sbom = join(folder, 'sbom.json');
    execFileSync(join(root, 'scripts', 'sbom.sh'), [sbom], { stdio: ['ignore', 'inherit', 'inherit'] });
    return [sbom, ...['e2e', 'clients/js', 'demo'].map((project) => join(root, project, 'package-lock.json'))].flatMap(packages);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function ask(path, options) {
  let response;
  try {
    response = await fetch(osv + path, { ...options, signal: AbortSignal.timeout(timeoutMillis) });
    if (response.ok) return await response.json();
  } catch (failure) {
    throw new Unanswered(`${osv} can't be reached (${failure.cause?.message ?? failure.message})`);
  }
  throw new Unanswered(`${osv} answers with status ${response.status}`);
}

/** The ids of what is known of each package, by its package URL. */
async function known(purls) {
  const found = new Map();
  for (let from = 0; from < purls.length; from += batchSize) {
    let queries = purls.slice(from, from + batchSize).map((purl) => ({ package: { purl } }));
    while (queries.length > 0) {
      const { results } = await ask('/v1/querybatch', { method: 'POST', body: JSON.stringify({ queries }) });
      if (results?.length !== queries.length) throw new Unanswered(`${osv} answers what was not asked`);
      const more = [];
      results.forEach(({ vulns = [], next_page_token: token }, i) => {
        const { purl } = queries[i].package;
        if (vulns.length > 0) found.set(purl, [...(found.get(purl) ?? []), ...vulns.map(({ id }) => id)]);
        if (token) more.push({ ...queries[i], page_token: token });
      });
      queries = more;
    }
  }
  return found;
}

/** One line: what it is, and where it is mended. */
async function line(id) {
  const { summary, details = '', aliases = [], affected = [] } = await ask(`/v1/vulns/${encodeURIComponent(id)}`);
  const fixed = affected.flatMap(({ ranges = [] }) => ranges.flatMap(({ events = [] }) => events.flatMap((event) => event.fixed ?? [])));
  const words = (summary ?? details).split('\n')[0].slice(0, 120).replace(/\p{Cc}/gu, ' ');
  return `  ${[id, ...aliases].join(', ')}: ${words} (fixed in ${[...new Set(fixed)].join(', ') || 'no version yet'})`;
}

try {
  const files = process.argv.slice(2);
  const purls = [...new Set(files.length > 0 ? files.flatMap(packages) : everything())].sort();
  if (purls.length === 0) throw new Unanswered(`there are no packages in ${files.map((file) => basename(file)).join(', ')}`);
  const found = await known(purls);
  for (const [purl, ids] of found) {
    console.log(purl);
    for (const id of new Set(ids)) console.log(await line(id));
  }
  console.log(`${purls.length} packages were looked up; vulnerabilities are known of ${found.size === 0 ? 'none' : found.size}.`);
  process.exitCode = found.size === 0 ? 0 : 1;
} catch (failure) {
  if (!(failure instanceof Unanswered)) throw failure;
  console.error(`Nothing was checked: ${failure.message}. Try again where the Internet can be reached.`);
  process.exitCode = 2;
}

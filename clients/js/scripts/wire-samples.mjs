// Turns protocol/*.json into a TypeScript file that compiles only where each sample fits its wire type:
// `full` must carry every optional field and nothing unknown, `minimal` every required one.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';

const root = new URL('../../../', import.meta.url);
const out = new URL('../build/', import.meta.url);
const lines = [
  "import type { ClientEvents, ServerEvents } from '../src/wire.ts';",
  'type Full<T> = { [K in keyof T]-?: T[K] };',
];
for (const [file, type] of [['client-events', 'ClientEvents'], ['server-events', 'ServerEvents']]) {
  const samples = JSON.parse(readFileSync(new URL(`protocol/${file}.json`, root), 'utf8'));
  lines.push(`({ ${Object.keys(samples).map((name) => `'${name}': true`).join(', ')} }) satisfies Record<keyof ${type}, true>;`);
  for (const [name, { minimal, full }] of Object.entries(samples)) {
    lines.push(`(${JSON.stringify(minimal)}) satisfies ${type}['${name}'];`);
    lines.push(`(${JSON.stringify(full)}) satisfies Full<${type}['${name}']>;`);
  }
}
mkdirSync(out, { recursive: true });
writeFileSync(new URL('wire-samples.ts', out), lines.join('\n') + '\n');

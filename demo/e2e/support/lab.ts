import { join } from 'node:path';
import { build } from 'esbuild';
import type { Page } from 'playwright-core';
import { context } from './browser.ts';

const client = join(import.meta.dirname, '../../../clients/js/src/index.ts');

/** An empty page of the server's own address, with a module in it that may import the client package. */
export async function labPage(url: string, module: string, prepare: (page: Page) => Promise<void> = async () => undefined): Promise<Page> {
  const { outputFiles } = await build({
    stdin: { contents: module, resolveDir: join(import.meta.dirname, '..'), loader: 'ts' },
    alias: { '@chat-signal/client': client },
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2022',
  });
  const script = outputFiles[0]?.text ?? '';
  const page = await (await context()).newPage();
  page.setDefaultTimeout(60_000);
  await prepare(page);
  await page.route('**/lab.js', (route) => route.fulfill({ contentType: 'text/javascript', body: script }));
  // A page that really came from the server: to one that a test made up, Chromium forbids WebSockets to this machine.
  await page.goto(`${url}/demo/LICENSES.txt`);
  await page.evaluate(() => document.body.append(Object.assign(document.createElement('script'), { type: 'module', src: '/lab.js' })));
  return page;
}

/** The token that the server gives its demo page. */
export async function demoToken(url: string): Promise<string> {
  const { token } = (await (await fetch(`${url}/demo/config.json`)).json()) as { token: string };
  return token;
}

import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';

const folder = process.env['SCREENSHOTS'] ?? join(import.meta.dirname, '../../build/screenshots');
const axe = readFileSync(join(import.meta.dirname, '../../node_modules/axe-core/axe.min.js'), 'utf8');
mkdirSync(folder, { recursive: true });

/** Photographs the page and has it looked over for what keeps people out. */
export async function look(page: Page, name: string): Promise<string[]> {
  await page.evaluate(async () => {
    document.querySelector('.lobby')?.scrollTo(0, 0);
    await document.fonts.ready;
  });
  await page.screenshot({ path: join(folder, `${name}.png`), animations: 'disabled' });
  return page.evaluate(async ({ source, name, width }) => {
    // The page's own policy forbids a script element; an evaluation from outside is not a part of the page.
    (0, eval)(source);
    const { axe } = globalThis as unknown as { axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> } };
    const shut = (await axe.run()).violations.map(({ id, nodes }) => `${name}: ${id}: ${nodes.map(({ html }) => html).join(' ')}`);
    const cut = [...document.querySelectorAll('h1, h2, p, button, input, select, code, .tile')].filter((element) => {
      const { left, right, width: shown } = element.getBoundingClientRect();
      return shown > 0 && (left < -1 || right > width + 1);
    });
    return [...shut, ...cut.map((element) => `${name}: runs off the page: ${element.outerHTML.slice(0, 100)}`)];
  }, { source: axe, name, width: page.viewportSize()?.width ?? 0 });
}

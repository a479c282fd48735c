import { afterEach } from 'vitest';

const endings: (() => unknown)[] = [];

/** Runs `end` after the test, last one first. */
export function afterwards(end: () => unknown): void {
  endings.push(end);
}

afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

/** Settles when `holds` is true; fails with `what`, and what `instead` finds, when that takes too long. */
export async function until(
  what: string,
  holds: () => boolean | Promise<boolean>,
  limitMs = 60_000,
  instead: () => Promise<string> = async () => 'nothing',
): Promise<void> {
  const deadline = Date.now() + limitMs;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`waited ${limitMs / 1000} s in vain for ${what}; there was ${await instead()}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

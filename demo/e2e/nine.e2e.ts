import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { until } from './support/endings.ts';
import { demoToken, labPage } from './support/lab.ts';
import { look } from './support/look.ts';
import { Person } from './support/person.ts';
import { drawPeople, sitForPortrait } from './support/portrait.ts';
import { startServer } from './support/server.ts';

const guests = ['Ben Okri', 'Grace Hopper', 'Cem Yilmaz', 'Dia Fernandes', 'Linus Berg', 'Mei Tanaka', 'Eve', 'Noor Haddad'];

/**
 * Eight people in one page: what is looked at is the page of the ninth, and so each is connected to that one alone. The
 * other 28 connections would be more than one page bears.
 */
const party = (token: string): string => `
  import { Call, SignalClient } from '@chat-signal/client';
  const seeingOnlyTheOwner = (signal) => {
    let owner;
    const own = {
      on: (event, listener) => signal.on(event, (data) => (owner && data?.peer_id && data.peer_id !== owner ? undefined : listener(data))),
      join: async (room, options) => {
        const joined = await signal.join(room, options);
        owner = joined.peers[0];
        return { ...joined, peers: [owner] };
      },
    };
    return new Proxy(signal, {
      get: (target, key) => own[key] ?? (typeof target[key] === 'function' ? target[key].bind(target) : target[key]),
    });
  };
  const enter = async (name, n) => {
    const signal = new SignalClient('', { token: ${JSON.stringify(token)}, peerInfo: { name }, io: { forceNew: true } });
    await signal.connect();
    const call = new Call(seeingOnlyTheOwner(signal), { stream: new MediaStream([globalThis.drawnPerson(n + 1, 0.5, 3)]) });
    call.setStatus({ muted: n % 3 === 1, camera: true, sharing: false });
    await call.join('all-hands');
    globalThis.inside = n + 1;
  };
  for (const [n, name] of ${JSON.stringify(guests)}.entries()) await enter(name, n);
`;

test('nine people fit on one page, on a desk and on a phone, none covered by another', async () => {
  const { url } = await startServer();
  const ada = await Person.at(url, 'Ada Lovelace', { viewport: { width: 1280, height: 800 } });
  await sitForPortrait(ada.page, 0);
  await ada.opens('all-hands');
  const party8 = await labPage(url, party(await demoToken(url)), drawPeople);
  for (const [n, name] of guests.entries()) {
    await ada.letsIn(name);
    await until(`${name} to be inside`, () => party8.evaluate((count) => (globalThis as unknown as { inside?: number }).inside === count, n + 1));
  }
  await ada.isConnectedTo(8);
  await ada.seesEverybodyMove(8);
  const wrong: string[] = [];
  for (const [size, viewport] of Object.entries({ desktop: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } })) {
    await ada.page.setViewportSize(viewport);
    for (const colorScheme of ['light', 'dark'] as const) {
      await ada.page.emulateMedia({ colorScheme });
      await until('nothing to be said any more', async () => (await ada.page.locator('.toast').count()) === 0);
      wrong.push(...(await look(ada.page, `nine-${colorScheme}-${size}`)));
    }
    await expectNoOverlap(ada.page, viewport);
  }
  expect(wrong).toEqual([]);
  expect(ada.complaints).toEqual([]);
});

async function expectNoOverlap(page: Page, { width, height }: { width: number; height: number }): Promise<void> {
  const boxes = await page.locator('.tile').evaluateAll((tiles) => tiles.map((tile) => tile.getBoundingClientRect().toJSON() as DOMRect));
  expect(boxes).toHaveLength(9);
  for (const [n, a] of boxes.entries()) {
    expect(a.left >= 0 && a.top >= 0 && a.right <= width && a.bottom <= height, `tile ${n} is on the page`).toBe(true);
    expect(a.width, `tile ${n} is large enough to see a face`).toBeGreaterThan(100);
    for (const b of boxes.slice(n + 1)) {
      expect(a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top, `tile ${n} covers another`).toBe(true);
    }
  }
}

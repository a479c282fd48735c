import type { BrowserContextOptions, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { until } from './support/endings.ts';
import { look } from './support/look.ts';
import { Person } from './support/person.ts';
import { sitForPortrait } from './support/portrait.ts';
import { startServer } from './support/server.ts';

const sizes = { desktop: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } };
const faces = ['Ada Lovelace', 'Ben Okri', 'Grace Hopper', 'Dia'];
const large = '?picture=320x180@8';

async function person(url: string, name: string, options: BrowserContextOptions): Promise<Person> {
  const made = await Person.at(url, name, options);
  await sitForPortrait(made.page, faces.indexOf(name));
  return made;
}

for (const colorScheme of ['light', 'dark'] as const) {
  for (const [size, viewport] of Object.entries(sizes)) {
    test(`the main states, ${colorScheme}, ${size}: seen whole, usable by all, asking nobody else for anything`, async () => {
      const { url } = await startServer();
      const options: BrowserContextOptions = { colorScheme, viewport, ...(size === 'phone' ? { hasTouch: true, isMobile: true } : {}) };
      const wrong: string[] = [];
      const shot = async (page: Page, state: string): Promise<void> => {
        wrong.push(...(await look(page, `${state}-${colorScheme}-${size}`)));
      };
      const ada = await person(url, 'Ada Lovelace', options);
      await ada.page.goto(`${url}/demo${large}`);
      await ada.page.getByLabel('Your name').fill('Ada Lovelace');
      await until('the preview', () => ada.page.locator('.mirror video').evaluate((video) => (video as HTMLVideoElement).currentTime > 0));
      await shot(ada.page, 'lobby');
      await ada.opens('quiet-river-4711', large);
      await shot(ada.page, 'alone');

      const ben = await person(url, 'Ben Okri', options);
      await ben.knocks('quiet-river-4711', large);
      await ben.reads('You are at the door');
      await shot(ben.page, 'waiting');
      await ada.reads('is at the door');
      await shot(ada.page, 'knock');
      await ada.letsIn('Ben Okri');
      const grace = await person(url, 'Grace Hopper', options);
      await grace.knocks('quiet-river-4711', large);
      await ada.letsIn('Grace Hopper');
      for (const person of [ada, ben, grace]) await person.isConnectedTo(2);
      await grace.page.getByRole('button', { name: 'Turn the camera off' }).click();
      await ben.page.getByRole('button', { name: 'Mute', exact: true }).click();
      await ada.page.locator('.tile.no-picture').waitFor();
      await shot(ada.page, 'call');
      await ben.says('The link works, thank you!');
      await ada.panel('Chat');
      await ada.reads('The link works, thank you!');
      await ada.says('Great. Shall we start?');
      await ben.reads('Shall we start?');
      await shot(ada.page, 'chat');
      await ada.panel('People');
      await shot(ada.page, 'people');
      await ada.panel('Signaling log');
      await shot(ada.page, 'log');
      await ada.page.getByRole('button', { name: 'Close the panel' }).click();
      await ada.page.getByRole('button', { name: 'Camera, microphone and speaker' }).click();
      await shot(ada.page, 'settings');
      await ada.page.getByRole('button', { name: 'Close', exact: true }).click();
      await ada.leaves();
      await ada.reads('You left the room');
      await shot(ada.page, 'left');

      const dia = await person(url, 'Dia', options);
      await dia.knocks('no-such-room', large);
      await dia.reads('There is no room called');
      await shot(dia.page, 'not-found');
      expect(wrong).toEqual([]);
      for (const person of [ada, ben, grace, dia]) {
        expect(person.complaints).toEqual([]);
        expect(person.requests.filter((address) => !address.startsWith(url) && !address.startsWith('blob:'))).toEqual([]);
      }
    });
  }
}

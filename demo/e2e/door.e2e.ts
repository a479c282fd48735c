import { expect, test } from 'vitest';
import { context } from './support/browser.ts';
import { until } from './support/endings.ts';
import { meet, Person } from './support/person.ts';
import { startServer } from './support/server.ts';

test('somebody who is turned away is told so, and can ask again', async () => {
  const { url } = await startServer();
  const ada = await (await Person.at(url, 'Ada')).opens('the-door');
  const eve = await (await Person.at(url, 'Eve')).knocks('the-door');
  await ada.turnsAway('Eve');
  await eve.reads('The owner of the room turned you away.');
  await eve.page.getByRole('button', { name: 'Ask to join' }).click();
  await ada.letsIn('Eve');
  await eve.isInside();
});

test('a room that is not open can be opened by who came to it', async () => {
  const { url } = await startServer();
  const ben = await (await Person.at(url, 'Ben')).knocks('not-open-yet');
  await ben.reads('There is no room called “not-open-yet” right now.');
  await ben.page.getByRole('button', { name: 'Open this room yourself' }).click();
  await ben.isInside();
});

test('a request that is taken back is gone from the owner\'s page', async () => {
  const { url } = await startServer();
  const ada = await (await Person.at(url, 'Ada')).opens('the-door');
  const eve = await (await Person.at(url, 'Eve')).knocks('the-door');
  await ada.reads('is at the door');
  await eve.page.getByRole('button', { name: 'Take back' }).click();
  await until('the knock to be gone', async () => (await ada.page.locator('.knock').count()) === 0);
});

test('the owner leaves, and the next member can let people in', async () => {
  const { url } = await startServer();
  const [ada, ben] = (await meet(url, ['Ada', 'Ben'], 'succession')) as [Person, Person];
  await ada.leaves();
  await ben.reads('The owner left. You decide now who comes in.');
  await ben.isConnectedTo(0);
  const cem = await (await Person.at(url, 'Cem')).knocks('succession');
  await ben.letsIn('Cem');
  for (const person of [ben, cem]) await person.isConnectedTo(1);
});

test('the owner removes a member, who is told so', async () => {
  const { url } = await startServer();
  const [ada, ben] = (await meet(url, ['Ada', 'Ben'], 'removal')) as [Person, Person];
  await ada.panel('People');
  await ada.page.getByRole('button', { name: 'Remove Ben' }).click();
  await ben.reads('The owner removed you from the room.');
  await ada.isConnectedTo(0);
});

test('the owner reloads the page and is back, without anybody being asked', async () => {
  const { url } = await startServer();
  const [ada, ben] = (await meet(url, ['Ada', 'Ben'], 'reload')) as [Person, Person];
  await ada.page.reload();
  await ada.isInside();
  for (const person of [ada, ben]) await person.isConnectedTo(1);
  await ada.seesEverybodyMove(1);
  await ben.seesEverybodyMove(1);
  expect(await ben.page.locator('.knock').count()).toBe(0);
});

test('an owner who is alone reloads the page and owns the room still', async () => {
  const { url } = await startServer();
  const ada = await (await Person.at(url, 'Ada')).opens('alone');
  await ada.page.reload();
  await ada.isInside();
  const ben = await (await Person.at(url, 'Ben')).knocks('alone');
  await ada.letsIn('Ben');
  await ben.isInside();
});

test('a tab that is killed is gone from the others within RESUME_WINDOW', async () => {
  const resumeSeconds = 3;
  const { url } = await startServer({ env: { RESUME_WINDOW: String(resumeSeconds) } });
  const [ada, ben, cem] = (await meet(url, ['Ada', 'Ben', 'Cem'], 'crash')) as [Person, Person, Person];
  await ben.page.goto('chrome://crash').catch(() => undefined);
  for (const person of [ada, cem]) {
    // Not by the heartbeat, which takes three quarters of a minute to miss somebody.
    const limitMs = (resumeSeconds + 15) * 1000;
    await until(`${person.name} to see one other`, async () => (await person.page.locator('.tile[data-state]').count()) === 1, limitMs);
    await person.seesEverybodyMove(1);
  }
});

test('somebody without a camera or microphone can take part, and sees why in a sentence', async () => {
  const { url } = await startServer();
  const ada = await (await Person.at(url, 'Ada')).opens('no-devices');
  const page = await (await context({ permissions: [] })).newPage();
  await page.addInitScript(() => {
    navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', 'NotAllowedError'));
  });
  await page.goto(`${url}/demo#no-devices`);
  await page.getByText('The browser does not let this page use the camera.').waitFor();
  await page.getByText('The browser does not let this page use the microphone.').waitFor();
  await page.getByLabel('Your name').fill('Quiet');
  await page.getByRole('button', { name: 'Ask to join' }).click();
  await ada.letsIn('Quiet');
  await ada.isConnectedTo(1);
  await until('the guest to see the owner', () =>
    page.locator('.tile[data-state] video').evaluate((video) => (video as HTMLVideoElement).getVideoPlaybackQuality().totalVideoFrames > 3),
  );
});

test('everything can be done with the keyboard', async () => {
  const { url } = await startServer();
  const ada = await Person.at(url, 'Ada');
  await ada.page.goto(`${url}/demo`);
  await ada.page.getByLabel('Your name').focus();
  await ada.page.keyboard.type('Ada');
  await ada.page.keyboard.press('Enter');
  await ada.isInside();
  const focused = (): Promise<string | null> => ada.page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? null);
  expect(await focused()).toBe('Mute');
  await ada.page.keyboard.press('Enter');
  await until('the microphone to be off', async () => (await focused()) === 'Unmute');
  await ada.page.keyboard.press('Control+d');
  await until('the microphone to be on', async () => (await focused()) === 'Mute');
  await ada.page.getByRole('button', { name: 'Chat' }).focus();
  await ada.page.keyboard.press('Enter');
  await ada.page.getByLabel('Message to everybody').waitFor();
  await ada.page.keyboard.press('Escape');
  await until('the focus to be back on the button', async () => (await focused()) === 'Chat');
});

test('a shared screen takes the place of the camera and gives it back', async () => {
  const { url } = await startServer();
  const [ada, ben] = (await meet(url, ['Ada', 'Ben'], 'screen')) as [Person, Person];
  await ada.page.evaluate(() => {
    navigator.mediaDevices.getDisplayMedia = async () => {
      const canvas = Object.assign(document.createElement('canvas'), { width: 320, height: 200 });
      const pen = canvas.getContext('2d');
      setInterval(() => pen?.fillRect(Math.random() * 300, Math.random() * 180, 20, 20), 100);
      return canvas.captureStream(10);
    };
  });
  await ada.page.getByRole('button', { name: 'Share your screen' }).click();
  await ben.page.locator('.tile.sharing').waitFor();
  await until('the screen to be seen', () =>
    ben.page.locator('.tile.sharing video').evaluate((video) => {
      const { videoWidth, videoHeight } = video as HTMLVideoElement;
      return Math.abs(videoWidth / videoHeight - 1.6) < 0.05;
    }),
  );
  await ada.page.getByRole('button', { name: 'Stop sharing your screen' }).click();
  await until('the camera to be back', async () => (await ben.page.locator('.tile.sharing').count()) === 0);
  await ben.seesEverybodyMove(1);
});

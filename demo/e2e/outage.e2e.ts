import { expect, test } from 'vitest';
import { until } from './support/endings.ts';
import { meet, Person } from './support/person.ts';
import { startServer } from './support/server.ts';

test('the server is away for five seconds in the middle of a call: pictures never stop, and a new guest can come in', async () => {
  const first = await startServer();
  const people = await meet(first.url, ['Ada', 'Ben', 'Cem'], 'outage');
  const [ada] = people as [Person];
  for (const person of people) await watchForGaps(person);
  await first.stop();
  for (const person of people) await person.reads('The connection to the server is lost; trying again. The call goes on.');
  // The length of the outage is the subject here.
  await new Promise((resolve) => setTimeout(resolve, 5000));
  await startServer({ port: first.port });
  for (const person of people) await until(`${person.name} to be back`, async () => (await person.page.locator('.server.trouble').count()) === 0, 90_000);
  const dia = await (await Person.at(first.url, 'Dia')).knocks('outage');
  await ada.letsIn('Dia');
  for (const person of [...people, dia]) await person.isConnectedTo(3);
  for (const person of people) {
    expect(await ada.page.locator('.knock').count()).toBe(0);
    expect(await longestGap(person), `the longest pause in the pictures that ${person.name} sees, in ms`).toBeLessThan(4000);
  }
  await dia.seesEverybodyMove(3);
  await dia.says('Hello from after the outage');
  for (const person of people) {
    await person.panel('Chat');
    await person.reads('Hello from after the outage');
  }
});

/** Notes the longest time in which some picture had no new frame, and whether a picture was taken away. */
async function watchForGaps(person: Person): Promise<void> {
  await person.page.evaluate(() => {
    const watch = globalThis as unknown as { longestGap: number };
    watch.longestGap = 0;
    for (const video of document.querySelectorAll<HTMLVideoElement>('.tile[data-state] video')) {
      let last = performance.now();
      const seen = (): void => {
        const now = performance.now();
        watch.longestGap = Math.max(watch.longestGap, now - last);
        last = now;
        video.requestVideoFrameCallback(seen);
      };
      video.requestVideoFrameCallback(seen);
      setInterval(() => (watch.longestGap = Math.max(watch.longestGap, performance.now() - last, video.isConnected ? 0 : 1e9)), 250);
    }
  });
}

function longestGap(person: Person): Promise<number> {
  return person.page.evaluate(() => (globalThis as unknown as { longestGap: number }).longestGap);
}

import { expect, test } from 'vitest';
import { until } from './support/endings.ts';
import { meet, Person } from './support/person.ts';
import { startServer } from './support/server.ts';

test('the server is away for five seconds in the middle of a call: pictures never stop, and a new guest can come in', async () => {
  const first = await startServer();
  const people = await meet(first.url, ['Ada', 'Ben', 'Cem'], 'outage');
  const [ada] = people as [Person];
  for (const person of people) await mark(person);
  await first.stop();
  for (const person of people) await person.reads('The connection to the server is lost; trying again. The call goes on.');
  for (const person of people) await person.seesEverybodyMove(2);
  // The length of the outage is the subject here.
  await new Promise((resolve) => setTimeout(resolve, 5000));
  for (const person of people) await person.seesEverybodyMove(2);
  await startServer({ port: first.port });
  for (const person of people) await until(`${person.name} to be back`, async () => (await person.page.locator('.server.trouble').count()) === 0, 90_000);
  const dia = await (await Person.at(first.url, 'Dia')).knocks('outage');
  await ada.letsIn('Dia');
  for (const person of [...people, dia]) await person.isConnectedTo(3);
  for (const person of people) {
    expect(await person.page.locator('.knock').count()).toBe(0);
    expect(await unchanged(person), `the pictures that ${person.name} saw all along`).toBe(2);
    await person.seesEverybodyMove(3);
  }
  await dia.seesEverybodyMove(3);
  await dia.says('Hello from after the outage');
  for (const person of people) {
    await person.panel('Chat');
    await person.reads('Hello from after the outage');
  }
  await ada.panel('Signaling log');
  await ada.reads('server-drain');
});

/** Remembers the pictures that are there. */
async function mark(person: Person): Promise<void> {
  await person.page.locator('.tile[data-state] video').evaluateAll((videos) => {
    for (const video of videos) Object.assign(video, { seenBefore: (video as HTMLVideoElement).srcObject });
  });
}

/** How many of them are still the same element with the same stream. */
function unchanged(person: Person): Promise<number> {
  return person.page
    .locator('.tile[data-state] video')
    .evaluateAll((videos) => videos.filter((video) => (video as HTMLVideoElement).srcObject === (video as { seenBefore?: unknown }).seenBefore).length);
}

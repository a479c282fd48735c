import { expect, test } from 'vitest';
import { ownBrowser } from './support/browser.ts';
import { startServer } from './support/server.ts';
import { meet } from './support/person.ts';

for (const names of [['Ada', 'Ben'], ['Ada', 'Ben', 'Cem'], ['Ada', 'Ben', 'Cem', 'Dia', 'Eve']]) {
  test(`${names.length} browsers in one room see and hear each other, and chat`, async () => {
    const { url } = await startServer();
    const people = await meet(url, names, `room-of-${names.length}`, ownBrowser);
    for (const person of people) await person.seesEverybodyMove(names.length - 1);
    for (const person of people) await person.hearsEverybody(names.length - 1);
    const [first, ...others] = people;
    await first?.says('Can everybody read this?');
    for (const person of others) {
      await person.panel('Chat');
      await person.reads('Can everybody read this?');
      await person.says(`Yes, says ${person.name}`);
      await first?.reads(`Yes, says ${person.name}`);
    }
    for (const person of people) expect(person.complaints).toEqual([]);
  });
}

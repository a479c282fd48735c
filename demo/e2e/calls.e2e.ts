import { expect, test } from 'vitest';
import { startServer } from './support/server.ts';
import { meet } from './support/person.ts';

for (const names of [['Ada', 'Ben'], ['Ada', 'Ben', 'Cem']]) {
  test(`${names.length} people in one room see and hear each other, and chat`, async () => {
    const { url } = await startServer();
    const people = await meet(url, names, `room-of-${names.length}`);
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

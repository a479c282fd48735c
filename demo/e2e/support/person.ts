import type { BrowserContextOptions, Page } from 'playwright-core';
import { context, type Seat } from './browser.ts';
import { until } from './endings.ts';

const small = '?picture=160x90@8';

/** Somebody at a browser, who sees what is on the page and clicks on it. */
export class Person {
  readonly name: string;
  readonly page: Page;
  readonly #url: string;
  /** What the browser complained about: scripts that failed, content that the policy forbids. */
  readonly complaints: string[] = [];
  /** Every address that the page asked. */
  readonly requests: string[] = [];

  private constructor(name: string, page: Page, url: string) {
    this.name = name;
    this.page = page;
    this.#url = url;
    page.on('pageerror', (error) => this.complaints.push(error.message));
    page.on('console', (message) => message.type() === 'error' && this.complaints.push(message.text()));
    page.on('request', (request) => this.requests.push(request.url()));
  }

  static async at(url: string, name: string, options: BrowserContextOptions = {}, seat: Seat = context): Promise<Person> {
    const page = await (await seat(options)).newPage();
    page.setDefaultTimeout(90_000);
    return new Person(name, page, url);
  }

  /** Opens a room and is its owner. */
  async opens(room: string, query = small): Promise<this> {
    await this.page.goto(`${this.#url}/demo${query}`);
    await this.page.getByLabel('Your name').fill(this.name);
    await this.page.getByLabel('Room', { exact: true }).fill(room);
    await this.page.getByRole('button', { name: 'Open the room' }).click();
    await this.page.getByRole('toolbar', { name: 'Call controls' }).waitFor();
    return this;
  }

  /** Follows an invitation and stands at the door. */
  async knocks(room: string, query = small): Promise<this> {
    await this.page.goto(`${this.#url}/demo${query}#${room}`);
    await this.page.getByLabel('Your name').fill(this.name);
    await this.page.getByRole('button', { name: 'Ask to join' }).click();
    return this;
  }

  async isInside(): Promise<void> {
    await this.page.getByRole('toolbar', { name: 'Call controls' }).waitFor();
  }

  async letsIn(guest: string): Promise<void> {
    await this.page.getByRole('button', { name: `Let in ${guest}` }).click();
  }

  async turnsAway(guest: string): Promise<void> {
    await this.page.getByRole('button', { name: `Turn away ${guest}` }).click();
  }

  /** The page shows this text somewhere. */
  async reads(text: string | RegExp): Promise<void> {
    await this.page.getByText(text).filter({ visible: true }).first().waitFor();
  }

  async leaves(): Promise<void> {
    await this.page.getByRole('button', { name: 'Leave' }).click();
  }

  async says(text: string): Promise<void> {
    await this.panel('Chat');
    await this.page.getByLabel('Message to everybody').fill(text);
    await this.page.getByRole('button', { name: 'Send' }).click();
  }

  async panel(name: 'Chat' | 'People' | 'Signaling log'): Promise<void> {
    const button = this.page.getByRole('toolbar').getByRole('button', { name: new RegExp(`^${name}`) });
    if ((await button.getAttribute('aria-expanded')) === 'true') return;
    await this.closesPanel();
    await button.click();
  }

  /** On a phone a panel covers everything else. */
  async closesPanel(): Promise<void> {
    const close = this.page.getByRole('button', { name: 'Close the panel' });
    if (await close.isVisible()) await close.click();
  }

  /** Exactly so many others are shown, and the path to each is there. */
  async isConnectedTo(others: number): Promise<void> {
    await until(
      `${this.name} to be connected to ${others}`,
      async () => {
        const states = await this.page.locator('.tile[data-state]').evaluateAll((tiles) => tiles.map((tile) => (tile as HTMLElement).dataset['state']));
        return states.length === others && states.every((state) => state === 'connected');
      },
      120_000,
      () => this.page.locator('.grid').innerText(),
    );
  }

  /** Every other's picture moves: time goes on, and frames are decoded. */
  async seesEverybodyMove(others: number): Promise<void> {
    const look = (): Promise<{ time: number; frames: number }[]> =>
      this.page.locator('.tile[data-state] video').evaluateAll((videos) =>
        (videos as HTMLVideoElement[]).map((video) => ({ time: video.currentTime, frames: video.getVideoPlaybackQuality().totalVideoFrames })),
      );
    const before = await look();
    await until(`${this.name} to see ${others} others move`, async () => {
      const now = await look();
      return now.length === others && now.every(({ time, frames }, n) => time > (before[n]?.time ?? 0) && frames > (before[n]?.frames ?? 0) + 3);
    });
  }

  /** Every other's sound is more than silence. */
  async hearsEverybody(others: number): Promise<void> {
    const loudest = await this.page.locator('.tile[data-state] video').evaluateAll((videos) => {
      const context = new AudioContext();
      return Promise.all(
        (videos as HTMLVideoElement[]).map(
          (video) =>
            new Promise<number>((resolve) => {
              const analyser = new AnalyserNode(context, { fftSize: 2048 });
              context.createMediaStreamSource(video.srcObject as MediaStream).connect(analyser);
              const samples = new Float32Array(analyser.fftSize);
              const deadline = performance.now() + 20_000;
              const listen = (): void => {
                analyser.getFloatTimeDomainData(samples);
                const peak = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
                if (peak > 0.01 || performance.now() > deadline) resolve(peak);
                else setTimeout(listen, 20);
              };
              listen();
            }),
        ),
      ).finally(() => context.close());
    });
    if (loudest.length !== others || loudest.some((peak) => peak <= 0.01)) throw new Error(`${this.name} hears ${JSON.stringify(loudest)}`);
  }
}

/** Makes room for everybody: the first opens it, the others are let in one by one. */
export async function meet(url: string, names: readonly string[], room: string, seat: Seat = context): Promise<Person[]> {
  const people: Person[] = [];
  for (const name of names) {
    const person = await Person.at(url, name, {}, seat);
    const owner = people[0];
    if (!owner) await person.opens(room);
    else {
      await person.knocks(room);
      await owner.letsIn(name);
      await person.isInside();
    }
    people.push(person);
  }
  for (const person of people) await person.isConnectedTo(names.length - 1);
  return people;
}

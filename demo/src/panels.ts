import { el, icon, iconButton } from './dom.ts';
import { setText } from './lobby.ts';
import { nameOf, statusOf, type Line, type LogLine, type Meeting } from './meeting.ts';
import { initials, hue } from './tile.ts';

export interface Panel {
  readonly title: string;
  readonly element: HTMLElement;
  show(): void;
}

const time = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const exactTime = new Intl.DateTimeFormat(undefined, { hourCycle: 'h23', hour: '2-digit', minute: '2-digit', second: '2-digit', fractionalSecondDigits: 3 });

export class ChatPanel implements Panel {
  readonly title = 'Chat';
  readonly element: HTMLElement;
  readonly #lines = el('ol', { class: 'lines' });
  readonly #scroll = el('div', { class: 'scroll', role: 'log', 'aria-label': 'Messages', tabindex: 0 }, this.#lines);
  readonly #input = el('input', { 'aria-label': 'Message to everybody', placeholder: 'Message to everybody', maxlength: 2000, autocomplete: 'off' });
  readonly #meeting: Meeting;
  #last: Line | undefined;

  constructor(meeting: Meeting) {
    this.#meeting = meeting;
    const form = el(
      'form',
      { class: 'say', onsubmit: (event) => void this.#say(event) },
      this.#input,
      el('button', { class: 'round send', type: 'submit', 'aria-label': 'Send', title: 'Send' }, icon('send')),
    );
    this.element = el('div', { class: 'panel-body chat' }, this.#scroll, form);
  }

  show(): void {
    const { lines } = this.#meeting;
    const from = this.#last ? lines.lastIndexOf(this.#last) + 1 : 0;
    const fresh = lines.slice(from);
    if (fresh.length === 0) return;
    this.#last = fresh.at(-1);
    this.#lines.append(...fresh.map((line) => this.#line(line)));
    while (this.#lines.childElementCount > lines.length) this.#lines.firstElementChild?.remove();
    this.#scroll.scrollTop = this.#scroll.scrollHeight;
  }

  #line({ from, text, at, kind }: Line): HTMLElement {
    if (kind === 'event') return el('li', { class: 'event' }, text);
    return el(
      'li',
      { class: kind },
      el('span', { class: 'who' }, kind === 'mine' ? 'You' : from, ' ', el('time', {}, time.format(at))),
      el('p', {}, text),
    );
  }

  async #say(event: Event): Promise<void> {
    event.preventDefault();
    const text = this.#input.value.trim();
    if (text === '') return;
    this.#input.value = '';
    if (!(await this.#meeting.say(text)) && this.#input.value === '') this.#input.value = text;
  }
}

export class PeoplePanel implements Panel {
  readonly title = 'People';
  readonly element: HTMLElement;
  readonly #list = el('ul', { class: 'people' });
  readonly #meeting: Meeting;
  readonly #rows = new Map<object, Row>();

  constructor(meeting: Meeting) {
    this.#meeting = meeting;
    this.element = el('div', { class: 'panel-body' }, this.#list);
  }

  show(): void {
    const meeting = this.#meeting;
    const present = new Set<object>([meeting, ...meeting.peers]);
    for (const [who, row] of this.#rows) {
      if (present.has(who)) continue;
      row.element.remove();
      this.#rows.delete(who);
    }
    const { media } = meeting;
    this.#row(meeting, () => undefined).show(`${meeting.name} (you)`, meeting.name, meeting.mine, media.muted || !media.audio, !media.camera && !media.sharing, '', false);
    for (const peer of meeting.peers) {
      const row = this.#row(peer, () => void meeting.remove(peer));
      const { muted, camera, sharing } = statusOf(peer);
      row.show(nameOf(peer), nameOf(peer), meeting.owns(peer), muted, !camera && !sharing, peer.reason, meeting.mine);
      row.element.dataset['state'] = peer.state;
    }
  }

  /** Finds out how good each path is. */
  async measure(): Promise<void> {
    for (const peer of this.#meeting.peers) {
      const { roundTripMs, lost = 0 } = await peer.quality();
      const facts = [roundTripMs !== undefined && `${roundTripMs} ms`, lost > 0.02 && `${Math.round(lost * 100)} % lost`];
      this.#rows.get(peer)?.measured(facts.filter(Boolean).join(', '));
    }
  }

  #row(who: object, remove: () => void): Row {
    const row = this.#rows.get(who) ?? new Row(remove);
    if (!this.#rows.has(who)) this.#list.append(row.element);
    this.#rows.set(who, row);
    return row;
  }
}

class Row {
  readonly element: HTMLElement;
  readonly #avatar = el('span', { class: 'avatar small', 'aria-hidden': 'true' });
  readonly #name = el('strong', {});
  readonly #words = el('p', { class: 'words' });
  readonly #quality = el('span', {});
  readonly #path = el('span', {});
  readonly #facts = el('span', { class: 'facts' });
  readonly #remove: HTMLButtonElement;

  constructor(remove: () => void) {
    this.#remove = iconButton('kick', 'Remove', remove, 'round small');
    this.#words.append(this.#path, this.#quality);
    this.element = el('li', {}, this.#avatar, el('div', { class: 'who' }, el('span', {}, this.#name, this.#facts), this.#words), this.#remove);
  }

  show(label: string, name: string, owner: boolean, muted: boolean, noPicture: boolean, words: string, removable: boolean): void {
    setText(this.#name, label);
    setText(this.#avatar, initials(name));
    this.#avatar.style.setProperty('--hue', String(hue(name)));
    setText(this.#facts, [owner && 'owner', muted && 'muted', noPicture && 'no camera'].filter(Boolean).join(', '));
    setText(this.#path, words);
    this.#words.hidden = words === '';
    this.#remove.hidden = !removable;
    this.#remove.setAttribute('aria-label', `Remove ${name}`);
    this.#remove.title = `Remove ${name}`;
  }

  measured(facts: string): void {
    setText(this.#quality, facts === '' ? '' : ` ${facts}`);
  }
}

/** What was sent and received, for developers. */
export class LogPanel implements Panel {
  readonly title = 'Signaling log';
  readonly element: HTMLElement;
  readonly #lines = el('ol', { class: 'traffic', tabindex: 0, 'aria-label': 'Signaling log' });
  readonly #meeting: Meeting;
  readonly #copy: HTMLButtonElement;
  #last: LogLine | undefined;

  constructor(meeting: Meeting) {
    this.#meeting = meeting;
    this.#copy = el('button', { class: 'quiet', type: 'button', onclick: () => void this.#copyAll() }, 'Copy all');
    this.element = el('div', { class: 'panel-body log' }, el('div', { class: 'log-head' }, el('p', {}, 'What this page and the server say to each other. Tokens are masked.'), this.#copy), this.#lines);
  }

  show(): void {
    const { log } = this.#meeting;
    const from = this.#last ? log.lastIndexOf(this.#last) + 1 : 0;
    const fresh = log.slice(from);
    if (fresh.length === 0) return;
    const { scrollTop, scrollHeight, clientHeight } = this.#lines;
    const atEnd = scrollHeight - scrollTop - clientHeight < 40;
    this.#last = fresh.at(-1);
    this.#lines.append(...fresh.map((line) => this.#line(line)));
    while (this.#lines.childElementCount > log.length) this.#lines.firstElementChild?.remove();
    if (atEnd) this.#lines.scrollTop = this.#lines.scrollHeight;
  }

  #line({ direction, event, data, at }: LogLine): HTMLElement {
    const arrow = { in: '←', out: '→', note: '·' }[direction];
    const said = { in: 'received', out: 'sent', note: 'note' }[direction];
    const head = [el('time', {}, exactTime.format(at)), el('span', { class: 'arrow', role: 'img', 'aria-label': said }, arrow), el('code', {}, event)];
    const text = data === undefined ? '' : JSON.stringify(data, null, 1);
    const body = text === '' ? el('div', { class: 'bare' }, ...head) : el('details', {}, el('summary', {}, ...head), el('pre', {}, text));
    return el('li', { class: direction }, body);
  }

  async #copyAll(): Promise<void> {
    const lines = this.#meeting.log.map(({ direction, event, data, at }) => `${at.toISOString()} ${direction} ${event} ${JSON.stringify(data ?? null)}`);
    await navigator.clipboard.writeText(lines.join('\n')).catch(() => undefined);
    setText(this.#copy, 'Copied');
    setTimeout(() => setText(this.#copy, 'Copy all'), 2000);
  }
}

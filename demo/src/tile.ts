import type { CallPeer } from '@chat-signal/client';
import { el, icon } from './dom.ts';

export interface TileFace {
  readonly name: string;
  readonly self: boolean;
  readonly owner: boolean;
  readonly muted: boolean;
  readonly picture: boolean;
  readonly sharing: boolean;
  /** A sentence over the picture, when there is something to say. */
  readonly words: string;
  readonly failed: boolean;
}

/** One person in the grid. */
export class Tile {
  readonly element: HTMLElement;
  readonly video: HTMLVideoElement;
  readonly #avatar = el('span', { class: 'avatar', 'aria-hidden': 'true' });
  readonly #name = el('span', { class: 'tile-name' });
  readonly #owner = el('span', { class: 'badge', title: 'Owner', role: 'img', 'aria-label': 'Owner' }, icon('crown'));
  readonly #muted = el('span', { class: 'badge badge-muted', title: 'Muted', role: 'img', 'aria-label': 'Muted' }, icon('micOff'));
  readonly #words = el('p', { class: 'tile-words' });
  readonly peer: CallPeer | undefined;

  constructor(peer: CallPeer | undefined) {
    this.peer = peer;
    this.video = el('video', { autoplay: true, playsinline: true, muted: peer === undefined });
    // The attribute alone does not silence an element that a script made.
    this.video.muted = peer === undefined;
    this.element = el(
      'li',
      { class: 'tile' },
      this.video,
      this.#avatar,
      this.#words,
      el('div', { class: 'tile-label' }, this.#muted, this.#name, this.#owner),
    );
  }

  show(face: TileFace): void {
    const label = face.self ? `${face.name} (you)` : face.name;
    this.#name.textContent = label;
    this.#avatar.textContent = initials(face.name);
    this.#avatar.style.setProperty('--hue', String(hue(face.name)));
    this.#owner.hidden = !face.owner;
    this.#muted.hidden = !face.muted;
    this.#words.textContent = face.words;
    this.#words.hidden = face.words === '';
    this.video.setAttribute('aria-label', `${face.sharing ? 'Screen' : 'Video'} of ${label}`);
    this.element.classList.toggle('no-picture', !face.picture);
    this.element.classList.toggle('mirrored', face.self && !face.sharing);
    this.element.classList.toggle('sharing', face.sharing);
    this.element.classList.toggle('failed', face.failed);
  }

  /** Plays a stream; settles with `false` when the browser wants a click first. */
  async play(stream: MediaStream | null, speaker: string): Promise<boolean> {
    if (this.video.srcObject !== stream) this.video.srcObject = stream;
    if (speaker && 'setSinkId' in this.video && this.video.sinkId !== speaker) {
      await this.video.setSinkId(speaker).catch(() => undefined);
    }
    if (!stream || !this.video.paused) return true;
    try {
      await this.video.play();
      return true;
    } catch (error) {
      return !(error instanceof DOMException && error.name === 'NotAllowedError');
    }
  }

  speaks(speaking: boolean): void {
    this.element.classList.toggle('speaking', speaking);
  }
}

export function initials(name: string): string {
  const words = name.split(/\s+/).filter(Boolean);
  return [words[0], words.length > 1 ? words.at(-1) : undefined].map((word) => [...(word ?? '')][0] ?? '').join('').toUpperCase();
}

export function hue(name: string): number {
  let sum = 0;
  for (const letter of name) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 360;
  return sum;
}

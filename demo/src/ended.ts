import { el } from './dom.ts';
import type { Meeting } from './meeting.ts';

/** After the call: why it ended, and the way back. */
export class Ended {
  readonly element: HTMLElement;
  readonly #again: HTMLButtonElement;

  constructor(meeting: Meeting) {
    this.#again = el('button', { class: 'primary', type: 'button', onclick: () => void meeting.again() }, 'Enter again');
    this.element = el(
      'main',
      { class: 'ended' },
      el(
        'section',
        { class: 'card' },
        el('h1', {}, meeting.error === '' ? 'You left the room' : 'The call has ended'),
        el('p', { class: 'lead', role: 'alert' }, meeting.error || `“${meeting.room}” goes on for whoever is still there.`),
        el(
          'div',
          { class: 'choices' },
          this.#again,
          el('button', { class: 'secondary', type: 'button', onclick: () => meeting.backToLobby() }, 'Back to the start'),
        ),
      ),
    );
  }

  close(): void {
    // Nothing runs here.
  }

  focus(): void {
    this.#again.focus();
  }
}

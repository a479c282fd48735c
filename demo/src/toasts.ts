import { el } from './dom.ts';

const shownMillis = 6000;
const atOnce = 4;

/** Short sentences that come and go, and are read out. */
export class Toasts {
  readonly element = el('div', { class: 'toasts', role: 'status', 'aria-live': 'polite' });

  say(text: string): void {
    if ([...this.element.children].some((toast) => toast.textContent === text)) return;
    const toast = el('p', { class: 'toast' }, text);
    this.element.append(toast);
    while (this.element.childElementCount > atOnce) this.element.firstElementChild?.remove();
    setTimeout(() => toast.remove(), shownMillis);
  }
}

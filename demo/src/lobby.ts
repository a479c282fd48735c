import { DevicesForm } from './devices-form.ts';
import { el, icon, iconButton, setAttribute, showIcon } from './dom.ts';
import type { Meeting } from './meeting.ts';
import { roomInAddress } from './session.ts';
import { initials } from './tile.ts';
import { roomName } from './words.ts';

const nameKey = 'chat-signal.name';

/** The page before a call: a look at oneself, devices, a name, and the way in. Also the waiting room. */
export class Lobby {
  readonly element: HTMLElement;
  readonly #meeting: Meeting;
  readonly #video = el('video', { autoplay: true, playsinline: true, muted: true, 'aria-label': 'Your camera' });
  readonly #avatar = el('span', { class: 'avatar', 'aria-hidden': 'true' });
  readonly #mic: HTMLButtonElement;
  readonly #camera: HTMLButtonElement;
  readonly #problems = el('div', { class: 'problems', role: 'status' });
  readonly #name: HTMLInputElement;
  readonly #room: HTMLInputElement;
  readonly #submit = el('button', { class: 'primary', type: 'submit' });
  readonly #error = el('div', { class: 'error', role: 'alert' });
  readonly #waiting: HTMLElement;
  readonly #form: HTMLFormElement;
  readonly #devices: DevicesForm;
  readonly #title = el('h1', {});
  readonly #lead = el('p', { class: 'lead' });
  readonly #switch = el('button', { class: 'quiet', type: 'button', onclick: () => this.#switchMode() });
  readonly #stops: (() => void)[] = [];
  #joining = roomInAddress() !== '';

  constructor(meeting: Meeting) {
    this.#meeting = meeting;
    const { media } = meeting;
    this.#video.muted = true;
    this.#mic = iconButton('mic', 'Turn the microphone off', () => void media.setMuted(!media.muted));
    this.#camera = iconButton('camera', 'Turn the camera off', () => void media.setCamera(!media.camera));
    this.#devices = new DevicesForm(media);
    this.#name = el('input', {
      id: 'name', name: 'name', autocomplete: 'name', required: true, maxlength: 60, placeholder: 'Ada Lovelace',
      value: localStorage.getItem(nameKey) ?? '',
      oninput: () => this.#show(),
    });
    this.#room = el('input', { id: 'room', name: 'room', required: true, maxlength: 128, autocomplete: 'off', spellcheck: 'false', value: roomInAddress() || roomName() });
    this.#form = el(
      'form',
      { class: 'entry', onsubmit: (event) => this.#enter(event) },
      el('label', { class: 'field', for: 'name' }, el('span', {}, 'Your name'), this.#name),
      el('label', { class: 'field', for: 'room' }, el('span', {}, 'Room'), this.#room),
      this.#error,
      this.#submit,
      this.#switch,
    );
    this.#waiting = el(
      'div',
      { class: 'waiting', role: 'status' },
      el('span', { class: 'spinner', 'aria-hidden': 'true' }),
      el('p', {}, ''),
      el('button', { class: 'secondary', type: 'button', onclick: () => meeting.cancel() }, 'Take back'),
    );
    this.element = el(
      'main',
      { class: 'lobby' },
      el(
        'section',
        { class: 'preview', 'aria-label': 'Your picture and sound' },
        el('div', { class: 'mirror' }, this.#video, this.#avatar, el('div', { class: 'mirror-buttons' }, this.#mic, this.#camera)),
        this.#problems,
        this.#devices.element,
      ),
      el('section', { class: 'card', 'aria-label': 'Enter a room' }, this.#title, this.#lead, this.#form, this.#waiting),
    );
    this.#stops.push(media.onChange(() => this.#show()), meeting.onChange(() => this.#show()));
    const addressed = (): void => {
      if (roomInAddress() === '') return;
      this.#room.value = roomInAddress();
      this.#joining = true;
      this.#show();
    };
    window.addEventListener('hashchange', addressed);
    this.#stops.push(() => window.removeEventListener('hashchange', addressed));
    this.#show();
  }

  close(): void {
    for (const stop of this.#stops) stop();
    this.#devices.close();
  }

  /** Not where that would bring up a keyboard over the page. */
  focus(): void {
    if (matchMedia('(pointer: coarse)').matches) return;
    (this.#name.value === '' ? this.#name : this.#submit).focus();
  }

  #switchMode(): void {
    this.#joining = !this.#joining;
    this.#room.value = this.#joining ? roomInAddress() : roomName();
    this.#meeting.error = '';
    this.#show();
    this.#room.focus();
  }

  #enter(event: Event): void {
    event.preventDefault();
    const name = this.#name.value.trim();
    const room = this.#room.value.trim();
    if (name === '' || room === '') return;
    localStorage.setItem(nameKey, name);
    void this.#meeting.enter(this.#joining ? 'join' : 'open', room, name);
  }

  #show(): void {
    const { media, phase, error, canOpen, connection } = this.#meeting;
    showIcon(this.#mic, media.muted || !media.audio ? 'micOff' : 'mic', media.muted || !media.audio ? 'Turn the microphone on' : 'Turn the microphone off');
    showIcon(this.#camera, media.camera ? 'camera' : 'cameraOff', media.camera ? 'Turn the camera off' : 'Turn the camera on');
    for (const [button, off] of [[this.#mic, media.muted || !media.audio], [this.#camera, !media.camera]] as const) button.classList.toggle('off', off);
    const shown = this.#video.srcObject instanceof MediaStream ? this.#video.srcObject.getVideoTracks()[0] : null;
    if (shown !== media.camera) this.#video.srcObject = media.camera ? new MediaStream([media.camera]) : null;
    this.element.classList.toggle('no-picture', !media.camera);
    this.#avatar.textContent = initials(this.#name.value) || '?';
    this.#problems.replaceChildren(...[...media.problems.values()].map((text) => el('p', {}, text)));
    const busy = phase === 'waiting' || phase === 'entering';
    this.#form.hidden = busy;
    this.#lead.hidden = busy;
    this.#waiting.hidden = !busy;
    setText(this.#title, busy ? this.#meeting.room : this.#joining ? 'Join the conversation' : 'Talk, face to face');
    setText(this.#lead, this.#joining ? 'The owner of the room will see that you are at the door.' : 'Open a room, send its link, and decide who comes in.');
    setText(this.#submit, this.#joining ? 'Ask to join' : 'Open the room');
    setText(this.#switch, this.#joining ? 'Open a room of your own instead' : 'Join a room by its name instead');
    const waiting = phase === 'entering' ? 'Opening the room…' : 'You are at the door. The owner decides…';
    setText(this.#waiting.querySelector('p') as HTMLElement, connection === 'ready' ? waiting : 'Connecting to the server…');
    this.#showError(error, canOpen);
  }

  #showError(error: string, canOpen: boolean): void {
    if (this.#error.dataset['text'] === error) return;
    this.#error.dataset['text'] = error;
    setAttribute(this.#error, 'hidden', error === '');
    const open = el('button', { class: 'secondary', type: 'button', onclick: () => this.#open() }, 'Open this room yourself');
    this.#error.replaceChildren(...(error === '' ? [] : [el('p', {}, error), ...(canOpen ? [open] : [])]));
  }

  #open(): void {
    this.#joining = false;
    this.#form.requestSubmit();
  }
}

export function brand(): HTMLElement {
  return el('span', { class: 'brand' }, icon('link'), 'Chat Signal');
}

/** Writes only what changed, so that screen readers don't repeat themselves. */
export function setText(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

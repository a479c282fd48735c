import type { CallPeer } from '@chat-signal/client';
import { DevicesForm } from './devices-form.ts';
import { el, icon, iconButton, showIcon, type Icon } from './dom.ts';
import { keepFitting } from './grid.ts';
import { brand, setText } from './lobby.ts';
import { nameOf, statusOf, type Meeting } from './meeting.ts';
import { ChatPanel, LogPanel, PeoplePanel, type Panel } from './panels.ts';
import { invitation } from './session.ts';
import { Tile } from './tile.ts';
import { connectionSentence } from './words.ts';

const audible = 0.02;
const lookMillis = 250;
const measureMillis = 2000;

type PanelName = 'chat' | 'people' | 'log';

/** The call itself: pictures, buttons, who is at the door, and a panel at the side. */
export class RoomView {
  readonly element: HTMLElement;
  readonly #meeting: Meeting;
  readonly #grid = el('ul', { class: 'grid', 'aria-label': 'People in the call' });
  readonly #tiles = new Map<CallPeer | undefined, Tile>();
  readonly #knocks = el('section', { class: 'knocks', 'aria-label': 'At the door', 'aria-live': 'assertive' });
  readonly #knockCards = new Map<string, HTMLElement>();
  readonly #panels: { readonly chat: Panel; readonly people: PeoplePanel; readonly log: Panel };
  readonly #panel: HTMLElement;
  readonly #panelTitle = el('h2', {});
  readonly #panelContent = el('div', { class: 'panel-content' });
  readonly #server = el('span', { class: 'server', role: 'status' });
  readonly #buttons: Record<'mic' | 'camera' | 'screen' | PanelName, HTMLButtonElement>;
  readonly #unread = el('span', { class: 'unread', hidden: true });
  readonly #sound: HTMLElement;
  readonly #empty: HTMLElement;
  readonly #invite: HTMLButtonElement;
  readonly #notify: (text: string) => void;
  readonly #stops: (() => void)[] = [];
  #open: PanelName | undefined;
  #read = 0;

  constructor(meeting: Meeting, notify: (text: string) => void) {
    this.#meeting = meeting;
    this.#notify = notify;
    this.#read = meeting.lines.length;
    const { media } = meeting;
    this.#panels = { chat: new ChatPanel(meeting), people: new PeoplePanel(meeting), log: new LogPanel(meeting) };
    this.#buttons = {
      mic: iconButton('mic', 'Mute', () => void media.setMuted(!media.muted && media.audio !== null)),
      camera: iconButton('camera', 'Turn the camera off', () => void media.setCamera(!media.camera)),
      screen: iconButton('screen', 'Share your screen', () => void this.#share()),
      chat: this.#panelButton('chat', 'Chat', 'chat'),
      people: this.#panelButton('people', 'People', 'people'),
      log: this.#panelButton('log', 'Signaling log', 'log'),
    };
    this.#buttons.chat.append(this.#unread);
    this.#invite = this.#inviteButton('secondary invite');
    this.#panel = el(
      'aside',
      { class: 'panel', 'aria-label': 'Side panel', hidden: true },
      el('header', {}, this.#panelTitle, iconButton('close', 'Close the panel', () => this.#openPanel(undefined), 'round small')),
      this.#panelContent,
    );
    this.#sound = el('button', { class: 'primary sound', type: 'button', hidden: true, onclick: () => this.#playAll() }, 'The browser holds the sound back. Click to hear the others.');
    this.#empty = el(
      'section',
      { class: 'empty', 'aria-label': 'Invitation' },
      el('h2', {}, 'Nobody else is here yet'),
      el('p', { class: 'quiet-text' }, 'Send this link. You will see who is at the door, and decide.'),
      el('div', { class: 'link' }, el('code', {}, invitation(meeting.room)), this.#inviteButton('primary invite')),
    );
    const settings = iconButton('settings', 'Camera, microphone and speaker', () => this.#settings());
    const leave = iconButton('leave', 'Leave', () => void meeting.leave(), 'round leave');
    this.element = el(
      'div',
      { class: 'room', onkeydown: (event) => this.#shortcut(event) },
      el('header', { class: 'bar' }, brand(), el('h1', { class: 'room-name' }, meeting.room), this.#server, this.#invite),
      el('main', { class: 'stage' }, this.#grid, this.#empty, this.#sound),
      this.#panel,
      this.#knocks,
      el(
        'footer',
        {},
        el(
          'div',
          { class: 'controls', role: 'toolbar', 'aria-label': 'Call controls' },
          this.#buttons.mic, this.#buttons.camera, this.#buttons.screen,
          el('span', { class: 'divider' }),
          this.#buttons.people, this.#buttons.chat, this.#buttons.log, settings,
          el('span', { class: 'divider' }),
          leave,
        ),
      ),
    );
    this.#stops.push(keepFitting(this.#grid), meeting.onChange(() => this.#show()));
    const speakers = setInterval(() => this.#showSpeakers(), lookMillis);
    const quality = setInterval(() => this.#open === 'people' && void this.#panels.people.measure(), measureMillis);
    this.#stops.push(() => clearInterval(speakers), () => clearInterval(quality));
    this.#show();
  }

  close(): void {
    for (const stop of this.#stops) stop();
  }

  focus(): void {
    this.#buttons.mic.focus();
  }

  #inviteButton(className: string): HTMLButtonElement {
    return el('button', { class: className, type: 'button', onclick: () => void this.#copyInvitation() }, icon('link'), el('span', {}, 'Copy link'));
  }

  #panelButton(name: Icon, label: string, panel: PanelName): HTMLButtonElement {
    const button = iconButton(name, label, () => this.#openPanel(this.#open === panel ? undefined : panel));
    button.setAttribute('aria-expanded', 'false');
    return button;
  }

  #openPanel(name: PanelName | undefined): void {
    const before = this.#open;
    this.#open = name;
    this.#panel.hidden = name === undefined;
    this.element.classList.toggle('with-panel', name !== undefined);
    for (const other of ['chat', 'people', 'log'] as const) this.#buttons[other].setAttribute('aria-expanded', String(other === name));
    if (name) {
      const panel = this.#panels[name];
      setText(this.#panelTitle, panel.title);
      this.#panelContent.replaceChildren(panel.element);
      this.#show();
      if (name === 'people') void this.#panels.people.measure();
      this.#panelContent.querySelector<HTMLElement>('input, button, [tabindex]')?.focus();
    } else if (before) this.#buttons[before].focus();
  }

  #show(): void {
    const meeting = this.#meeting;
    this.#showTiles();
    this.#showKnocks();
    this.#showButtons();
    setText(this.#server, connectionSentence(meeting.connection));
    this.#server.classList.toggle('trouble', meeting.connection !== 'ready');
    this.#empty.hidden = meeting.peers.length > 0;
    if (this.#open) this.#panels[this.#open].show();
    if (this.#open === 'chat') this.#read = meeting.lines.length;
    const unread = meeting.lines.slice(this.#read).filter(({ kind }) => kind === 'theirs').length;
    this.#unread.hidden = unread === 0;
    setText(this.#unread, String(unread));
    this.#buttons.chat.setAttribute('aria-label', unread === 0 ? 'Chat' : `Chat, ${unread} unread`);
  }

  #showTiles(): void {
    const { media, peers, name, mine } = this.#meeting;
    for (const [peer, tile] of this.#tiles) {
      if (peer === undefined || peers.includes(peer)) continue;
      tile.element.remove();
      this.#tiles.delete(peer);
    }
    const self = this.#tile(undefined);
    const { video, sharing } = media;
    self.show({ name, self: true, owner: mine, muted: media.muted || !media.audio, picture: video !== null, sharing, words: '', failed: false });
    const shown = self.video.srcObject instanceof MediaStream ? self.video.srcObject.getVideoTracks()[0] : null;
    if ((shown ?? null) !== video) void self.play(video && new MediaStream([video]), '');
    for (const peer of peers) this.#showPeer(peer);
  }

  #showPeer(peer: CallPeer): void {
    const tile = this.#tile(peer);
    const { muted, camera, sharing } = statusOf(peer);
    const hasVideo = peer.stream?.getVideoTracks().length ?? 0;
    tile.show({
      name: nameOf(peer),
      self: false,
      owner: this.#meeting.owns(peer),
      muted,
      picture: hasVideo > 0 && (camera || sharing) && peer.state !== 'connecting',
      sharing,
      words: peer.state === 'connected' ? '' : peer.reason,
      failed: peer.state === 'failed',
    });
    tile.element.dataset['state'] = peer.state;
    void tile.play(peer.stream ?? null, this.#meeting.media.chosen('audiooutput')).then((playing) => {
      if (!playing) this.#sound.hidden = false;
    });
  }

  #tile(peer: CallPeer | undefined): Tile {
    const known = this.#tiles.get(peer);
    if (known) return known;
    const tile = new Tile(peer);
    this.#tiles.set(peer, tile);
    this.#grid.append(tile.element);
    return tile;
  }

  #showSpeakers(): void {
    for (const [peer, tile] of this.#tiles) if (peer) tile.speaks(peer.audioLevel > audible);
  }

  #showKnocks(): void {
    const { knocks } = this.#meeting;
    for (const [peer, card] of this.#knockCards) {
      if (knocks.has(peer)) continue;
      card.remove();
      this.#knockCards.delete(peer);
    }
    for (const [peer, name] of knocks) {
      if (this.#knockCards.has(peer)) continue;
      const card = el(
        'div',
        { class: 'knock' },
        el('p', {}, el('strong', {}, name), ' is at the door'),
        el('button', { class: 'primary', type: 'button', 'aria-label': `Let in ${name}`, onclick: () => void this.#meeting.answer(peer, true) }, 'Let in'),
        el('button', { class: 'secondary', type: 'button', 'aria-label': `Turn away ${name}`, onclick: () => void this.#meeting.answer(peer, false) }, 'Turn away'),
      );
      this.#knockCards.set(peer, card);
      this.#knocks.append(card);
    }
  }

  #showButtons(): void {
    const { media } = this.#meeting;
    const silent = media.muted || !media.audio;
    showIcon(this.#buttons.mic, silent ? 'micOff' : 'mic', silent ? 'Unmute' : 'Mute');
    showIcon(this.#buttons.camera, media.camera ? 'camera' : 'cameraOff', media.camera ? 'Turn the camera off' : 'Turn the camera on');
    showIcon(this.#buttons.screen, 'screen', media.sharing ? 'Stop sharing your screen' : 'Share your screen');
    this.#buttons.mic.classList.toggle('off', silent);
    this.#buttons.camera.classList.toggle('off', !media.camera);
    this.#buttons.screen.classList.toggle('on', media.sharing);
    this.#buttons.screen.hidden = !navigator.mediaDevices || !('getDisplayMedia' in navigator.mediaDevices);
  }

  async #share(): Promise<void> {
    const { media } = this.#meeting;
    if (media.sharing) return media.stopSharing();
    await media.share();
    const problem = media.problems.get('screen');
    if (problem) this.#notify(problem);
  }

  async #copyInvitation(): Promise<void> {
    const link = invitation(this.#meeting.room);
    try {
      await navigator.clipboard.writeText(link);
      this.#notify('The link is copied. Send it to whom you want to see.');
    } catch {
      this.#notify(`Copy this link: ${link}`);
    }
  }

  #playAll(): void {
    this.#sound.hidden = true;
    for (const tile of this.#tiles.values()) void tile.video.play().catch(() => undefined);
  }

  #settings(): void {
    const form = new DevicesForm(this.#meeting.media);
    const dialog = el(
      'dialog',
      { class: 'settings', 'aria-label': 'Camera, microphone and speaker', onclose: () => (form.close(), dialog.remove()) },
      el('header', {}, el('h2', {}, 'Devices'), iconButton('close', 'Close', () => dialog.close(), 'round small')),
      form.element,
    );
    this.element.append(dialog);
    dialog.showModal();
  }

  /** Ctrl+D and Ctrl+E, as in other meetings; Escape closes the panel. */
  #shortcut(event: KeyboardEvent): void {
    const { media } = this.#meeting;
    if (event.key === 'Escape' && this.#open && !(event.target as Element).closest('dialog')) return this.#openPanel(undefined);
    if (!event.ctrlKey || event.altKey || event.metaKey) return;
    const action = { d: () => media.setMuted(!media.muted), e: () => media.setCamera(!media.camera) }[event.key.toLowerCase()];
    if (!action) return;
    event.preventDefault();
    void action();
  }
}

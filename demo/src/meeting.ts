import { Call, SignalClient, SignalError, type CallPeer, type ConnectionState, type Json, type Traffic } from '@chat-signal/client';
import { Changing } from './changing.ts';
import type { LocalMedia } from './media.ts';
import { saveSession, type Session } from './session.ts';
import { connectionSentence, endSentence, entrySentence } from './words.ts';

export type Phase = 'lobby' | 'entering' | 'waiting' | 'call' | 'ended';

export interface Line {
  readonly from: string;
  readonly text: string;
  readonly at: Date;
  readonly kind: 'mine' | 'theirs' | 'event';
}

export interface LogLine extends Traffic {
  readonly at: Date;
}

export interface Status {
  readonly muted: boolean;
  readonly camera: boolean;
  readonly sharing: boolean;
}

const logLimit = 500;
const lineLimit = 1000;
const textLimit = 2000;

/** One person's part in one room: the connection, the call, the chat, and who is at the door. Views show what is in here. */
export class Meeting extends Changing {
  phase: Phase = 'lobby';
  /** Why the last try to enter failed, or why the call ended. */
  error = '';
  /** Whether the room could be opened instead of joined. */
  canOpen = false;
  room = '';
  name = '';
  connection: ConnectionState = 'idle';
  readonly knocks = new Map<string, string>();
  readonly lines: Line[] = [];
  readonly log: LogLine[] = [];
  readonly media: LocalMedia;
  readonly #notify: (text: string) => void;
  #signal: SignalClient | undefined;
  #call: Call | undefined;
  #abort: AbortController | undefined;
  #unloading = false;

  constructor(media: LocalMedia, notify: (text: string) => void) {
    super();
    this.media = media;
    this.#notify = notify;
    media.onChange(() => this.#shareMedia());
    window.addEventListener('pagehide', () => {
      this.#unloading = true;
      this.#signal?.close();
    });
  }

  get peers(): CallPeer[] {
    return [...(this.#call?.peers.values() ?? [])];
  }

  get mine(): boolean {
    return this.#signal?.rooms.get(this.room)?.mine ?? false;
  }

  owns(peer: CallPeer): boolean {
    return this.#signal?.rooms.get(this.room)?.owner === peer.id;
  }

  /** Opens a room, asks to be let into one, or after a reload does the one or the other. */
  async enter(how: 'open' | 'join' | 'return', room: string, name: string, identity?: string): Promise<void> {
    this.room = room;
    this.name = name;
    this.error = '';
    this.canOpen = false;
    this.#move(how === 'open' ? 'entering' : 'waiting');
    try {
      const signal = await this.#connect(name, identity);
      const call = this.#callOn(signal);
      this.#abort = new AbortController();
      const options = { signal: this.#abort.signal };
      if (how === 'open') await call.create(room);
      else if (how === 'join') await call.join(room, options);
      else await call.enter(room, options);
      saveSession({ identity: signal.identity, room, name } satisfies Session);
      history.replaceState(null, '', `#${encodeURIComponent(room)}`);
      this.#shareMedia();
      this.#move('call');
    } catch (error) {
      this.#failed(error, how === 'join');
    }
  }

  /** Takes the request to be let in back. */
  cancel(): void {
    this.#abort?.abort();
  }

  async leave(): Promise<void> {
    saveSession(undefined);
    const [call, signal] = [this.#call, this.#signal];
    this.error = '';
    this.#move('ended');
    await call?.leave().catch(() => undefined);
    signal?.close();
  }

  backToLobby(): void {
    this.#signal?.close();
    this.knocks.clear();
    this.lines.length = 0;
    this.#move('lobby');
  }

  /** Back into the same room: asks to be let in, or opens it where nobody is left. */
  async again(): Promise<void> {
    this.backToLobby();
    await this.enter('return', this.room, this.name);
  }

  async answer(peer: string, admit: boolean): Promise<void> {
    const name = this.knocks.get(peer) ?? '';
    this.knocks.delete(peer);
    this.changed();
    try {
      await (admit ? this.#signal?.accept(this.room, peer) : this.#signal?.reject(this.room, peer));
    } catch (error) {
      this.#notify(`${name} could not be answered. ${error instanceof Error ? error.message : ''}`);
    }
  }

  async remove(peer: CallPeer): Promise<void> {
    await this.#signal?.kick(this.room, peer.id).catch((error: Error) => this.#notify(`${nameOf(peer)} could not be removed. ${error.message}`));
  }

  /** Sends a line to everybody; `false` when it did not get through. */
  async say(text: string): Promise<boolean> {
    try {
      await this.#signal?.message(this.room, { text: text.slice(0, textLimit) });
      this.#add({ from: this.name, text, at: new Date(), kind: 'mine' });
      return true;
    } catch (error) {
      this.#notify(`Your message was not sent. ${error instanceof SignalError ? error.message : ''}`);
      return false;
    }
  }

  async #connect(name: string, identity: string | undefined): Promise<SignalClient> {
    this.#signal?.close();
    const signal = new SignalClient('', { token: demoToken, peerInfo: { name }, connectTimeoutMs: 0, ...(identity ? { identity } : {}) });
    this.#signal = signal;
    signal.on('traffic', (traffic) => this.#record(traffic));
    signal.on('state', (state) => this.#connectionChanged(signal, state));
    signal.on('room-join-request', ({ peer_id, peerinfo }) => {
      this.knocks.set(peer_id, nameIn(peerinfo));
      this.changed();
    });
    signal.on('room-join-cancel', ({ peer_id }) => {
      this.knocks.delete(peer_id);
      this.changed();
    });
    signal.on('message', ({ peer_id, message }) => this.#heard(peer_id, message));
    signal.on('room-owner-change', ({ peer_id }) => this.#ownerChanged(signal, peer_id));
    signal.on('server-drain', () => this.#notify('The server is about to be restarted. The call goes on.'));
    signal.on('rejoined', () => this.#notify('You are back in the room.'));
    signal.on('rejoining', () => this.knocks.clear());
    await signal.connect();
    return signal;
  }

  #callOn(signal: SignalClient): Call {
    const call = new Call(signal);
    this.#call = call;
    call.on('peer', ({ peer }) => {
      peer.on('state', () => this.changed());
      peer.on('status', () => this.changed());
      peer.on('track', () => this.changed());
      this.#happened(`${nameOf(peer)} is here.`);
    });
    call.on('peer-left', ({ peer }) => this.phase === 'call' && this.#happened(`${nameOf(peer)} left.`));
    call.on('problem', ({ peer, error }) => this.#record({ direction: 'note', event: `${nameOf(peer)}: ${String(error)}` }));
    call.on('ended', ({ error }) => {
      // A reload is no end: the session is what brings this person back.
      if (this.#unloading) return;
      saveSession(undefined);
      this.error = endSentence(error);
      this.#move('ended');
      signal.close();
    });
    return call;
  }

  #failed(error: unknown, joining: boolean): void {
    const code = error instanceof SignalError ? error.code : undefined;
    saveSession(undefined);
    this.#signal?.close();
    // Taken back by this person: nothing to explain.
    this.error = code === 'aborted' || code === 'closed' ? '' : entrySentence(error, this.room);
    this.canOpen = joining && code === 'not_found';
    this.#record({ direction: 'note', event: String(error) });
    this.#move('lobby');
  }

  #connectionChanged(signal: SignalClient, state: ConnectionState): void {
    if (signal !== this.#signal) return;
    const before = this.connection;
    this.connection = state;
    if (this.phase === 'call' && state === 'reconnecting') this.#notify(connectionSentence(state));
    if (this.phase === 'call' && state === 'ready' && before === 'reconnecting') this.#notify('The connection to the server is back.');
    this.changed();
  }

  #ownerChanged(signal: SignalClient, owner: string): void {
    const peer = this.#call?.peers.get(owner);
    if (owner === signal.id) this.#happened('The owner left. You decide now who comes in.');
    else if (peer) this.#happened(`The owner left. ${nameOf(peer)} decides now who comes in.`);
  }

  #heard(from: string, message: Json): void {
    const text = typeof message === 'object' && message !== null && 'text' in message ? message['text'] : message;
    if (typeof text !== 'string') return;
    const peer = this.#call?.peers.get(from);
    this.#add({ from: peer ? nameOf(peer) : 'Somebody', text: text.slice(0, textLimit), at: new Date(), kind: 'theirs' });
  }

  #happened(text: string): void {
    this.#notify(text);
    this.#add({ from: '', text, at: new Date(), kind: 'event' });
  }

  #add(line: Line): void {
    this.lines.push(line);
    if (this.lines.length > lineLimit) this.lines.shift();
    this.changed();
  }

  #record(traffic: Traffic): void {
    this.log.push({ ...traffic, at: new Date() });
    if (this.log.length > logLimit) this.log.shift();
    this.changed();
  }

  #shareMedia(): void {
    const { audio, video, muted, camera, sharing } = this.media;
    this.#call?.setTrack('audio', audio);
    this.#call?.setTrack('video', video);
    this.#call?.setStatus({ muted: muted || !audio, camera: camera !== null, sharing } satisfies Status);
    this.changed();
  }

  #move(phase: Phase): void {
    this.phase = phase;
    this.changed();
  }
}

/** The page has no password: the server gives the demo a token of its own. */
async function demoToken(): Promise<string> {
  const answer = await fetch('/demo/config.json', { cache: 'no-store' });
  if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
  const { token } = (await answer.json()) as { token: string };
  return token;
}

export function nameOf(peer: CallPeer): string {
  return nameIn(peer.info);
}

function nameIn(info: Json | undefined): string {
  const name = typeof info === 'object' && info !== null && 'name' in info ? info['name'] : undefined;
  return typeof name === 'string' && name.trim() !== '' ? name.trim().slice(0, 60) : 'Guest';
}

export function statusOf(peer: CallPeer): Status {
  const { muted, camera, sharing } = (peer.status ?? {}) as { muted?: unknown; camera?: unknown; sharing?: unknown };
  return { muted: muted === true, camera: camera !== false, sharing: sharing === true };
}

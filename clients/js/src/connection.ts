import { io, type ManagerOptions, type Socket, type SocketOptions } from 'socket.io-client';
import { Emitter } from './emitter.ts';
import { SignalError } from './errors.ts';
import { isFinal, signIn, type Session } from './sign-in.ts';
import { serverEvents } from './wire.ts';
import type { Ack, ClientEvents, IceServer, Json, PeerInfo, ServerEvents } from './wire.ts';

/** `connecting` until the first sign-in, `reconnecting` after a loss, `closed` for good. */
export type ConnectionState = 'idle' | 'connecting' | 'ready' | 'reconnecting' | 'closed';

/** A server event with its name. */
export type Incoming = { [E in keyof ServerEvents]: { readonly name: E; readonly data: ServerEvents[E] } }[keyof ServerEvents];

/** One emit or event, for a log; tokens and passwords are masked. */
export interface Traffic {
  /** From the server, to it, or a remark about the connection itself. */
  readonly direction: 'in' | 'out' | 'note';
  /** The event's name, or the remark. */
  readonly event: string;
  /** The event's fields. */
  readonly data?: Json;
}

export interface ConnectionEvents {
  state: ConnectionState;
  /** Signed in on a new connection; `recovered` where the server kept this peer's id, its rooms and what it missed. */
  ready: { readonly recovered: boolean };
  incoming: Incoming;
  ice: readonly IceServer[];
  problem: SignalError;
  traffic: Traffic;
}

export interface ConnectionOptions {
  readonly token: string | (() => string | Promise<string>);
  readonly requestTimeoutMs: number;
  readonly io: Partial<ManagerOptions & SocketOptions>;
  readonly peerInfo: () => Promise<PeerInfo>;
}

type RelayEvent = 'relay-session-description' | 'relay-ice-candidate';
type RequestEvent = Exclude<keyof ClientEvents, 'auth-request' | RelayEvent>;
type Fields<E extends keyof ClientEvents> = Omit<ClientEvents[E], 'auth'>;
type Answer = { readonly [field: string]: Json | undefined };
type About = { readonly event: string; readonly room?: string | undefined };

const outboxLimit = 500;
const longestTimerMillis = 2 ** 31 - 1;
const renewalPauseMillis = 5000;
const idlePauseMillis = 50;
const slowPageMillis = 1000;
const longestFarewellMillis = 1500;

/**
 * The socket, signed in and kept so. Nothing is emitted while the stock client is disconnected: it would buffer the
 * emit and send it with a dead session's token before anyone could sign in again.
 */
export class Connection extends Emitter<ConnectionEvents> {
  readonly #socket: Socket;
  readonly #options: ConnectionOptions;
  readonly #outbox: { event: RelayEvent; fields: object }[] = [];
  readonly #waiting = new Set<(failure?: SignalError) => void>();
  readonly #timers = new Set<ReturnType<typeof setTimeout>>();
  #state: ConnectionState = 'idle';
  #session: Session | undefined;
  #signedIn = false;
  #renewedAt = 0;
  #id = '';
  #failures = 0;
  /** Rises with every connection and renewal, so that what belongs to an older one can tell. */
  #era = 0;
  #failure: SignalError | undefined;
  /** Emits whose acknowledgement is still to come. */
  #open = 0;
  /** How many packets have come, of any kind. */
  #heard = 0;

  constructor(url: string, options: ConnectionOptions) {
    super();
    this.#options = options;
    this.#socket = io(url, {
      reconnectionDelay: 300,
      reconnectionDelayMax: 5000,
      ...options.io,
      autoConnect: false,
      // A function, so that each reconnect asks for a token that is good now.
      auth: (give: (auth: object) => void) => void this.#giveToken(give),
    });
    this.#socket.io.on('packet', () => this.#heard++);
    this.#socket.on('connect', () => this.#connected());
    this.#socket.on('disconnect', (reason) => this.#disconnected(reason));
    this.#socket.on('connect_error', (error) => this.#refused(error));
    for (const name of serverEvents) {
      this.#socket.on(name, (data: unknown) => this.#received({ name, data: data ?? {} } as Incoming));
    }
  }

  /** How the connection is. */
  get state(): ConnectionState {
    return this.#state;
  }

  /** This peer's id, as the others know it; empty before the first connection. */
  get id(): string {
    return this.#id;
  }

  open(): void {
    if (this.#state !== 'idle') return;
    this.#enter('connecting');
    this.#socket.connect();
  }

  close(failure = new SignalError('closed', 'This client was closed.', { event: 'connect' })): void {
    if (this.#state === 'closed') return;
    this.#failure = failure;
    this.#era++;
    this.#signedIn = false;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    this.#socket.disconnect();
    this.#enter('closed');
    for (const settle of [...this.#waiting]) settle(failure);
  }

  /** Emits a request once signed in, and settles with the server's acknowledgement. */
  async request<E extends RequestEvent>(event: E, fields: Fields<E>): Promise<Answer> {
    const about = { event, room: (fields as { room?: string }).room };
    for (let last = false; ; last = true) {
      await this.untilSignedIn(about, this.#options.requestTimeoutMs);
      const ack = await this.#emitWithAck(event, { ...fields, auth: this.#session?.token ?? '' }, about);
      if (ack.ok) return ack;
      if (last || !isTokenRefusal(ack)) throw new SignalError(ack.code, ack.message, { ...about, payload: ack.payload });
      this.#renew();
    }
  }

  /** Sends to another peer, in order. Kept while the connection is away, for as long as this peer's id lives. */
  relay<E extends RelayEvent>(event: E, fields: Fields<E>): void {
    if (this.#signedIn) this.#pass(event, fields);
    else if (this.#state !== 'closed' && this.#outbox.length < outboxLimit) this.#outbox.push({ event, fields });
  }

  /** Settles when signed in; fails when closed, or after `limitMs` unless that is 0. */
  untilSignedIn(about: About, limitMs: number): Promise<void> {
    if (this.#signedIn) return Promise.resolve();
    if (this.#failure) return Promise.reject(reworded(this.#failure, about));
    return new Promise((resolve, reject) => {
      const settle = (failure?: SignalError): void => {
        clearTimeout(timer);
        this.#waiting.delete(settle);
        if (failure) reject(reworded(failure, about));
        else resolve();
      };
      const late = (): void => settle(new SignalError('unreachable', 'There is no connection to the server.', about));
      const timer = limitMs === 0 ? undefined : setTimeout(late, limitMs);
      this.#waiting.add(settle);
    });
  }

  async #giveToken(give: (auth: object) => void): Promise<void> {
    try {
      give({ token: await this.#appToken() });
    } catch (error) {
      this.#report(error, 'connect');
      this.#socket.disconnect();
      this.#retry(() => this.#socket.connect());
    }
  }

  async #appToken(): Promise<string> {
    const { token } = this.#options;
    if (typeof token === 'string') return token;
    try {
      return await token();
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw new SignalError('unreachable', `The application could not get a token: ${why}`, { event: 'connect' });
    }
  }

  #connected(): void {
    const recovered = this.#socket.recovered;
    this.#id = this.#socket.id ?? '';
    this.#era++;
    this.#note(recovered ? 'connected again, nothing missed' : 'connected');
    if (!recovered) this.#outbox.length = 0;
    const stillGood = this.#session !== undefined && Date.now() < this.#session.diesAt;
    if (recovered && stillGood) this.#enterReady(recovered);
    else void this.#authenticate(() => this.#enterReady(recovered));
  }

  #enterReady(recovered: boolean): void {
    this.#letOut();
    this.#enter('ready');
    this.fire('ready', { recovered });
  }

  /** Signs in, again and again until it works or the token is refused for good. */
  async #authenticate(done: () => void): Promise<void> {
    const era = this.#era;
    try {
      const request = { token: await this.#appToken(), peerinfo: await this.#options.peerInfo() };
      if (era !== this.#era) return;
      this.#log('out', 'auth-request', request);
      const session = await signIn(this.#socket, request, this.#options.requestTimeoutMs);
      if (era !== this.#era) return;
      this.#keep(session);
      done();
    } catch (error) {
      if (era !== this.#era) return;
      const failure = this.#report(error, 'auth-request');
      if (isFinal(failure) && typeof this.#options.token === 'string') this.close(failure);
      else this.#retry(() => era === this.#era && void this.#authenticate(done));
    }
  }

  #keep(session: Session): void {
    const era = this.#era;
    this.#session = session;
    if (session.lifetimeMillis === Infinity) return;
    const dueMillis = Math.min(session.lifetimeMillis * 0.8, longestTimerMillis);
    this.#later(dueMillis, () => era === this.#era && this.#renew());
  }

  /** A new session token on the same connection. Requests wait meanwhile, so that none carries the old one. */
  #renew(): void {
    if (!this.#signedIn) return;
    this.#era++;
    this.#renewedAt = Date.now();
    this.#signedIn = false;
    this.#note('renewing the session token');
    void this.#authenticate(() => this.#letOut());
  }

  #letOut(): void {
    this.#failures = 0;
    this.#signedIn = true;
    for (const { event, fields } of this.#outbox.splice(0)) this.#pass(event, fields);
    for (const settle of [...this.#waiting]) settle();
  }

  #disconnected(reason: string): void {
    this.#era++;
    this.#signedIn = false;
    this.#note(`disconnected: ${reason}`);
    if (this.#state === 'closed') return;
    this.#enter('reconnecting');
    // The stock client stays away after the server's own goodbye, which a restarting server says too.
    if (reason === 'io server disconnect') this.#retry(() => this.#socket.connect());
  }

  #refused(error: Error & { data?: unknown }): void {
    if (this.#state === 'closed') return;
    if (this.#socket.active) {
      this.fire('problem', new SignalError('unreachable', 'The server cannot be reached; trying again.', { event: 'connect' }));
      return;
    }
    // A refused CONNECT: the stock client gives up here.
    const failure = new SignalError(refusalCode(error), error.message, { event: 'connect' });
    if (isFinal(failure) && typeof this.#options.token === 'string') return this.close(failure);
    this.fire('problem', failure);
    this.#retry(() => this.#socket.connect());
  }

  #received(incoming: Incoming): void {
    this.#log('in', incoming.name, incoming.data);
    if (incoming.name === 'auth-accept' || incoming.name === 'ice-servers') {
      if (incoming.data.ice_servers) this.fire('ice', incoming.data.ice_servers);
    }
    if (incoming.name === 'server-drain') this.#moveAfter(incoming.data.retry_after_ms);
    if (incoming.name === 'unauthorized' && Date.now() - this.#renewedAt > renewalPauseMillis) this.#renew();
    this.fire('incoming', incoming);
  }

  /** The server is about to stop: leave in its time and come back, to another one if there is. */
  #moveAfter(delayMillis: number): void {
    const era = this.#era;
    this.#note(`the server is about to stop; leaving it in ${delayMillis} ms`);
    const leave = (patienceMillis: number): void => {
      if (era !== this.#era) return;
      if (this.#open === 0 || patienceMillis <= 0) this.#socket.io.engine.close();
      else this.#later(idlePauseMillis, () => leave(patienceMillis - idlePauseMillis));
    };
    this.#later(Math.min(delayMillis, longestTimerMillis), () => leave(longestFarewellMillis));
  }

  async #emitWithAck(event: string, fields: object, about: About): Promise<Ack> {
    const era = this.#era;
    this.#log('out', event, fields);
    this.#open++;
    try {
      return (await this.#socket.timeout(this.#options.requestTimeoutMs).emitWithAck(event, fields)) as Ack;
    } catch {
      if (this.#failure) throw reworded(this.#failure, about);
      throw era === this.#era
        ? new SignalError('timeout', 'The server did not answer in time.', about)
        : new SignalError('unreachable', 'The connection broke before the server answered.', about);
    } finally {
      this.#open--;
    }
  }

  /**
   * A description that the server doesn't take in time shows that the connection is dead: a phone that changed its network
   * hears nothing of it until the next heartbeat is missing, and just then a path has to be found anew.
   */
  #pass(event: RelayEvent, unsigned: object): void {
    const [era, heard] = [this.#era, this.#heard];
    const fields = { ...unsigned, auth: this.#session?.token ?? '' };
    this.#log('out', event, fields);
    if (event === 'relay-ice-candidate') return void this.#socket.emit(event, fields);
    this.#socket.timeout(this.#options.requestTimeoutMs).emit(event, fields, (late: Error | null) => {
      // A page that is slow itself finds the answers waiting behind this timer.
      if (late && heard === this.#heard) this.#later(slowPageMillis, () => this.#replace(era, heard));
    });
  }

  #replace(era: number, heard: number): void {
    if (era !== this.#era || heard !== this.#heard || !this.#signedIn) return;
    this.#note('the server does not answer; connecting again');
    this.#socket.io.engine.close();
  }

  #retry(action: () => void): void {
    const delayMillis = Math.min(500 * 2 ** this.#failures++, 15000);
    this.#later(delayMillis * (0.75 + Math.random() / 2), () => this.#state !== 'closed' && action());
  }

  #later(delayMillis: number, action: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      action();
    }, delayMillis);
    this.#timers.add(timer);
  }

  #enter(state: ConnectionState): void {
    if (this.#state === state) return;
    this.#state = state;
    this.fire('state', state);
  }

  #report(error: unknown, event: string): SignalError {
    const failure = error instanceof SignalError ? error : new SignalError('unreachable', String(error), { event });
    this.fire('problem', failure);
    return failure;
  }

  #note(text: string): void {
    this.fire('traffic', { direction: 'note', event: text });
  }

  #log(direction: 'in' | 'out', event: string, data: object): void {
    this.fire('traffic', { direction, event, data: masked(data as Json) });
  }
}

function reworded(failure: SignalError, about: About): SignalError {
  return new SignalError(failure.code, failure.message, { ...about, payload: failure.payload });
}

function isTokenRefusal(ack: { code: string; message: string }): boolean {
  return ack.code === 'unauthorized' || ack.message === 'Token is not valid';
}

function refusalCode(error: Error & { data?: unknown }): SignalError['code'] {
  const code = (error.data as { code?: unknown } | undefined)?.code;
  if (typeof code === 'string') return code as SignalError['code'];
  return error.message === 'Token is not valid' ? 'unauthorized' : 'unavailable';
}

const secretFields = new Set(['auth', 'token', 'credential', 'proof']);

function masked(value: Json): Json {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(masked);
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, secretFields.has(key) && typeof inner === 'string' ? '…' : masked(inner)]),
  );
}

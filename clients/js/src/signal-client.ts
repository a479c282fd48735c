import type { ManagerOptions, SocketOptions } from 'socket.io-client';
import { Connection, type ConnectionState, type Incoming, type Traffic } from './connection.ts';
import { Emitter } from './emitter.ts';
import { SignalError } from './errors.ts';
import { hasProof, Identity, keyOf, proves, withoutReserved, withReserved } from './identity.ts';
import { Pending } from './pending.ts';
import { comeBack, type Rejoined } from './rejoin.ts';
import { Room } from './room.ts';
import type { IceServer, Json, PeerInfo, ServerEvents, WireCandidate, WireDescription } from './wire.ts';

/** How to reach the server and what to say there. Only `token` is needed. */
export interface SignalClientOptions {
  /** The app token, or a function that gets one; the function is asked anew for each connection. */
  readonly token: string | (() => string | Promise<string>);
  /** What the other members learn about this peer, such as `{ name: 'Ada' }`. */
  readonly peerInfo?: PeerInfo;
  /** How long a request waits for the connection, and then for its answer. Default: 10 s. */
  readonly requestTimeoutMs?: number;
  /** How long `connect` tries before it fails; 0 is for ever. Default: 30 s. */
  readonly connectTimeoutMs?: number;
  /**
   * A secret that makes this client the same peer as before. Keep `client.identity` in `sessionStorage` and give it here
   * after a reload, and the owner's client lets this one in again without asking.
   */
  readonly identity?: string;
  /** Whether this client, as an owner, lets members who lost their connection in again without asking. Default: true. */
  readonly readmit?: boolean;
  /** How long a member waits for the owner to make the room anew, after the server lost it, before it does so itself. Default: 8 s. */
  readonly takeoverMs?: number;
  /** Options of `socket.io-client`, such as `path` or `transports`. */
  readonly io?: Partial<ManagerOptions & SocketOptions>;
}

/** A room just entered. */
export interface Joined {
  /** The room's name. */
  readonly room: string;
  /** The ids of the other members. */
  readonly peers: readonly string[];
  /** What the answer's sender attached to it. */
  readonly payload: Json | undefined;
}

/** What a `SignalClient` reports: each server event under its own name, and these. */
export interface SignalClientEvents extends ServerEvents {
  /** The connection's state changed. */
  state: ConnectionState;
  /** The connection was lost and is back with the same id; nothing was missed. */
  recovered: { readonly id: string };
  /** The connection was lost for too long: the server has forgotten this peer, which is now entering the room again. */
  rejoining: { readonly room: string };
  /** The connection was lost for too long, and this client has entered the room again, under a new id. */
  rejoined: Rejoined;
  /** The room could not be entered again. */
  'room-lost': { readonly room: string; readonly error: SignalError };
  /** Something that the client deals with by itself, worth a line on a screen. */
  problem: SignalError;
  /** All traffic, for a developer's log, secrets masked. */
  traffic: Traffic;
}

/** A signed-in connection to a Chat Signal server and the rooms that this peer is in. */
export class SignalClient extends Emitter<SignalClientEvents> {
  readonly #connection: Connection;
  readonly #rooms = new Map<string, Room>();
  /** As they were before the connection that forgot them. */
  readonly #returning = new Map<string, Room>();
  readonly #joining = new Map<string, Pending<Joined>>();
  /** Peers whose knock is being looked at, before the application hears of it. */
  readonly #checking = new Set<string>();
  readonly #identity: Identity;
  readonly #connectTimeoutMs: number;
  readonly #readmit: boolean;
  readonly #takeoverMs: number;
  #iceServers: readonly IceServer[] = [];
  #era = 0;
  #lastId = '';

  /** `url` is the server's address, such as `https://signal.example.org`; an empty one is the page's own server. */
  constructor(url: string, options: SignalClientOptions) {
    super();
    this.#identity = new Identity(options.identity);
    this.#connectTimeoutMs = options.connectTimeoutMs ?? 30_000;
    this.#takeoverMs = options.takeoverMs ?? 8000;
    this.#readmit = options.readmit ?? true;
    this.#connection = new Connection(url, {
      token: options.token,
      requestTimeoutMs: options.requestTimeoutMs ?? 10_000,
      io: options.io ?? {},
      peerInfo: () => this.#identity.stamp(options.peerInfo ?? {}),
    });
    this.#connection.on('state', (state) => this.fire('state', state));
    this.#connection.on('problem', (problem) => this.fire('problem', problem));
    this.#connection.on('traffic', (traffic) => this.fire('traffic', traffic));
    this.#connection.on('ice', (servers) => {
      this.#iceServers = servers;
    });
    this.#connection.on('incoming', (incoming) => this.#received(incoming));
    this.#connection.on('ready', ({ recovered }) => this.#ready(recovered));
  }

  /** This peer's id, as the others know it. A connection that could not be recovered has a new one. */
  get id(): string {
    return this.#connection.id;
  }

  /** How the connection to the server is. */
  get state(): ConnectionState {
    return this.#connection.state;
  }

  /** What proves to owners that this is the same peer as before; see the option of that name. Keep it secret. */
  get identity(): string {
    return this.#identity.secret;
  }

  /** The STUN and TURN servers that the server offers, with passwords that are good now. */
  get iceServers(): readonly IceServer[] {
    return this.#iceServers;
  }

  /** The rooms that this peer is in. */
  get rooms(): ReadonlyMap<string, Room> {
    return this.#rooms;
  }

  /** Connects and signs in. After that the client keeps itself connected until `close`. */
  async connect(): Promise<void> {
    this.#connection.open();
    try {
      await this.#connection.untilSignedIn({ event: 'connect' }, this.#connectTimeoutMs);
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /** Says goodbye, to all rooms and to the server. The client is of no more use then. */
  close(): void {
    this.#connection.close();
    for (const pending of [...this.#joining.values()]) {
      pending.fail(new SignalError('closed', 'This client was closed.', { event: 'room-join-request' }));
    }
    this.#rooms.clear();
    this.#returning.clear();
  }

  /** Makes a room, with a made-up name where none is given, and owns it. */
  async create(room?: string, payload?: Json): Promise<Joined> {
    const answer = await this.#connection.request('room-create-request', defined({ room, payload }));
    const name = typeof answer['room'] === 'string' ? answer['room'] : room ?? '';
    // The event may have come first, or may be on its way.
    if (!this.#rooms.has(name)) this.#enterRoom(Room.created(name, this.id));
    return { room: name, peers: [], payload: answer['payload'] };
  }

  /**
   * Asks to be let in, and settles when an owner has decided, however long that takes. `signal` takes the request back.
   * A request that is open when the connection is lost is made again.
   */
  async join(room: string, options: { payload?: Json; signal?: AbortSignal } = {}): Promise<Joined> {
    const open = this.#joining.get(room);
    if (open) return open.promise;
    const pending = new Pending<Joined>(() => this.#joining.delete(room));
    this.#joining.set(room, pending);
    const abort = (): void => {
      pending.fail(new SignalError('aborted', 'The request to join was taken back.', { event: 'room-join-request', room }));
      this.leave(room).catch(() => undefined);
    };
    options.signal?.addEventListener('abort', abort, { once: true });
    if (options.signal?.aborted) abort();
    else this.#knock(room, options.payload, pending);
    return pending.promise.finally(() => options.signal?.removeEventListener('abort', abort));
  }

  /** Makes the room, or asks to join it where it is already there. */
  async enter(room: string, options: { payload?: Json; signal?: AbortSignal } = {}): Promise<Joined> {
    for (let tries = 3; ; tries--) {
      try {
        return await this.create(room, options.payload);
      } catch (error) {
        if (!isCode(error, 'conflict')) throw error;
      }
      try {
        return await this.join(room, options);
      } catch (error) {
        // The room ended between the two requests, or while this peer waited at its door.
        if (!isCode(error, 'not_found') || tries === 1) throw error;
      }
    }
  }

  /** As an owner, lets in a peer that asked. */
  async accept(room: string, peer: string, payload?: Json): Promise<void> {
    const full = withReserved(payload, { owner: this.id });
    await this.#connection.request('room-join-accept', defined({ room, peer_id: peer, to: peer, payload: full }));
  }

  /** As an owner, turns away a peer that asked. */
  async reject(room: string, peer: string, payload?: Json): Promise<void> {
    await this.#connection.request('room-join-reject', defined({ room, peer_id: peer, to: peer, payload }));
  }

  /** As an owner, removes a member. */
  async kick(room: string, peer: string, payload?: Json): Promise<void> {
    const full = withReserved(payload, { kicked: true });
    await this.#connection.request('room-kick', defined({ room, peer_id: peer, payload: full }));
  }

  /** Leaves a room; the longest-standing member owns it from then on if this peer was the last owner. */
  async leave(room: string, payload?: Json): Promise<void> {
    this.#rooms.delete(room);
    this.#returning.delete(room);
    await this.#connection.request('room-leave', defined({ room, payload }));
  }

  /** Sends a message to every other member, or to one. Settles when the server has passed it on. */
  async message(room: string, message: Json, options: { to?: string; payload?: Json } = {}): Promise<void> {
    await this.#connection.request('relay-message', defined({ room, message, to: options.to, payload: options.payload }));
  }

  /** Sends a session description to a member. `Call` does this for you. */
  sendDescription(room: string, to: string, description: WireDescription, payload?: Json): void {
    this.#connection.relay('relay-session-description', defined({ room, to, session_description: description, payload }));
  }

  /** Sends an ICE candidate to a member. `Call` does this for you. */
  sendCandidate(room: string, to: string, candidate: WireCandidate, payload?: Json): void {
    this.#connection.relay('relay-ice-candidate', defined({ room, to, ice_candidate: candidate, payload }));
  }

  #knock(room: string, payload: Json | undefined, pending: Pending<Joined>): void {
    const ask = { room, payload: this.#identity.prove(payload) };
    pending.again = () => this.#knock(room, payload, pending);
    this.#connection.request('room-join-request', ask).catch((error: SignalError) => {
      if (error.code !== 'unreachable' || this.state !== 'reconnecting') return pending.fail(error);
      return this.#knockOnceBack(room, pending);
    });
  }

  /** The connection broke before the server answered: did it hear the knock? After a recovery nobody else asks again. */
  async #knockOnceBack(room: string, pending: Pending<Joined>): Promise<void> {
    const era = this.#era;
    try {
      await this.#connection.untilSignedIn({ event: 'room-join-request', room }, this.#connectTimeoutMs);
      if (era === this.#era && this.#joining.get(room) === pending) pending.again();
    } catch (error) {
      pending.fail(error as SignalError);
    }
  }

  #received(incoming: Incoming): void {
    const { name, data } = incoming;
    const now = Date.now();
    switch (name) {
      case 'room-create-accept':
        if (!this.#rooms.has(data.room)) this.#enterRoom(Room.created(data.room, this.id));
        break;
      case 'room-join-accept':
        return this.#letIn(data);
      case 'room-join-reject':
        this.#turnedAway(data);
        break;
      case 'room-join-request':
        return void this.#knocked(data);
      case 'room-join-cancel':
        if (this.#checking.delete(data.peer_id)) return;
        break;
      case 'room-user-join':
        this.#rooms.get(data.room)?.joins(data);
        break;
      case 'room-user-leave':
        this.#rooms.get(data.room)?.leaves(data, now);
        break;
      case 'room-owner-change':
        this.#rooms.get(data.room)?.ownedBy(data.peer_id);
        break;
      case 'room-kicked':
        this.#rooms.delete(data.room);
        break;
      case 'request-reject':
        this.fire('problem', new SignalError(data.code ?? 'unavailable', data.message, data));
        break;
      default:
        break;
    }
    this.fire(name, data as never);
  }

  #enterRoom(room: Room): void {
    const before = this.#rooms.get(room.name) ?? this.#returning.get(room.name);
    if (before) room.inherit(before, Date.now());
    this.#returning.delete(room.name);
    this.#rooms.set(room.name, room);
  }

  #letIn(data: ServerEvents['room-join-accept']): void {
    this.#enterRoom(Room.joined(data, this.id));
    this.#joining.get(data.room)?.settle({ room: data.room, peers: data.peers, payload: withoutReserved(data.payload) });
    this.fire('room-join-accept', data);
  }

  #turnedAway(data: ServerEvents['room-join-reject']): void {
    const room = data.room ?? (this.#joining.size === 1 ? [...this.#joining.keys()][0] : undefined);
    if (room === undefined) return;
    const code = data.code ?? (data.message === 'Room is not found.' ? 'not_found' : 'forbidden');
    this.#joining.get(room)?.fail(new SignalError(code, data.message, { event: 'room-join-request', room, payload: data.payload }));
  }

  /** Members who were here a moment ago and can prove it come in at once; the application hears of all others. */
  async #knocked(data: ServerEvents['room-join-request']): Promise<void> {
    this.#checking.add(data.peer_id);
    const returning = await this.#isReturning(data);
    if (!this.#checking.delete(data.peer_id)) return;
    if (returning) return this.#readmitMember(data);
    const { payload, ...rest } = data;
    this.fire('room-join-request', { ...rest, ...defined({ payload: withoutReserved(payload) }) });
  }

  async #isReturning(data: ServerEvents['room-join-request']): Promise<boolean> {
    const key = keyOf(data.peerinfo);
    if (!this.#readmit || key === undefined || !hasProof(data.payload)) return false;
    const known = this.#rooms.get(data.room)?.knows(key, Date.now()) ?? false;
    return known && proves(data.payload, key);
  }

  #readmitMember(data: ServerEvents['room-join-request']): void {
    const report = (error: SignalError): void => this.fire('problem', error);
    // After a crash the server still holds the member's old connection for a while: nobody is behind it any more.
    const ghost = this.#rooms.get(data.room)?.memberWith(keyOf(data.peerinfo) ?? '');
    if (ghost !== undefined && ghost !== data.peer_id) this.kick(data.room, ghost).catch(report);
    this.accept(data.room, data.peer_id).catch(report);
  }

  #ready(recovered: boolean): void {
    const previousId = this.#lastId;
    this.#lastId = this.id;
    if (previousId === '') return;
    if (recovered) return this.fire('recovered', { id: this.id });
    const era = ++this.#era;
    for (const pending of [...this.#joining.values()]) pending.again();
    for (const room of this.#rooms.values()) this.#returning.set(room.name, room);
    this.#rooms.clear();
    for (const room of this.#returning.keys()) this.fire('rejoining', { room });
    for (const room of [...this.#returning.values()]) void this.#rejoin(room, () => era === this.#era);
  }

  async #rejoin(before: Room, current: () => boolean): Promise<void> {
    const room = before.name;
    try {
      const outcome = await comeBack(before, this.#takeoverMs, () => current() && this.#returning.has(room), {
        create: () => this.create(room),
        join: () => this.join(room),
      });
      if (outcome && current()) this.fire('rejoined', { room, previousId: before.self, ...outcome });
    } catch (error) {
      if (!current() || !this.#returning.delete(room)) return;
      this.fire('room-lost', { room, error: error as SignalError });
    }
  }
}

function isCode(error: unknown, code: SignalError['code']): boolean {
  return error instanceof SignalError && error.code === code;
}

type Defined<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

/** The wire leaves fields without a value out. */
function defined<T extends object>(fields: T): Defined<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Defined<T>;
}

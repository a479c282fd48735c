import { CallPeer } from './call-peer.ts';
import { Emitter } from './emitter.ts';
import { SignalError } from './errors.ts';
import { keyOf } from './identity.ts';
import type { TrackKind } from './link.ts';
import type { PathState } from './path.ts';
import type { Joined, SignalClient, SignalClientEvents } from './signal-client.ts';
import type { Json } from './wire.ts';

/** What a call starts with, and how it looks for paths. Nothing is needed. */
export interface CallOptions {
  /** The camera and microphone to send from the start. */
  readonly stream?: MediaStream;
  /** More for each RTCPeerConnection, such as `iceTransportPolicy`. The server's ICE servers are added to yours. */
  readonly configuration?: RTCConfiguration;
  /**
   * How much video this peer sends to all others together, in bits per second; each gets an equal share, since each
   * gets a stream of its own. Default: 4 million.
   */
  readonly videoBitsPerSecond?: number;
  /** How long a path to a peer is looked for before another attempt, and at last before it has failed. Default: 15 s. */
  readonly pathTimeoutMs?: number;
  /** Makes the connections; for tests and for other WebRTC stacks. */
  readonly createConnection?: (configuration: RTCConfiguration) => RTCPeerConnection;
}

/** What a call reports. Each event with a `peer` is that peer's own event, for listeners who want all of them in one place. */
export interface CallEvents {
  /** Somebody is in the room: a tile can be made. The path is still to be found. */
  peer: { readonly peer: CallPeer };
  /** Somebody is not there any more: the tile can go. */
  'peer-left': { readonly peer: CallPeer };
  /** The path to a peer changed, or the words for it did. */
  'peer-state': { readonly peer: CallPeer; readonly state: PathState; readonly reason: string };
  /** A picture or a voice to be played: `stream` goes into a video element. */
  track: { readonly peer: CallPeer; readonly track: MediaStreamTrack; readonly stream: MediaStream };
  /** A peer told its status, as set with {@link Call.setStatus}. */
  status: { readonly peer: CallPeer; readonly status: Json };
  /** A peer opened a data channel. */
  channel: { readonly peer: CallPeer; readonly channel: RTCDataChannel };
  /** This client is out of the room without having left it: removed by the owner, or the room could not be entered again. */
  ended: { readonly error: SignalError };
  /** A browser's refusal inside a negotiation, for a log. */
  problem: { readonly peer: CallPeer; readonly error: unknown };
}

/** How long a member that shares this room's past may take to come back after the server lost it. */
const returnMillis = 60_000;
const earlyLimit = 200;

/**
 * A call: this peer's media to and from every other member of one room, each over a connection of its own.
 * Media goes on while the server is away; whoever comes back within a minute finds its connections as they were.
 */
export class Call extends Emitter<CallEvents> {
  readonly #signal: SignalClient;
  readonly #options: CallOptions;
  readonly #peers = new Map<string, CallPeer>();
  readonly #keys = new WeakMap<CallPeer, string>();
  readonly #absent = new Map<CallPeer, ReturnType<typeof setTimeout>>();
  readonly #tracks = new Map<TrackKind, MediaStreamTrack | null>();
  readonly #stream: MediaStream | undefined;
  #videoBitsPerSecond: number;
  #status: Json | undefined;
  #room = '';
  #stopListening: (() => void)[] = [];

  /** One call on a client; several calls in several rooms can share the client. */
  constructor(signal: SignalClient, options: CallOptions = {}) {
    super();
    this.#signal = signal;
    this.#options = options;
    this.#videoBitsPerSecond = options.videoBitsPerSecond ?? 4_000_000;
    this.#stream = options.stream ?? (typeof MediaStream === 'undefined' ? undefined : new MediaStream());
    for (const track of options.stream?.getTracks() ?? []) this.#tracks.set(track.kind as TrackKind, track);
  }

  /** The room's name; empty outside of one. */
  get room(): string {
    return this.#room;
  }

  /** The other members by id. */
  get peers(): ReadonlyMap<string, CallPeer> {
    return this.#peers;
  }

  /** Makes the room, or asks its owner to be let in. Settles once inside. */
  enter(room: string, options: { payload?: Json; signal?: AbortSignal } = {}): Promise<Joined> {
    return this.#begin(() => this.#signal.enter(room, options));
  }

  /** Makes the room. */
  create(room?: string, payload?: Json): Promise<Joined> {
    return this.#begin(() => this.#signal.create(room, payload));
  }

  /** Asks the room's owner to be let in. Settles once inside. */
  join(room: string, options: { payload?: Json; signal?: AbortSignal } = {}): Promise<Joined> {
    return this.#begin(() => this.#signal.join(room, options));
  }

  /** Sends this track to everybody from now on in place of the one before, or none. Needs no new negotiation. */
  setTrack(kind: TrackKind, track: MediaStreamTrack | null): void {
    this.#tracks.set(kind, track);
    for (const peer of this.#peers.values()) peer.link.setTrack(kind, track, this.#stream);
  }

  /** Changes the limit that the option `videoBitsPerSecond` set. */
  limitVideo(bitsPerSecond: number): void {
    this.#videoBitsPerSecond = bitsPerSecond;
    this.#shareVideo();
  }

  /** Tells every peer, also those who come later, such things as `{ muted: true }`. Goes from peer to peer, not over the server. */
  setStatus(status: Json): void {
    this.#status = status;
    for (const peer of this.#peers.values()) peer.link.tell(status);
  }

  /** Ends the call and leaves the room. */
  async leave(): Promise<void> {
    const room = this.#room;
    this.#end();
    if (room !== '') await this.#signal.leave(room);
  }

  async #begin(enter: () => Promise<Joined>): Promise<Joined> {
    if (this.#stopListening.length > 0) {
      throw new SignalError('conflict', 'This call is in a room already.', { event: 'room-join-request', room: this.#room });
    }
    // From before the answer on: the first offers can follow it at once.
    const early: (() => void)[] = [];
    let entered = false;
    this.#listen((handle) => {
      if (entered) return handle();
      early.push(handle);
      if (early.length > earlyLimit) early.shift();
    });
    try {
      const joined = await enter();
      this.#room = joined.room;
      entered = true;
      for (const peer of joined.peers) this.#add(peer).link.start();
      for (const handle of early) handle();
      return joined;
    } catch (error) {
      this.#end();
      throw error;
    }
  }

  #listen(handle: (action: () => void) => void): void {
    const on = <E extends keyof SignalClientEvents>(event: E, listener: (data: SignalClientEvents[E]) => void): void => {
      this.#stopListening.push(this.#signal.on(event, (data) => handle(() => listener(data))));
    };
    const here = <E extends keyof SignalClientEvents>(
      event: E,
      listener: (data: SignalClientEvents[E] & { room: string }) => void,
    ): void =>
      on(event, (data) => {
        if ((data as { room?: string }).room === this.#room) listener(data as SignalClientEvents[E] & { room: string });
      });
    here('room-user-join', ({ peer_id }) => this.#joined(peer_id));
    here('room-user-leave', ({ peer_id }) => this.#drop(this.#peers.get(peer_id)));
    here('session-description', ({ peer_id, session_description, payload }) => {
      void this.#memberNamed(peer_id)?.link.description(session_description, payload);
    });
    here('ice-candidate', ({ peer_id, ice_candidate, payload }) => {
      void this.#memberNamed(peer_id)?.link.candidate(ice_candidate, payload);
    });
    here('room-kicked', () => this.#endWith('forbidden', 'The owner removed you from the room.'));
    here('room-lost', ({ error }) => this.#endWith(error.code, error.message));
    here('rejoining', () => this.#awaitAll());
    here('rejoined', ({ peers }) => this.#rejoined(peers));
    on('recovered', () => this.#resync());
    on('ice-servers', () => this.#useServers());
    on('auth-accept', () => this.#useServers());
    on('state', (state) => state === 'closed' && this.#endWith('closed', 'The connection to the server was closed for good.'));
  }

  #joined(id: string): void {
    if (this.#peers.has(id)) return;
    const returned = this.#returned(id);
    if (returned) return;
    this.#add(id).link.expect();
  }

  /** A message can overtake the event that says who joined; a stranger's is not for this call. */
  #memberNamed(id: string): CallPeer | undefined {
    const known = this.#peers.get(id);
    if (known) return known;
    return this.#infoOf(id).member ? this.#add(id) : undefined;
  }

  #infoOf(id: string): { member: boolean; info: Json | undefined } {
    const members = this.#signal.rooms.get(this.#room)?.members;
    return { member: members?.has(id) ?? false, info: members?.get(id) };
  }

  #add(id: string): CallPeer {
    const { info } = this.#infoOf(id);
    const peer: CallPeer = new CallPeer(id, info, {
      createConnection: this.#options.createConnection ?? ((configuration) => new RTCPeerConnection(configuration)),
      configuration: this.#options.configuration ?? {},
      pathTimeoutMs: this.#options.pathTimeoutMs ?? 15_000,
      videoBitsPerSecond: () => this.#videoBitsPerSecond / Math.max(1, this.#peers.size),
      iceServers: () => this.#signal.iceServers,
      polite: () => this.#signal.id < peer.id,
      signaling: () => this.#signal.state === 'ready',
      sendDescription: (description, payload) => this.#signal.sendDescription(this.#room, peer.id, description, payload),
      sendCandidate: (candidate, payload) => this.#signal.sendCandidate(this.#room, peer.id, candidate, payload),
    });
    const key = keyOf(info);
    if (key !== undefined) this.#keys.set(peer, key);
    this.#peers.set(id, peer);
    for (const [kind, track] of this.#tracks) peer.link.setTrack(kind, track, this.#stream);
    peer.on('state', (change) => this.fire('peer-state', { peer, ...change }));
    peer.on('track', (event) => this.fire('track', { peer, ...event }));
    peer.on('status', (status) => this.fire('status', { peer, status }));
    peer.on('channel', (channel) => this.fire('channel', { peer, channel }));
    peer.link.on('control-open', () => this.#status !== undefined && peer.link.tell(this.#status));
    peer.link.on('trouble', (error) => this.fire('problem', { peer, error }));
    this.#shareVideo();
    this.fire('peer', { peer });
    return peer;
  }

  #drop(peer: CallPeer | undefined): void {
    if (!peer) return;
    this.#present(peer);
    this.#peers.delete(peer.id);
    peer.link.close();
    this.#shareVideo();
    this.fire('peer-left', { peer });
  }

  #shareVideo(): void {
    for (const peer of this.#peers.values()) peer.link.limitVideo();
  }

  /** The server has forgotten this peer, or everybody: whoever comes back gets the connection that it had. */
  #awaitAll(): void {
    for (const peer of this.#peers.values()) {
      if (!this.#absent.has(peer)) this.#absent.set(peer, setTimeout(() => this.#drop(peer), returnMillis));
    }
  }

  #rejoined(peers: readonly string[]): void {
    for (const id of peers) {
      const same = this.#peers.get(id);
      if (same && this.#absent.has(same)) {
        this.#present(same);
        // It kept its id, so it was told that this peer left, and gave the connection up.
        same.link.restart();
      } else if (!same && !this.#returned(id)) this.#add(id).link.start();
    }
  }

  #present(peer: CallPeer): void {
    clearTimeout(this.#absent.get(peer));
    this.#absent.delete(peer);
  }

  /** Gives a peer that came back under another id the connection that it had. */
  #returned(id: string): boolean {
    const { info } = this.#infoOf(id);
    const key = keyOf(info);
    const peer = [...this.#absent.keys()].find((absent) => key !== undefined && this.#keys.get(absent) === key);
    if (!peer) return false;
    this.#present(peer);
    this.#peers.delete(peer.id);
    peer.becomes(id, info);
    this.#peers.set(id, peer);
    peer.link.resync();
    return true;
  }

  #resync(): void {
    for (const peer of this.#peers.values()) peer.link.resync();
  }

  #useServers(): void {
    for (const peer of this.#peers.values()) peer.link.useServers();
  }

  #endWith(code: SignalError['code'], message: string): void {
    const room = this.#room;
    this.#end();
    if (room !== '') this.fire('ended', { error: new SignalError(code, message, { event: 'call', room }) });
  }

  #end(): void {
    for (const stop of this.#stopListening.splice(0)) stop();
    for (const peer of [...this.#peers.values()]) this.#drop(peer);
    this.#room = '';
  }
}

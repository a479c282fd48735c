/** A description as the fakes write it: which connection made it, its ICE generation, and the tracks that it sends. */
interface Sdp {
  readonly from: number;
  readonly ufrag: number;
  readonly tracks: readonly string[];
  readonly lines: string;
}

type Description = { type: RTCSdpType; sdp: string };

const all = new Map<number, FakePeerConnection>();
let lastId = 0;

/**
 * Enough of RTCPeerConnection to be strict about signaling: an operations chain, implicit rollback, negotiationneeded only
 * when stable, candidates refused without their description. A path exists once both sides have a candidate of the other.
 */
export class FakePeerConnection {
  readonly id = ++lastId;
  readonly configurations: RTCConfiguration[] = [];
  signalingState: RTCSignalingState = 'stable';
  connectionState: RTCPeerConnectionState = 'new';
  localDescription: Description | null = null;
  remoteDescription: Description | null = null;
  onnegotiationneeded: (() => void) | null = null;
  onicecandidate: ((event: { candidate: object | null }) => void) | null = null;
  onicecandidateerror: ((event: { url: string; errorCode: number }) => void) | null = null;
  onconnectionstatechange: (() => void) | null = null;
  ontrack: ((event: { track: { id: string; kind: string }; streams: object[] }) => void) | null = null;
  ondatachannel: ((event: { channel: FakeChannel }) => void) | null = null;
  readonly senders: FakeSender[] = [];
  readonly control: FakeChannel[] = [];
  /** With no route a path is looked for in vain. */
  static routes = true;
  offers = 0;
  #chain: Promise<unknown> = Promise.resolve();
  #chained = 0;
  #needed = false;
  #ufrag = 0;
  #restart = false;
  #known = new Set<string>();
  #before: Description | null = null;
  #partner = 0;
  #candidates = 0;

  constructor(configuration: RTCConfiguration) {
    this.configurations.push(configuration);
    all.set(this.id, this);
  }

  addTrack(track: { id: string }): object {
    const sender = new FakeSender(track);
    this.senders.push(sender);
    this.#need();
    return sender;
  }

  createDataChannel(label: string, options?: RTCDataChannelInit): FakeChannel {
    const channel = new FakeChannel(label, options?.negotiated === true ? () => all.get(this.#partner)?.control[0] : () => undefined);
    if (options?.negotiated) this.control.push(channel);
    this.#need();
    return channel;
  }

  restartIce(): void {
    this.#restart = true;
    this.#need();
  }

  setConfiguration(configuration: RTCConfiguration): void {
    this.configurations.push(configuration);
  }

  setLocalDescription(): Promise<void> {
    return this.#do(async () => {
      const type = this.signalingState === 'have-remote-offer' ? 'answer' : 'offer';
      if (type === 'offer') this.offers++;
      if (type === 'offer' && (this.#restart || this.#ufrag === 0)) this.#ufrag++;
      if (this.#ufrag === 0) this.#ufrag = 1;
      this.#restart = false;
      this.#needed = false;
      this.#before = this.localDescription;
      const sdp: Sdp = { from: this.id, ufrag: this.#ufrag, tracks: this.senders.flatMap(({ track }) => (track ? [track.id] : [])), lines: `a=ice-ufrag:${this.#ufrag}` };
      this.localDescription = { type, sdp: JSON.stringify(sdp) };
      this.signalingState = type === 'offer' ? 'have-local-offer' : 'stable';
      this.#gather();
    });
  }

  setRemoteDescription(description: Description): Promise<void> {
    return this.#do(async () => {
      const sdp = JSON.parse(description.sdp) as Sdp;
      if (description.type === 'answer' && this.signalingState !== 'have-local-offer') throw new Error(`answer in ${this.signalingState}`);
      if (this.#partner !== 0 && this.#partner !== sdp.from) throw new Error('another DTLS fingerprint');
      if (description.type === 'offer' && this.signalingState === 'have-local-offer') {
        this.localDescription = this.#before;
        this.#needed = true;
      }
      if (this.remoteDescription && (JSON.parse(this.remoteDescription.sdp) as Sdp).ufrag !== sdp.ufrag) this.#candidates = 0;
      this.#partner = sdp.from;
      this.remoteDescription = description;
      this.signalingState = description.type === 'offer' ? 'have-remote-offer' : 'stable';
      for (const track of sdp.tracks) {
        if (this.#known.has(track)) continue;
        this.#known.add(track);
        queueMicrotask(() => this.ontrack?.({ track: { id: track, kind: track }, streams: [{ id: `stream of ${sdp.from}` }] }));
      }
    });
  }

  addIceCandidate(candidate: { usernameFragment?: string }): Promise<void> {
    return this.#do(async () => {
      if (!this.remoteDescription) throw new Error('no remote description');
      const { ufrag } = JSON.parse(this.remoteDescription.sdp) as Sdp;
      if (candidate.usernameFragment !== String(ufrag)) throw new Error('unknown ufrag');
      this.#candidates++;
      this.#connect();
    });
  }

  /** What the browser has counted. */
  stats: object[] = [];

  getStats(): Promise<Map<string, object>> {
    return Promise.resolve(new Map(this.stats.map((entry, n) => [String(n), entry])));
  }

  close(): void {
    this.signalingState = 'closed';
    this.connectionState = 'closed';
    all.delete(this.id);
  }

  /** What the browser says when the path is gone. */
  becomes(state: RTCPeerConnectionState): void {
    this.connectionState = state;
    this.onconnectionstatechange?.();
  }

  candidateError(code: number): void {
    this.onicecandidateerror?.({ url: 'turn:t', errorCode: code });
  }

  #gather(): void {
    const usernameFragment = String(this.#ufrag);
    queueMicrotask(() => {
      const candidate = { candidate: 'candidate:1 1 udp 1 10.0.0.1 9 typ host', usernameFragment, sdpMid: '0', sdpMLineIndex: 0 };
      this.onicecandidate?.({ candidate: { ...candidate, type: 'host', toJSON: () => candidate } });
      this.onicecandidate?.({ candidate: null });
    });
  }

  #connect(): void {
    if (!FakePeerConnection.routes || this.connectionState === 'connected' || this.#candidates === 0) return;
    queueMicrotask(() => {
      this.becomes('connected');
      this.control[0]?.opens();
    });
  }

  #need(): void {
    this.#needed = true;
    this.#fireIfDue();
  }

  #fireIfDue(): void {
    queueMicrotask(() => {
      if (!this.#needed || this.#chained > 0 || this.signalingState !== 'stable') return;
      this.#needed = false;
      this.onnegotiationneeded?.();
    });
  }

  #do(operation: () => Promise<void>): Promise<void> {
    this.#chained++;
    const done = this.#chain.then(async () => {
      if (this.signalingState === 'closed') return new Promise<void>(() => undefined);
      await operation();
    });
    this.#chain = done.catch(() => undefined).then(() => {
      this.#chained--;
      this.#fireIfDue();
    });
    return done;
  }
}

export class FakeSender {
  track: { id: string } | null;
  parameters = { encodings: [{} as { maxBitrate?: number }] };

  constructor(track: { id: string }) {
    this.track = track;
  }

  async replaceTrack(next: { id: string } | null): Promise<void> {
    this.track = next;
  }

  getParameters(): FakeSender['parameters'] {
    return structuredClone(this.parameters);
  }

  async setParameters(parameters: FakeSender['parameters']): Promise<void> {
    this.parameters = parameters;
  }
}

export class FakeChannel {
  readonly label: string;
  readonly #other: () => FakeChannel | undefined;
  readyState: RTCDataChannelState = 'connecting';
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;

  constructor(label: string, other: () => FakeChannel | undefined) {
    this.label = label;
    this.#other = other;
  }

  opens(): void {
    if (this.readyState === 'open') return;
    this.readyState = 'open';
    this.onopen?.();
  }

  send(data: string): void {
    queueMicrotask(() => this.#other()?.onmessage?.({ data }));
  }
}

export function fakeConnections(): { made: FakePeerConnection[]; create: (configuration: RTCConfiguration) => RTCPeerConnection } {
  const made: FakePeerConnection[] = [];
  return {
    made,
    create: (configuration) => {
      const connection = new FakePeerConnection(configuration);
      made.push(connection);
      return connection as unknown as RTCPeerConnection;
    },
  };
}

export function fakeTrack(kind: 'audio' | 'video', id: string = kind): MediaStreamTrack {
  return { kind, id } as unknown as MediaStreamTrack;
}

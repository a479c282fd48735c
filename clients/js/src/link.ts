import { Emitter } from './emitter.ts';
import { Negotiation } from './negotiation.ts';
import type { PathState } from './path.ts';
import { PathWatch } from './path-watch.ts';
import type { IceServer, Json, WireCandidate, WireDescription } from './wire.ts';

/** What a link needs from the call that it belongs to. */
export interface LinkPorts {
  readonly createConnection: (configuration: RTCConfiguration) => RTCPeerConnection;
  readonly configuration: RTCConfiguration;
  readonly pathTimeoutMs: number;
  /** What this link may send of video. */
  readonly videoBitsPerSecond: () => number;
  readonly iceServers: () => readonly IceServer[];
  readonly polite: () => boolean;
  readonly signaling: () => boolean;
  readonly sendDescription: (description: WireDescription, payload: Json) => void;
  readonly sendCandidate: (candidate: WireCandidate, payload: Json) => void;
}

export interface LinkEvents {
  state: { readonly state: PathState; readonly reason: string };
  track: RTCTrackEvent;
  channel: RTCDataChannel;
  control: Json;
  'control-open': undefined;
  trouble: unknown;
}

/** What can be sent to every peer: one of each. */
export type TrackKind = 'audio' | 'video';

const offerPatienceMillis = 5000;
const answerPatienceMillis = 6000;
const aheadLimit = 200;
const controlLimit = 16_384;

/**
 * The media path to one peer. It outlives the loss of the signaling connection on either side; when the other side starts over
 * with a new RTCPeerConnection (a reload), so does this one. Each connection has a tag, and messages name both ends' tags, so
 * that one meant for an earlier connection is noticed.
 */
export class Link extends Emitter<LinkEvents> {
  readonly #ports: LinkPorts;
  readonly #tracks = new Map<TrackKind, { track: MediaStreamTrack | null; stream: MediaStream | undefined }>();
  readonly #senders = new Map<TrackKind, RTCRtpSender>();
  #connection!: RTCPeerConnection;
  #negotiation!: Negotiation;
  #path!: PathWatch;
  #control: RTCDataChannel | undefined;
  #tag = '';
  #remoteTag: string | undefined;
  /** Candidates of a connection of the other side whose first offer is still on its way. */
  #ahead: { tag: string; candidate: WireCandidate }[] = [];
  #filled = false;
  #closed = false;
  #answerTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(ports: LinkPorts) {
    super();
    this.#ports = ports;
    this.#build();
  }

  get connection(): RTCPeerConnection {
    return this.#connection;
  }

  get state(): PathState {
    return this.#path.state;
  }

  get reason(): string {
    return this.#path.reason;
  }

  /** Makes the first offer. */
  start(): void {
    if (!this.#closed) this.#fill();
  }

  /** Waits for the other side's first offer, and makes one when none comes. */
  expect(): void {
    this.#waitFor(offerPatienceMillis, () => this.start());
  }

  setTrack(kind: TrackKind, track: MediaStreamTrack | null, stream: MediaStream | undefined): void {
    this.#tracks.set(kind, { track, stream });
    if (this.#filled) this.#send(kind);
  }

  openChannel(label: string, options: RTCDataChannelInit | undefined): RTCDataChannel {
    this.#fill();
    return this.#connection.createDataChannel(label, options);
  }

  /** Brings the limit of the video that is sent up to date. Browsers take it once the video is negotiated. */
  limitVideo(): void {
    const sender = this.#senders.get('video');
    const parameters = sender?.getParameters();
    const maxBitrate = Math.round(this.#ports.videoBitsPerSecond());
    if (!parameters?.encodings?.length || parameters.encodings.every((encoding) => encoding.maxBitrate === maxBitrate)) return;
    for (const encoding of parameters.encodings) encoding.maxBitrate = maxBitrate;
    sender?.setParameters(parameters).catch((error: unknown) => this.fire('trouble', error));
  }

  /** Sends a small message beside the media, if the way is open. */
  tell(message: Json): void {
    if (this.#control?.readyState === 'open') this.#control.send(JSON.stringify(message));
  }

  /** New STUN and TURN servers: used from the next search for a path on, with no effect on the present one. */
  useServers(): void {
    this.#connection.setConfiguration(this.#configuration());
  }

  /** The signaling connection is back: repeats what may have been lost, and mends what broke meanwhile. */
  resync(): void {
    if (this.#filled) this.#negotiation.sayAgain();
    if (this.#connection.connectionState !== 'connected') this.restart();
  }

  /** Looks for another path. */
  restart(): void {
    if (this.#closed) return;
    if (!this.#filled) return this.start();
    this.#path.restart();
  }

  async description(description: WireDescription, payload: Json | undefined): Promise<void> {
    const { tag, to } = tagsOf(payload);
    if (this.#closed) return;
    if (to !== undefined && to !== this.#tag) {
      // Meant for a connection of before: the other side learns of this one by its offer.
      return this.start();
    }
    if (tag !== undefined && this.#remoteTag !== undefined && tag !== this.#remoteTag) {
      if (description.type !== 'offer') return;
      this.#rebuild();
    }
    this.#remoteTag = tag ?? this.#remoteTag;
    await this.#negotiation.description(description);
    for (const early of this.#ahead.splice(0)) {
      if (early.tag === this.#remoteTag) await this.candidate(early.candidate, payload);
    }
    this.#path.describe();
    this.#path.expectPath();
    if (this.#connection.signalingState === 'stable') this.limitVideo();
  }

  async candidate(candidate: WireCandidate, payload: Json | undefined): Promise<void> {
    const { tag, to } = tagsOf(payload);
    if (this.#closed || (to !== undefined && to !== this.#tag)) return;
    if (tag !== undefined && this.#remoteTag !== undefined && tag !== this.#remoteTag) {
      if (this.#ahead.length < aheadLimit) this.#ahead.push({ tag, candidate });
      return;
    }
    const kind = / typ (\w+)/.exec(candidate.candidate ?? '')?.[1];
    if (kind !== undefined) this.#path.received(kind);
    await this.#negotiation.candidate(candidate);
  }

  close(): void {
    this.#closed = true;
    this.#tearDown();
  }

  #build(): void {
    this.#tag = Math.random().toString(36).slice(2, 10);
    const connection = this.#ports.createConnection(this.#configuration());
    this.#connection = connection;
    this.#negotiation = new Negotiation(connection, {
      polite: this.#ports.polite,
      beforeFirstAnswer: () => this.#fill(),
      send: (description) => {
        this.#ports.sendDescription(description, this.#tags());
        if (description.type === 'offer') this.#awaitAnswer();
      },
      trouble: (error) => this.fire('trouble', error),
    });
    connection.onicecandidate = ({ candidate }) => {
      if (candidate?.type) this.#path.found(candidate.type);
      if (candidate) this.#ports.sendCandidate(wireCandidate(candidate), this.#tags());
    };
    connection.ontrack = (event) => this.fire('track', event);
    connection.ondatachannel = ({ channel }) => this.fire('channel', channel);
    this.#path = new PathWatch(connection, {
      relayOnly: this.#ports.configuration.iceTransportPolicy === 'relay',
      servers: () => this.#configuration().iceServers ?? [],
      pathTimeoutMs: this.#ports.pathTimeoutMs,
      signaling: this.#ports.signaling,
      changed: (state, reason) => this.fire('state', { state, reason }),
      trouble: (error) => this.fire('trouble', error),
    });
    this.#path.describe();
  }

  #rebuild(): void {
    this.#tearDown();
    this.#senders.clear();
    this.#remoteTag = undefined;
    this.#filled = false;
    this.#build();
  }

  #tearDown(): void {
    clearTimeout(this.#answerTimer);
    this.#path.close();
    this.#connection.close();
  }

  /** Adds what this side sends, and the control channel; both sides give that the same number, so neither has to offer it. */
  #fill(): void {
    if (this.#filled) return;
    this.#filled = true;
    clearTimeout(this.#answerTimer);
    for (const kind of this.#tracks.keys()) this.#send(kind);
    this.#openControl();
  }

  #openControl(): void {
    const control = this.#connection.createDataChannel('chat-signal', { negotiated: true, id: 0 });
    this.#control = control;
    control.onopen = () => this.fire('control-open', undefined);
    control.onmessage = ({ data }: MessageEvent<unknown>) => {
      if (typeof data !== 'string' || data.length > controlLimit) return;
      try {
        this.fire('control', JSON.parse(data) as Json);
      } catch (error) {
        this.fire('trouble', error);
      }
    };
  }

  #send(kind: TrackKind): void {
    const source = this.#tracks.get(kind);
    if (!source) return;
    const { track, stream } = source;
    const sender = this.#senders.get(kind);
    if (sender) sender.replaceTrack(track).catch((error: unknown) => this.fire('trouble', error));
    else if (track) this.#senders.set(kind, this.#connection.addTrack(track, ...(stream ? [stream] : [])));
  }

  /** An offer or its answer can get lost with a connection to the server: it is said again until there is an answer. */
  #awaitAnswer(): void {
    this.#waitFor(answerPatienceMillis, () => {
      if (this.#connection.signalingState !== 'have-local-offer') return;
      if (this.#ports.signaling()) this.#negotiation.sayAgain();
      else this.#awaitAnswer();
    });
  }

  #waitFor(millis: number, action: () => void): void {
    clearTimeout(this.#answerTimer);
    this.#answerTimer = setTimeout(() => !this.#closed && action(), millis);
  }

  #configuration(): RTCConfiguration {
    const servers = this.#ports.iceServers().map((server) => ({ ...server, urls: [server.urls].flat() }));
    // One path for everything: a third of the candidates that browsers gather by themselves.
    return { bundlePolicy: 'max-bundle', ...this.#ports.configuration, iceServers: [...servers, ...(this.#ports.configuration.iceServers ?? [])] };
  }

  #tags(): Json {
    return { tag: this.#tag, ...(this.#remoteTag === undefined ? {} : { to: this.#remoteTag }) };
  }
}

function tagsOf(payload: Json | undefined): { tag?: string; to?: string } {
  const { tag, to } = (payload ?? {}) as { tag?: unknown; to?: unknown };
  return { ...(typeof tag === 'string' ? { tag } : {}), ...(typeof to === 'string' ? { to } : {}) };
}

function wireCandidate(candidate: RTCIceCandidate): WireCandidate {
  const { candidate: text, sdpMid, sdpMLineIndex, usernameFragment } = candidate.toJSON();
  return {
    candidate: text ?? '',
    sdpMid: sdpMid ?? null,
    sdpMLineIndex: sdpMLineIndex ?? null,
    usernameFragment: usernameFragment ?? null,
  };
}

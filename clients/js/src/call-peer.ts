import { Emitter } from './emitter.ts';
import { Link, type LinkPorts } from './link.ts';
import type { PathState } from './path.ts';
import { QualityGauge, type PathQuality } from './quality.ts';
import { withoutReserved } from './identity.ts';
import type { Json, PeerInfo } from './wire.ts';

/** What one peer of a call reports. */
export interface CallPeerEvents {
  /** The media path changed, or the words for it did. */
  state: { readonly state: PathState; readonly reason: string };
  /** A picture or a voice to be played. */
  track: { readonly track: MediaStreamTrack; readonly stream: MediaStream };
  /** The peer told its status, as set with `Call.setStatus`. */
  status: Json;
  /** The peer opened a data channel. */
  channel: RTCDataChannel;
}

/** One other member of a call. The object stays the same when the peer loses its id and comes back with another. */
export class CallPeer extends Emitter<CallPeerEvents> {
  #id: string;
  #info: Json | undefined;
  #status: Json | undefined;
  #stream: MediaStream | undefined;
  readonly #gauge = new QualityGauge();
  /** @internal */
  readonly link: Link;

  /** @internal */
  constructor(id: string, info: Json | undefined, ports: LinkPorts) {
    super();
    this.#id = id;
    this.#info = info;
    this.link = new Link(ports);
    this.link.on('state', (change) => this.fire('state', change));
    this.link.on('channel', (channel) => this.fire('channel', channel));
    this.link.on('track', ({ track, streams }) => {
      this.#stream = streams[0] ?? new MediaStream([track]);
      this.fire('track', { track, stream: this.#stream });
    });
    this.link.on('control', (message) => {
      this.#status = message;
      this.fire('status', message);
    });
  }

  /** The peer's id on the server; another one after it was away for too long. */
  get id(): string {
    return this.#id;
  }

  /** What the peer says of itself. */
  get info(): PeerInfo {
    const info = withoutReserved(this.#info);
    return typeof info === 'object' && info !== null && !Array.isArray(info) ? (info as PeerInfo) : {};
  }

  /** How the path to the peer is. */
  get state(): PathState {
    return this.link.state;
  }

  /** The state in a sentence for a person, with the reason and what is missing. */
  get reason(): string {
    return this.link.reason;
  }

  /** What the peer last told of itself with `Call.setStatus`. */
  get status(): Json | undefined {
    return this.#status;
  }

  /** The stream with the peer's tracks, once there is one. */
  get stream(): MediaStream | undefined {
    return this.#stream;
  }

  /** The connection underneath, for statistics. It is another one after the peer reloaded its page. */
  get connection(): RTCPeerConnection {
    return this.link.connection;
  }

  /** How loud the peer is right now, from 0 to 1: whoever is above 0.02 speaks. */
  get audioLevel(): number {
    const receivers = this.connection.getReceivers().filter(({ track }) => track.kind === 'audio');
    return Math.max(0, ...receivers.flatMap((receiver) => receiver.getSynchronizationSources().map(({ audioLevel = 0 }) => audioLevel)));
  }

  /** Round trip, loss and throughput since this was last asked. */
  quality(): Promise<PathQuality> {
    return this.#gauge.read(this.connection);
  }

  /** Opens a data channel; the other side hears of it by its peer's `channel` event. */
  openChannel(label: string, options?: RTCDataChannelInit): RTCDataChannel {
    return this.link.openChannel(label, options);
  }

  /** Looks for another network path now. */
  restart(): void {
    this.link.restart();
  }

  /** @internal */
  becomes(id: string, info: Json | undefined): void {
    this.#id = id;
    this.#info = info;
  }
}

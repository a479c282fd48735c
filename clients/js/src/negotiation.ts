import type { WireCandidate, WireDescription } from './wire.ts';

/** What the negotiation needs from its surroundings. */
export interface NegotiationPorts {
  /** Whether this side gives way when both offer at once. The other side answers the opposite. */
  readonly polite: () => boolean;
  /** Called once, with the first offer applied and no answer made yet: the moment to add what the answer should have. */
  readonly beforeFirstAnswer: () => void;
  readonly send: (description: WireDescription) => void;
  readonly trouble: (error: unknown) => void;
}

const earlyLimit = 200;

/**
 * Perfect negotiation on one RTCPeerConnection (W3C WebRTC, section 10.7): either side may offer at any time; when both do,
 * the polite one takes its own offer back. What comes in is applied one at a time, in order.
 */
export class Negotiation {
  readonly #connection: RTCPeerConnection;
  readonly #ports: NegotiationPorts;
  #offering = false;
  #ignoring = false;
  #answered = false;
  #early: WireCandidate[] = [];
  #queue: Promise<void> = Promise.resolve();

  constructor(connection: RTCPeerConnection, ports: NegotiationPorts) {
    this.#connection = connection;
    this.#ports = ports;
    connection.onnegotiationneeded = () => void this.#offer();
  }

  /** Applies what the other side sent. */
  description(description: WireDescription): Promise<void> {
    return this.#next(() => this.#apply(description));
  }

  /** Applies a candidate, or keeps it until there is a description that it belongs to. */
  candidate(candidate: WireCandidate): Promise<void> {
    return this.#next(() => this.#add(candidate));
  }

  /** Says the open offer once more, in case it or its answer was lost on the way. */
  sayAgain(): void {
    const { signalingState, localDescription } = this.#connection;
    if (signalingState === 'have-local-offer' && localDescription) this.#say(localDescription);
  }

  async #offer(): Promise<void> {
    this.#offering = true;
    try {
      await this.#connection.setLocalDescription();
      const { localDescription } = this.#connection;
      if (localDescription?.type === 'offer') this.#say(localDescription);
    } catch (error) {
      this.#complain(error);
    } finally {
      this.#offering = false;
    }
  }

  async #apply(description: WireDescription): Promise<void> {
    const connection = this.#connection;
    const isOffer = description.type === 'offer';
    // An answer to an offer that was taken back, or a second copy of one.
    if (!isOffer && connection.signalingState === 'stable') return;
    const collides = isOffer && (this.#offering || connection.signalingState !== 'stable');
    this.#ignoring = collides && !this.#ports.polite();
    if (this.#ignoring) return;
    await connection.setRemoteDescription(description as RTCSessionDescriptionInit);
    if (isOffer) await this.#answer();
    // What still doesn't fit belongs to an offer that was ignored or taken back.
    for (const candidate of this.#early.splice(0)) if (this.#fits(candidate)) await this.#add(candidate);
  }

  async #answer(): Promise<void> {
    if (!this.#answered) this.#ports.beforeFirstAnswer();
    this.#answered = true;
    await this.#connection.setLocalDescription();
    if (this.#connection.localDescription) this.#say(this.#connection.localDescription);
  }

  async #add(candidate: WireCandidate): Promise<void> {
    if (!this.#fits(candidate)) {
      if (this.#early.length < earlyLimit) this.#early.push(candidate);
      return;
    }
    try {
      await this.#connection.addIceCandidate(candidate as RTCIceCandidateInit);
    } catch (error) {
      if (!this.#ignoring) this.#complain(error);
    }
  }

  #fits({ usernameFragment }: WireCandidate): boolean {
    const { remoteDescription } = this.#connection;
    return remoteDescription !== null && (!usernameFragment || remoteDescription.sdp.includes(`ice-ufrag:${usernameFragment}`));
  }

  #next(step: () => Promise<void>): Promise<void> {
    this.#queue = this.#queue.then(step).catch((error: unknown) => this.#complain(error));
    return this.#queue;
  }

  #say(description: RTCSessionDescription): void {
    this.#ports.send({ type: description.type, sdp: description.sdp });
  }

  #complain(error: unknown): void {
    if (this.#connection.signalingState !== 'closed') this.#ports.trouble(error);
  }
}

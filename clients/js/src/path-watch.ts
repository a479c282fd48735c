import { describePath, isTurn, unreachableCode, type PathState } from './path.ts';

/** What watching a path needs from the link that it belongs to. */
export interface PathWatchPorts {
  readonly relayOnly: boolean;
  readonly servers: () => readonly Pick<RTCIceServer, 'urls'>[];
  readonly pathTimeoutMs: number;
  readonly signaling: () => boolean;
  readonly changed: (state: PathState, reason: string) => void;
  readonly trouble: (error: unknown) => void;
}

const brokenPatienceMillis = 2500;
const restartsOfBroken = 3;
const restartsOfNew = 1;
const longestPauseMillis = 120_000;

/**
 * The path of one RTCPeerConnection: says in words how it is, and looks for another when it breaks. One that was given up is
 * tried again now and then, since networks change; it stays `failed` until an attempt succeeds.
 *
 * ```
 * connecting ──► connected ◄──► reconnecting
 *     └────────► failed ◄────────────┘        failed ──► connected
 * ```
 */
export class PathWatch {
  readonly #connection: RTCPeerConnection;
  readonly #ports: PathWatchPorts;
  readonly #found = new Set<string>();
  readonly #received = new Set<string>();
  #state: PathState = 'connecting';
  #reason = '';
  #told = '';
  #restarts = 0;
  #everConnected = false;
  #using: string | undefined;
  #serverError: { url: string; code: number } | undefined;
  #closed = false;
  #pauseMillis: number;
  #restartTimer: ReturnType<typeof setTimeout> | undefined;
  #searchTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(connection: RTCPeerConnection, ports: PathWatchPorts) {
    this.#connection = connection;
    this.#ports = ports;
    this.#pauseMillis = ports.pathTimeoutMs * 2;
    connection.onconnectionstatechange = () => this.#pathChanged();
    connection.onicecandidateerror = ({ url, errorCode }) => this.#serverRefused(url, errorCode);
  }

  get state(): PathState {
    return this.#state;
  }

  get reason(): string {
    return this.#reason;
  }

  /** This side has an address of this kind: `host`, `srflx`, `relay`. */
  found(kind: string): void {
    this.#found.add(kind);
  }

  /** The other side has one. */
  received(kind: string): void {
    this.#received.add(kind);
  }

  /** Browsers that find no address at all look for a path for ever. */
  expectPath(): void {
    if (this.#state === 'failed' || this.#closed) return;
    clearTimeout(this.#searchTimer);
    if (this.#connection.connectionState === 'connected') return;
    this.#searchTimer = setTimeout(() => this.#connection.connectionState !== 'connected' && this.#mend(), this.#ports.pathTimeoutMs);
  }

  /** Looks for another path now. */
  restart(): void {
    if (this.#closed) return;
    if (this.#state === 'failed') {
      this.#restarts = 0;
      this.#enter(this.#everConnected ? 'reconnecting' : 'connecting');
    }
    this.#connection.restartIce();
    this.expectPath();
  }

  /** Puts what is known now into words, and says them if they are new. */
  describe(): void {
    this.#reason = describePath({
      state: this.#state,
      servers: this.#ports.servers(),
      relayOnly: this.#ports.relayOnly,
      found: this.#found,
      received: this.#received,
      using: this.#using,
      serverError: this.#serverError,
      answered: this.#connection.remoteDescription !== null,
    });
    const now = `${this.#state} ${this.#reason}`;
    if (now === this.#told) return;
    this.#told = now;
    this.#ports.changed(this.#state, this.#reason);
  }

  close(): void {
    this.#closed = true;
    this.#stopTimers();
  }

  #pathChanged(): void {
    if (this.#closed) return;
    clearTimeout(this.#restartTimer);
    switch (this.#connection.connectionState) {
      case 'connected':
        this.#arrived();
        break;
      case 'disconnected':
        this.#enter('reconnecting');
        this.#restartTimer = setTimeout(() => this.restart(), brokenPatienceMillis);
        break;
      case 'failed':
        this.#mend();
        break;
      default:
        break;
    }
  }

  #arrived(): void {
    this.#stopTimers();
    this.#everConnected = true;
    this.#restarts = 0;
    this.#pauseMillis = this.#ports.pathTimeoutMs * 2;
    this.#enter('connected');
    this.#nameUse().catch(this.#ports.trouble);
  }

  #mend(): void {
    if (this.#state === 'failed') return;
    const limit = this.#everConnected ? restartsOfBroken : restartsOfNew;
    if (this.#restarts >= limit) return this.#giveUp();
    this.#enter(this.#everConnected ? 'reconnecting' : 'connecting');
    // Without signaling nothing can be tried: the link restarts when that is back.
    if (!this.#ports.signaling()) return;
    this.#restarts++;
    this.#connection.restartIce();
    this.expectPath();
  }

  #giveUp(): void {
    this.#enter('failed');
    clearTimeout(this.#searchTimer);
    this.#searchTimer = setTimeout(() => {
      if (this.#ports.signaling()) this.#connection.restartIce();
      this.#pauseMillis = Math.min(this.#pauseMillis * 2, longestPauseMillis);
      this.#giveUp();
    }, this.#pauseMillis);
  }

  /** Each address of this machine asks each server: a refusal says more than a question that got no answer. */
  #serverRefused(url: string, code: number): void {
    if (!isTurn(url) || (code === unreachableCode && this.#serverError)) return;
    this.#serverError = { url, code };
    this.describe();
  }

  async #nameUse(): Promise<void> {
    const using = await localAddressKind(this.#connection);
    if (this.#closed) return;
    this.#using = using;
    this.describe();
  }

  #enter(state: PathState): void {
    this.#state = state;
    this.describe();
  }

  #stopTimers(): void {
    clearTimeout(this.#restartTimer);
    clearTimeout(this.#searchTimer);
  }
}

/** What kind of local address the connection uses. Browsers name the pair in use in one of two places. */
async function localAddressKind(connection: RTCPeerConnection): Promise<string | undefined> {
  const stats = await connection.getStats();
  let selected: string | undefined;
  let nominated: string | undefined;
  stats.forEach((entry: RTCStats & { selectedCandidatePairId?: string; nominated?: boolean; state?: string }) => {
    if (entry.type === 'transport') selected ??= entry.selectedCandidatePairId;
    if (entry.type === 'candidate-pair' && entry.nominated && entry.state === 'succeeded') nominated ??= entry.id;
  });
  const pair = stats.get(selected ?? nominated ?? '') as { localCandidateId?: string } | undefined;
  return (stats.get(pair?.localCandidateId ?? '') as { candidateType?: string } | undefined)?.candidateType;
}

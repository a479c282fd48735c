/** How well the path to a peer carries what is sent, over the time since it was last asked. */
export interface PathQuality {
  /** From here to the peer and back. */
  readonly roundTripMs: number | undefined;
  /** The share of the peer's packets that did not arrive, from 0 to 1. */
  readonly lost: number | undefined;
  /** What went to the peer. */
  readonly sentBitsPerSecond: number | undefined;
  /** What came from it. */
  readonly receivedBitsPerSecond: number | undefined;
}

type Counted = 'packetsReceived' | 'packetsLost' | 'bytesSent' | 'bytesReceived';

interface Snapshot extends Record<Counted, number> {
  readonly at: number;
  readonly roundTripMs: number | undefined;
}

type Entry = RTCStats & { readonly [name in Counted | 'currentRoundTripTime']?: number } & { nominated?: boolean; state?: string };

/** Reads the statistics of one connection at a time. */
export class QualityGauge {
  #before: { connection: RTCPeerConnection; snapshot: Snapshot } | undefined;

  async read(connection: RTCPeerConnection): Promise<PathQuality> {
    const now = await snapshotOf(connection);
    const before = this.#before?.connection === connection ? this.#before.snapshot : undefined;
    this.#before = { connection, snapshot: now };
    const since = (name: Counted): number => Math.max(0, now[name] - (before?.[name] ?? 0));
    const seconds = before ? (now.at - before.at) / 1000 : 0;
    const packets = since('packetsReceived') + since('packetsLost');
    const rate = (bytes: number): number | undefined => (seconds > 0 ? Math.round((bytes * 8) / seconds) : undefined);
    return {
      roundTripMs: now.roundTripMs,
      lost: packets > 0 ? since('packetsLost') / packets : undefined,
      sentBitsPerSecond: rate(since('bytesSent')),
      receivedBitsPerSecond: rate(since('bytesReceived')),
    };
  }
}

async function snapshotOf(connection: RTCPeerConnection): Promise<Snapshot> {
  const sums = { packetsReceived: 0, packetsLost: 0, bytesSent: 0, bytesReceived: 0 };
  let roundTrip: number | undefined;
  let at = 0;
  const add = (entry: Entry, ...names: Counted[]): void => {
    for (const name of names) sums[name] += entry[name] ?? 0;
  };
  (await connection.getStats()).forEach((entry: Entry) => {
    at = Math.max(at, entry.timestamp);
    if (entry.type === 'inbound-rtp') add(entry, 'packetsReceived', 'packetsLost', 'bytesReceived');
    if (entry.type === 'outbound-rtp') add(entry, 'bytesSent');
    if (entry.type === 'candidate-pair' && entry.nominated && entry.state === 'succeeded') roundTrip = entry.currentRoundTripTime ?? roundTrip;
  });
  return { ...sums, at, roundTripMs: roundTrip === undefined ? undefined : Math.round(roundTrip * 1000) };
}

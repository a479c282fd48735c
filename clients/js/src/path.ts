/** How the media path to a peer is. */
export type PathState = 'connecting' | 'connected' | 'reconnecting' | 'failed';

/** What is known about the attempt to find a path. */
export interface PathFacts {
  readonly state: PathState;
  /** The server's STUN and TURN servers and the application's own. */
  readonly servers: readonly Pick<RTCIceServer, 'urls'>[];
  readonly relayOnly: boolean;
  /** Kinds of addresses found on this side: `host`, `srflx`, `relay`. */
  readonly found: ReadonlySet<string>;
  /** Kinds of addresses that the other side sent. */
  readonly received: ReadonlySet<string>;
  /** The kind of the local address in use, once connected. */
  readonly using: string | undefined;
  /** What a TURN server answered instead of an address. */
  readonly serverError: { readonly url: string; readonly code: number } | undefined;
  readonly answered: boolean;
}

/** The browser's own code, among those of the servers, for a server that did not answer. */
export const unreachableCode = 701;

export function isTurn(url: string): boolean {
  return /^turns?:/.test(url);
}

/** The state of a path in a sentence that a person can act on. */
export function describePath(facts: PathFacts): string {
  switch (facts.state) {
    case 'connecting':
      return facts.answered ? `Looking for a network path${describeObstacle(facts)}.` : 'Waiting for the other side to answer.';
    case 'connected':
      return describeUse(facts.using);
    case 'reconnecting':
      return 'The network path broke; looking for another one.';
    case 'failed':
      return `No network path to this peer: ${describeFailure(facts)}.`;
  }
}

/** What is known to be wrong while there is hope yet. */
function describeObstacle(facts: PathFacts): string {
  const refused = facts.serverError !== undefined && facts.serverError.code !== unreachableCode;
  return refused && !facts.found.has('relay') ? `; ${describeTurnTrouble(facts)}` : '';
}

function describeUse(using: string | undefined): string {
  if (using === 'relay') return 'Connected through a TURN server.';
  return using === undefined ? 'Connected.' : 'Connected directly.';
}

function describeFailure(facts: PathFacts): string {
  const turn = facts.servers.some(({ urls }) => [urls].flat().some(isTurn));
  if (!facts.answered) return 'it did not answer';
  if (!turn && facts.relayOnly) return 'only relayed connections are allowed and no TURN server is configured';
  if (!turn) return `${onlyHost(facts.found) ? 'only host candidates' : 'no direct connection works'} and no TURN server is configured`;
  if (!facts.found.has('relay')) return describeTurnTrouble(facts);
  if (facts.received.size === 0) return 'it found no address of its own';
  return 'neither a direct connection nor the TURN server gets through';
}

function describeTurnTrouble({ serverError }: PathFacts): string {
  if (serverError?.code === 401 || serverError?.code === 403) return 'the TURN server refused the credentials';
  if (serverError?.code === unreachableCode || serverError === undefined) return 'the TURN server cannot be reached';
  return `the TURN server answered with error ${serverError.code}`;
}

function onlyHost(found: ReadonlySet<string>): boolean {
  return !found.has('srflx') && !found.has('prflx') && !found.has('relay');
}

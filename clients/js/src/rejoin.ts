import { SignalError } from './errors.ts';
import type { Room } from './room.ts';

/** What became of a room after a connection that could not be recovered. */
export interface Rejoined {
  /** The room's name. */
  readonly room: string;
  /** This peer's id before. */
  readonly previousId: string;
  /** Whether the room was gone and this peer made it anew, and so owns it. */
  readonly created: boolean;
  /** The ids of the other members; none in a room made anew, to which the others come back one by one. */
  readonly peers: readonly string[];
}

interface Requests {
  create(): Promise<unknown>;
  join(): Promise<{ peers: readonly string[] }>;
}

const passing = ['rate_limited', 'unavailable', 'timeout', 'unreachable'];

/**
 * Enters a room again, making it anew where it is gone: the owner at once, a member when the owner
 * has not come back after a while.
 * Settles with `undefined` when it is no longer wanted, and fails with the refusal when there is one.
 */
export async function comeBack(
  before: Room,
  patienceMillis: number,
  wanted: () => boolean,
  requests: Requests,
): Promise<Pick<Rejoined, 'created' | 'peers'> | undefined> {
  const startedAt = Date.now();
  let creates = before.mine;
  for (let pauseMillis = 300; wanted(); pauseMillis = Math.min(pauseMillis * 1.5, 3000)) {
    try {
      if (creates) {
        await requests.create();
        return { created: true, peers: [] };
      }
      const { peers } = await requests.join();
      return { created: false, peers };
    } catch (error) {
      if (!(error instanceof SignalError)) throw error;
      if (!wanted()) return undefined;
      if (creates && error.code === 'conflict') {
        creates = false;
        continue;
      }
      if (error.code === 'not_found') creates = before.mine || Date.now() - startedAt > patienceMillis;
      else if (!passing.includes(error.code)) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, pauseMillis));
  }
  return undefined;
}

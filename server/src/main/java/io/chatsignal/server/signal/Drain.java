package io.chatsignal.server.signal;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Sends all peers away before the server stops. Each is asked to leave at a moment of its own, so
 * that they don't all come to the next server at once; whoever does not understand that is
 * disconnected some time after its moment, as soon as nothing is under way between the two. Owned
 * by the one thread that calls {@link #round}.
 */
public final class Drain {
  /** Enough for the answer to what was asked last. */
  static final Duration SOONEST = Duration.ofMillis(500);

  /** What a client that knows no {@code server-drain} gets beyond its moment. */
  static final Duration PATIENCE = Duration.ofSeconds(2);

  /** How long nothing may have come or gone for nothing to be under way. */
  static final Duration QUIET = Duration.ofSeconds(1);

  /** As many come to the next server in a second, if the time allows that. */
  static final int A_SECOND = 500;

  /** Words that are written in one round. */
  private static final int A_ROUND = 2_000;

  private final Peers peers;
  private final Duration limit;
  private final long startNanos;
  private final long spreadNanos;
  private final int expected;
  private final Map<SignalHandler, Leave> leaves = new HashMap<>();

  /** When a peer is to have left by itself, and when it was last seen not to be quiet. */
  private record Leave(long dueNanos, long lookNanos) {}

  Drain(Peers peers, Duration limit, long startNanos) {
    this.peers = peers;
    this.limit = limit;
    this.startNanos = startNanos;
    this.expected = Math.max(1, peers.size());
    long atThatPace = Duration.ofSeconds(1).multipliedBy(expected).dividedBy(A_SECOND).toNanos();
    this.spreadNanos = Math.min(atThatPace, limit.toNanos() / 2);
  }

  /** Whether the time is up. */
  public boolean isOver(long nowNanos) {
    return nowNanos - startNanos >= limit.toNanos();
  }

  /** Asks those who have not been asked, and sends away those who should have left. */
  public void round(long nowNanos) {
    int asked = 0;
    for (SignalHandler handler : peers.all()) {
      Leave leave = leaves.get(handler);
      if (leave == null) {
        if (asked++ < A_ROUND) {
          leaves.put(handler, ask(handler, nowNanos));
        }
      } else if (nowNanos - leave.lookNanos() >= 0) {
        if (isLate(nowNanos)) {
          handler.letGoWhenIdle();
        } else {
          handler.dismissIfQuiet();
        }
        leaves.put(handler, new Leave(leave.dueNanos(), nowNanos + QUIET.toNanos()));
      }
    }
  }

  /** Whoever talks on and on goes in time to find its session at another node. */
  private boolean isLate(long nowNanos) {
    return nowNanos - startNanos >= limit.toNanos() / 4 * 3;
  }

  private Leave ask(SignalHandler handler, long nowNanos) {
    // Whoever came late, past those who were expected, leaves at the end of the spread.
    double place = Math.min(1, (double) leaves.size() / expected);
    long moment = startNanos + (long) (spreadNanos * place);
    long dueNanos = Math.max(moment, nowNanos + Math.min(SOONEST.toNanos(), limit.toNanos() / 4));
    handler.announceEnd((dueNanos - nowNanos) / 1_000_000);
    return new Leave(dueNanos, dueNanos + PATIENCE.toNanos() - QUIET.toNanos());
  }
}

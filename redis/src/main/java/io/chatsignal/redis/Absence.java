package io.chatsignal.redis;

import java.util.concurrent.TimeUnit;

/**
 * For how long Redis was away lately: what was said before comes so much later. Written by the
 * node's loop, read by any thread.
 */
final class Absence {
  /** Nothing that came before an absence is waited for any more after that. */
  private static final long MEMORY_NANOS = TimeUnit.MINUTES.toNanos(5);

  /** However often it goes away, what is kept for it is forgotten at some time. */
  static final long MOST_NANOS = TimeUnit.MINUTES.toNanos(10);

  /** Shorter ones are within what everything is given anyway. */
  private static final long LEAST_NANOS = TimeUnit.SECONDS.toNanos(1);

  private volatile long thereNanos;
  private volatile long before;
  private long backNanos;

  Absence(long nowNanos) {
    thereNanos = nowNanos;
    backNanos = nowNanos;
  }

  /** Redis is there. To be told several times a second. */
  void end(long nowNanos) {
    long away = nowNanos - thereNanos;
    if (nowNanos - backNanos > MEMORY_NANOS + before) {
      before = 0;
    }
    if (away > LEAST_NANOS) {
      before = Math.min(MOST_NANOS, before + away);
      backNanos = nowNanos;
    }
    thereNanos = nowNanos;
  }

  /** All that was lately, with what goes on, in nanoseconds; ten minutes at most. */
  long lately(long nowNanos) {
    return Math.min(MOST_NANOS, before + Math.max(0, nowNanos - thereNanos));
  }
}

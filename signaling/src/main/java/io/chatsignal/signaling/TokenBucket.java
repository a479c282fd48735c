package io.chatsignal.signaling;

/**
 * Lets events through at a {@link Rate}. Owned by one thread at a time. Instead of tokens it keeps
 * the moment at which the bucket will be full again, so that nothing has to refill it.
 */
final class TokenBucket {
  private static final long SECOND_NANOS = 1_000_000_000L;

  private final boolean off;
  private final long nanosPerToken;
  private final long capacityNanos;
  private long fullAtNanos;

  TokenBucket(Rate rate, long nowNanos) {
    this.off = rate.isOff();
    this.nanosPerToken = off ? 0 : SECOND_NANOS / rate.perSecond();
    this.capacityNanos = nanosPerToken * rate.burst();
    this.fullAtNanos = nowNanos;
  }

  /** Takes one token if there is one. */
  boolean take(long nowNanos) {
    if (off) {
      return true;
    }
    long missingNanos = Math.max(0, fullAtNanos - nowNanos);
    if (missingNanos + nanosPerToken > capacityNanos) {
      return false;
    }
    fullAtNanos = nowNanos + missingNanos + nanosPerToken;
    return true;
  }
}

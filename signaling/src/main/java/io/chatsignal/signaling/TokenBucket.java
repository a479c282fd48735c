package io.chatsignal.signaling;

/**
 * Lets events through at a {@link Rate}. Owned by one thread at a time. Instead of tokens it keeps
 * the moment at which the bucket will be full again, so that nothing has to refill it.
 */
final class TokenBucket {
  private final Rate rate;
  private long fullAtNanos;

  TokenBucket(Rate rate, long nowNanos) {
    this.rate = rate;
    this.fullAtNanos = nowNanos;
  }

  /** Takes one token if there is one. */
  boolean take(long nowNanos) {
    if (rate.isOff()) {
      return true;
    }
    long perToken = rate.nanosPerToken();
    long missingNanos = Math.max(0, fullAtNanos - nowNanos);
    if (missingNanos + perToken > perToken * rate.burst()) {
      return false;
    }
    fullAtNanos = nowNanos + missingNanos + perToken;
    return true;
  }
}

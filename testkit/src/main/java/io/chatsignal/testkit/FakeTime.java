package io.chatsignal.testkit;

import java.time.Duration;

/**
 * A clock that moves when it is told to. It begins one second before the nanoseconds overflow, as a
 * real one may: whoever compares times by {@code <} instead of by their difference fails.
 */
public final class FakeTime {
  private long nanos = Long.MAX_VALUE - Duration.ofSeconds(1).toNanos();

  public long nanos() {
    return nanos;
  }

  public FakeTime advanceMillis(long millis) {
    nanos += Duration.ofMillis(millis).toNanos();
    return this;
  }

  public FakeTime advanceNanos(long more) {
    nanos += more;
    return this;
  }
}

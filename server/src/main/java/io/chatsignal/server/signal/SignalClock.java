package io.chatsignal.server.signal;

import java.util.function.LongSupplier;

/**
 * The times that signaling is told.
 *
 * @param nanos of a clock that only goes forward, for rates and deadlines
 * @param epochSeconds of the clock on the wall, for tokens
 */
public record SignalClock(LongSupplier nanos, LongSupplier epochSeconds) {
  public static SignalClock system() {
    return new SignalClock(System::nanoTime, () -> System.currentTimeMillis() / 1000);
  }

  long nowNanos() {
    return nanos.getAsLong();
  }

  long nowEpochSeconds() {
    return epochSeconds.getAsLong();
  }
}

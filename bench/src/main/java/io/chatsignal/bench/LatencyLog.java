package io.chatsignal.bench;

import org.HdrHistogram.Histogram;
import org.HdrHistogram.SingleWriterRecorder;

/**
 * Latencies in nanoseconds, from 1 µs to 5 minutes with three digits; one loop writes, one thread
 * reads.
 */
final class LatencyLog {
  private static final long LOWEST_NANOS = 1_000;
  private static final long HIGHEST_NANOS = 300_000_000_000L;
  private static final int DIGITS = 3;

  private final SingleWriterRecorder recorder =
      new SingleWriterRecorder(LOWEST_NANOS, HIGHEST_NANOS, DIGITS);

  static Histogram empty() {
    return new Histogram(LOWEST_NANOS, HIGHEST_NANOS, DIGITS);
  }

  void record(long nanos) {
    recorder.recordValue(Math.clamp(nanos, 0, HIGHEST_NANOS));
  }

  /** Adds what was recorded since the last call. */
  void drainInto(Histogram sum) {
    sum.add(recorder.getIntervalHistogram());
  }
}

package io.chatsignal.transport;

import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/**
 * Counts durations by their size. The bounds of the buckets double, so that finding one takes no
 * search. Any thread may use it; to record costs two additions.
 */
public final class DurationHistogram {
  /** The first bucket ends at 2⁴ microseconds, the last but one at 2²⁴, which is 17 seconds. */
  private static final int FIRST_BIT = 4;

  private static final int BUCKETS = 22;

  private final LongAdder[] counts =
      Stream.generate(LongAdder::new).limit(BUCKETS).toArray(LongAdder[]::new);
  private final LongAdder sumNanos = new LongAdder();

  public void record(long nanos) {
    long micros = (Math.max(nanos, 1) - 1) / 1000;
    int bits = Long.SIZE - Long.numberOfLeadingZeros(micros);
    counts[Math.clamp(bits - FIRST_BIT, 0, BUCKETS - 1)].increment();
    sumNanos.add(Math.max(nanos, 0));
  }

  public int buckets() {
    return BUCKETS;
  }

  /** What the bucket holds at most, in seconds; the last one has no bound. */
  public double boundSeconds(int bucket) {
    return bucket == BUCKETS - 1 ? Double.POSITIVE_INFINITY : (1 << (bucket + FIRST_BIT)) / 1e6;
  }

  public long count(int bucket) {
    return counts[bucket].sum();
  }

  public double sumSeconds() {
    return sumNanos.sum() / 1e9;
  }
}

package io.chatsignal.bench;

import java.util.List;

/** Who sends when, and which latencies count. */
sealed interface Traffic permits ClosedLoop, FixedRate {
  void begin(List<Lane> lanes, long nowNanos, Window window);

  /**
   * The candidate of that number has come to the end of the lane; {@code back} goes the other way.
   */
  void arrived(Lane lane, long number, Lane back, long nowNanos);

  /** Sends what is due; returns when to ask again. */
  long tick(long nowNanos);

  void stop(long nowNanos);
}

package io.chatsignal.bench;

import java.util.List;

/**
 * Candidates at fixed times, whatever the server does. Each latency counts from the time at which
 * the candidate was due, not from when it could be sent: a server that stalls for a second has made
 * a second's worth of them late, and all of these are in the histogram.
 */
final class FixedRate implements Traffic {
  // So that a loop that has fallen behind still reads what comes in.
  private static final int MOST_IN_ONE_TURN = 64;
  private static final long SELDOM_NANOS = 1_000_000_000;

  private final LatencyLog log;
  private final LatencyLog lateness;
  private final double intervalNanos;
  private final long tickNanos;
  private List<Lane> lanes = List.of();
  private Window window = new Window(0, 0);
  private long startNanos;
  private long next;
  private boolean running;

  /**
   * @param lateness how much after its due time the generator itself got to a candidate
   * @param tickNanos candidates that fall into one tick are due together at its start: a wake-up
   *     for each would cost more than the candidate
   */
  FixedRate(LatencyLog log, LatencyLog lateness, double ratePerSecond, long tickNanos) {
    this.log = log;
    this.lateness = lateness;
    intervalNanos = 1e9 / ratePerSecond;
    this.tickNanos = tickNanos;
  }

  @Override
  public void begin(List<Lane> senders, long nowNanos, Window measured) {
    lanes = senders;
    window = measured;
    startNanos = nowNanos;
    running = !senders.isEmpty();
    for (int i = 0; i < senders.size(); i++) {
      senders.get(i).index(i);
    }
  }

  private long dueNanos(long position) {
    long exact = (long) (position * intervalNanos);
    return startNanos + exact - exact % tickNanos;
  }

  @Override
  public long tick(long nowNanos) {
    if (!running) {
      return nowNanos + SELDOM_NANOS;
    }
    for (int sent = 0; sent < MOST_IN_ONE_TURN; sent++) {
      long due = dueNanos(next);
      if (due - nowNanos > 0) {
        return due;
      }
      sendNext(due, nowNanos);
    }
    return nowNanos;
  }

  private void sendNext(long due, long nowNanos) {
    if (window.covers(due)) {
      lateness.record(nowNanos - due);
    }
    Lane lane = lanes.get((int) (next % lanes.size()));
    next++;
    lane.owe();
    lane.pay();
  }

  @Override
  public void arrived(Lane lane, long number, Lane back, long nowNanos) {
    long due = dueNanos(number * lanes.size() + lane.index());
    if (window.covers(due)) {
      log.record(nowNanos - due);
    }
  }

  /** What was due in the window goes out still, so that a generator that is late hides nothing. */
  @Override
  public void stop(long nowNanos) {
    while (running && dueNanos(next) - window.toNanos() < 0) {
      sendNext(dueNanos(next), nowNanos);
    }
    running = false;
  }
}

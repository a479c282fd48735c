package io.chatsignal.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * Each pair keeps a number of candidates in flight: whoever gets one sends one back. Tells what a
 * message costs; its latencies are those of a load that waits for the server.
 */
final class ClosedLoop implements Traffic {
  private static final long SELDOM_NANOS = 1_000_000_000;

  private final LatencyLog log;
  private final int inFlight;
  private final List<long[]> sentNanos = new ArrayList<>();
  private Window window = new Window(0, 0);
  private boolean running;

  ClosedLoop(LatencyLog log, int inFlight) {
    this.log = log;
    this.inFlight = inFlight;
  }

  @Override
  public void begin(List<Lane> lanes, long nowNanos, Window measured) {
    window = measured;
    running = true;
    for (Lane lane : lanes) {
      lane.index(sentNanos.size());
      // A lane may hold all that its pair has in flight.
      sentNanos.add(new long[inFlight]);
    }
    for (int i = 0; i < lanes.size(); i += 2) {
      for (int n = 0; n < inFlight; n++) {
        send(lanes.get(i), nowNanos);
      }
    }
  }

  private void send(Lane lane, long nowNanos) {
    long number = lane.send();
    sentNanos.get(lane.index())[(int) (number % inFlight)] = nowNanos;
  }

  @Override
  public void arrived(Lane lane, long number, Lane back, long nowNanos) {
    long sent = sentNanos.get(lane.index())[(int) (number % inFlight)];
    if (window.covers(sent)) {
      log.record(nowNanos - sent);
    }
    if (running) {
      send(back, nowNanos);
    }
  }

  @Override
  public long tick(long nowNanos) {
    return nowNanos + SELDOM_NANOS;
  }

  @Override
  public void stop(long nowNanos) {
    running = false;
  }
}

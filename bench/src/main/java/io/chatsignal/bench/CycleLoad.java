package io.chatsignal.bench;

import java.util.concurrent.atomic.AtomicLong;

/** Cycles from the first SYN to the last goodbye, a number of them side by side. */
final class CycleLoad implements Load {
  private final Site site;
  private final String roomPrefix;
  private final int slots;
  private final AtomicLong live = new AtomicLong();
  private Window window = new Window(0, 0);
  private boolean running;
  private long rooms;

  CycleLoad(Site site, int slots, String roomPrefix) {
    this.site = site;
    this.slots = slots;
    this.roomPrefix = roomPrefix;
  }

  @Override
  public void open() {
    // Opening is what is measured.
  }

  @Override
  public void begin(Window measured) {
    window = measured;
    running = true;
    for (int i = 0; i < slots; i++) {
      next();
    }
  }

  private void next() {
    if (!running) {
      return;
    }
    long start = site.loop().nowNanos();
    live.incrementAndGet();
    if (site.plan().scenario() == Scenario.CHURN) {
      new Pair(site, roomPrefix + rooms++, new RoomCycle(start));
    } else {
      new Peer(site, new PeerCycle(start));
    }
  }

  private void ended(long start, String reason) {
    live.decrementAndGet();
    long now = site.loop().nowNanos();
    if (reason.isEmpty()) {
      site.tally().operations.increment();
      if (window.covers(start)) {
        site.operations().record(now - start);
      }
      // Not from inside the end of the last one, which has callers.
      site.loop().post(this::next);
    } else {
      site.tally().error(reason);
      // With the next sweep: a server that refuses at once is not to be asked in a tight loop.
      site.loop().waits().await(new Object(), now, this::next);
    }
  }

  private final class PeerCycle implements Peer.Role {
    private final long start;

    PeerCycle(long start) {
      this.start = start;
    }

    @Override
    public void authenticated(Peer peer) {
      peer.leave();
    }

    @Override
    public void heard(Peer peer, Message message) {
      // Too late to matter.
    }

    @Override
    public void closed(Peer peer, String reason) {
      ended(start, reason);
    }
  }

  private final class RoomCycle implements Pair.Purpose {
    private final long start;

    RoomCycle(long start) {
      this.start = start;
    }

    @Override
    public void ready(Pair pair) {
      pair.joinerLeaves();
    }

    @Override
    public void acknowledged(Pair pair) {
      pair.leave();
    }

    @Override
    public void closed(Pair pair, String reason) {
      ended(start, reason);
    }
  }

  @Override
  public void stop() {
    running = false;
  }

  @Override
  public long underWay() {
    return live.get();
  }

  @Override
  public void close() {
    site.tally().error("cycle never ended", live.get());
  }
}

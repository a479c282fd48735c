package io.chatsignal.transport;

import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Looks at everything of one event loop that has a deadline, a few times per shortest deadline. One
 * timer for all: a connection costs a slot in a list instead of a timer that is moved at each
 * packet.
 */
final class Sweeper {
  /** Something with a deadline. It remembers its slot, so that it can leave at once. */
  abstract static class Entry {
    private int slot = -1;

    abstract void tick(long nowNanos);
  }

  private final List<Entry> entries = new ArrayList<>();
  private final EventLoop loop;
  private final long periodNanos;
  private final DurationHistogram lag;

  /** When the loop last came round. */
  private volatile long sweptNanos;

  private @Nullable Future<?> timer;

  /**
   * @param lag learns how late the loop is each time
   */
  Sweeper(EventLoop loop, long periodNanos, DurationHistogram lag) {
    this.loop = loop;
    this.periodNanos = periodNanos;
    this.lag = lag;
  }

  void start() {
    sweptNanos = System.nanoTime();
    timer =
        loop.scheduleWithFixedDelay(this::sweep, periodNanos, periodNanos, TimeUnit.NANOSECONDS);
  }

  /** How long the loop has not come round, beyond what was planned. Any thread. */
  long lateNanos(long nowNanos) {
    return Math.max(0, nowNanos - sweptNanos - periodNanos);
  }

  void stop() {
    if (timer != null) {
      timer.cancel(false);
    }
  }

  void add(Entry entry) {
    if (entry.slot < 0) {
      entry.slot = entries.size();
      entries.add(entry);
    }
  }

  void remove(Entry entry) {
    int slot = entry.slot;
    if (slot < 0) {
      return;
    }
    Entry last = entries.removeLast();
    if (last != entry) {
      entries.set(slot, last);
      last.slot = slot;
    }
    entry.slot = -1;
  }

  /** What is watched now; a copy. */
  List<Entry> entries() {
    return List.copyOf(entries);
  }

  /** From the end, so that an entry which leaves puts a visited one into its slot. */
  private void sweep() {
    long now = System.nanoTime();
    lag.record(lateNanos(now));
    for (int i = entries.size() - 1; i >= 0; i--) {
      if (i < entries.size()) {
        tick(entries.get(i), now);
      }
    }
    sweptNanos = System.nanoTime();
  }

  /**
   * One entry's defect must not end the timer of all. Other languages throw checked exceptions
   * where Java wouldn't let them.
   */
  private static void tick(Entry entry, long now) {
    try {
      entry.tick(now);
    } catch (Throwable e) {
      EngineServer.LOG.error("{} failed at its deadlines", entry, e);
    }
  }
}

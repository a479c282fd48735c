package io.chatsignal.transport;

import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Looks at everything of one event loop that has a deadline, a few times per shortest deadline. One
 * timer for all: a connection costs a slot in a list instead of a timer that is moved at each
 * packet.
 */
final class Sweeper {
  /**
   * Something with a deadline. It remembers its slot, so that it can leave at once. One that rests
   * is passed over without a look at anything behind it: what costs most in a sweep is memory that
   * no cache holds.
   */
  abstract static class Entry {
    private int slot = -1;
    private boolean resting;
    private long restUntilNanos;

    abstract void tick(long nowNanos);

    /** Nothing of it is due before then, unless it wakes. */
    final void rest(long untilNanos) {
      resting = true;
      restUntilNanos = untilNanos;
    }

    /** Something has happened that may have brought it a deadline. */
    final void wake() {
      resting = false;
    }

    private boolean isResting(long nowNanos) {
      return resting && nowNanos - restUntilNanos < 0;
    }
  }

  /** How long a sweep may hold up its loop at a time, and how often it looks at the clock. */
  private static final long TURN_NANOS = 200_000;

  private static final int TURN_CHECK = 4;

  /**
   * How long others go first then, so that a twentieth of the loop is for deadlines: ending a
   * connection costs as much again when its client closes, and again when that comes back.
   */
  private static final long PAUSE_NANOS = 4_000_000;

  /** The same for a sweep that takes longer than a period: heartbeats wait for it as well. */
  private static final long SHORT_PAUSE_NANOS = 1_000_000;

  private final List<Entry> entries = new ArrayList<>();
  private final EventLoop loop;
  private final long periodNanos;
  private final DurationHistogram lag;
  private final LongSupplier clock;

  /** When the loop last came round, to a sweep or to a part of one. */
  private volatile long sweptNanos;

  private volatile @Nullable Future<?> timer;

  private volatile boolean stopped;

  /**
   * @param lag learns how late the loop is each time
   */
  Sweeper(EventLoop loop, long periodNanos, DurationHistogram lag) {
    this(loop, periodNanos, lag, System::nanoTime);
  }

  Sweeper(EventLoop loop, long periodNanos, DurationHistogram lag, LongSupplier clock) {
    this.loop = loop;
    this.periodNanos = periodNanos;
    this.lag = lag;
    this.clock = clock;
  }

  void start() {
    sweptNanos = clock.getAsLong();
    again(this::sweep, periodNanos);
  }

  private void again(Runnable step, long nanos) {
    if (!stopped) {
      timer = loop.schedule(step, nanos, TimeUnit.NANOSECONDS);
    }
  }

  /** How long the loop has not come round, beyond what was planned. Any thread. */
  long lateNanos(long nowNanos) {
    return Math.max(0, nowNanos - sweptNanos - periodNanos);
  }

  void stop() {
    stopped = true;
    Future<?> last = timer;
    if (last != null) {
      last.cancel(false);
    }
  }

  void add(Entry entry) {
    if (entry.slot < 0) {
      entry.wake();
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

  private void sweep() {
    long now = clock.getAsLong();
    lag.record(lateNanos(now));
    sweepOn(entries.size() - 1, now);
  }

  /**
   * Goes on from a slot downwards, so that an entry which leaves puts a visited one into its place.
   * Where thousands are to be ended at once, those who talk get their turns in between.
   */
  private void sweepOn(int from, long begunNanos) {
    long start = clock.getAsLong();
    sweptNanos = start;
    for (int i = from; i >= 0; i--) {
      if (i < entries.size()) {
        tick(entries.get(i), start);
      }
      if (i % TURN_CHECK == 0 && clock.getAsLong() - start > TURN_NANOS) {
        int next = i - 1;
        again(
            () -> sweepOn(next, begunNanos),
            start - begunNanos < periodNanos ? PAUSE_NANOS : SHORT_PAUSE_NANOS);
        return;
      }
    }
    sweptNanos = clock.getAsLong();
    again(this::sweep, periodNanos);
  }

  /**
   * One entry's defect must not end the timer of all. Other languages throw checked exceptions
   * where Java wouldn't let them.
   */
  private static void tick(Entry entry, long now) {
    if (entry.isResting(now)) {
      return;
    }
    try {
      entry.tick(now);
    } catch (Throwable e) {
      EngineServer.LOG.error("{} failed at its deadlines", entry, e);
    }
  }
}

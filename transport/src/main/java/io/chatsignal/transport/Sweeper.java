package io.chatsignal.transport;

import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Looks at everything that has a deadline, a few times per shortest deadline. One timer for all: a
 * connection costs a slot in a list instead of a timer that is moved at each packet. Owned by one
 * event loop.
 */
final class Sweeper {
  /**
   * Something with a deadline. It remembers where it stands, so that it can leave at once. One that
   * rests is passed over without a look at anything behind it: what costs most in a sweep is memory
   * that no cache holds.
   */
  abstract static class Entry {
    private @Nullable Sweeper sweeper;
    private int slot;
    private boolean resting;
    private long restUntilNanos;

    abstract void tick(long nowNanos);

    /** Is no longer looked at, if it was. */
    final void leave() {
      if (sweeper != null) {
        sweeper.remove(this);
      }
    }

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

  /** Who waits for whom where many deadlines have passed. */
  interface Pace {
    /**
     * Of those who talk. A twentieth of the loop is for deadlines; a sweep that takes longer than a
     * period hurries, as heartbeats wait for it as well.
     */
    Pace MEMBERS =
        (_, sinceNanos, periodNanos) -> sinceNanos < periodNanos ? 4_000_000 : SHORTEST_PAUSE_NANOS;

    /**
     * Of those who have yet to say who they are. Whoever opened thousands of connections at once
     * has them ended over as long a time as they had: each costs as much again when its client
     * closes, and again when that comes back at once, which would be felt by those who talk. One
     * that becomes due when a sweep has just passed it waits for that sweep and for its own.
     */
    Pace STRANGERS =
        (entries, _, periodNanos) ->
            Math.clamp(
                PERIODS_PER_DEADLINE * periodNanos / (1 + entries / TURN_CHECK),
                SHORTEST_PAUSE_NANOS,
                LONGEST_PAUSE_NANOS);

    /**
     * How long others go first after a turn.
     *
     * @param entries how many there were when the sweep began
     * @param sinceNanos how long the sweep has taken so far
     */
    long pauseNanos(int entries, long sinceNanos, long periodNanos);
  }

  /** How often the shortest of all deadlines is looked at. */
  static final int PERIODS_PER_DEADLINE = 10;

  /** How long a sweep may hold up its loop at a time, and how often it looks at the clock. */
  private static final long TURN_NANOS = 200_000;

  private static final int TURN_CHECK = 4;
  private static final long SHORTEST_PAUSE_NANOS = 1_000_000;
  private static final long LONGEST_PAUSE_NANOS = 20_000_000;

  private final List<Entry> entries = new ArrayList<>();
  private final EventLoop loop;
  private final long periodNanos;
  private final Pace pace;
  private final LongConsumer lag;
  private final LongSupplier clock;

  /** When the loop last came round, to a sweep or to a part of one. */
  private volatile long sweptNanos;

  private volatile @Nullable Future<?> timer;

  private volatile boolean stopped;

  /**
   * @param lag learns how late the loop is each time, in nanoseconds
   */
  Sweeper(EventLoop loop, long periodNanos, Pace pace, LongConsumer lag) {
    this(loop, periodNanos, pace, lag, System::nanoTime);
  }

  Sweeper(EventLoop loop, long periodNanos, Pace pace, LongConsumer lag, LongSupplier clock) {
    this.loop = loop;
    this.periodNanos = periodNanos;
    this.pace = pace;
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

  /** Looks at {@code entry} from now on, and nobody else does. */
  void add(Entry entry) {
    if (entry.sweeper != this) {
      entry.leave();
      entry.wake();
      entry.sweeper = this;
      entry.slot = entries.size();
      entries.add(entry);
    }
  }

  private void remove(Entry entry) {
    Entry last = entries.removeLast();
    if (last != entry) {
      entries.set(entry.slot, last);
      last.slot = entry.slot;
    }
    entry.sweeper = null;
  }

  /** What is watched now; a copy. */
  List<Entry> entries() {
    return List.copyOf(entries);
  }

  private void sweep() {
    long now = clock.getAsLong();
    lag.accept(lateNanos(now));
    sweepOn(entries.size() - 1, entries.size(), now);
  }

  /**
   * Goes on from a slot downwards, so that an entry which leaves puts a visited one into its place.
   * Where thousands are to be ended at once, those who talk get their turns in between.
   */
  private void sweepOn(int from, int entriesThen, long begunNanos) {
    long start = clock.getAsLong();
    sweptNanos = start;
    for (int i = from; i >= 0; i--) {
      if (i < entries.size()) {
        tick(entries.get(i), start);
      }
      if (i % TURN_CHECK == 0 && clock.getAsLong() - start > TURN_NANOS) {
        int next = i - 1;
        again(
            () -> sweepOn(next, entriesThen, begunNanos),
            pace.pauseNanos(entriesThen, start - begunNanos, periodNanos));
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

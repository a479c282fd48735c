package io.chatsignal.bench;

import java.io.IOException;
import java.nio.channels.Selector;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Wakes a selector at a time finer than its own milliseconds. Sleeps while the loop needs no such
 * time, so that only the open loop pays for it.
 */
final class Waker implements AutoCloseable {
  private static final long NEVER = Long.MAX_VALUE;
  // Below this the loop may as well go round again: parking costs as much.
  private static final long SHORTEST_NANOS = 20_000;
  private static final long COARSE_NANOS = 3_000_000;

  private final Selector selector;
  private final Thread thread;
  private final AtomicLong wakeAt = new AtomicLong(NEVER);
  private volatile boolean closed;

  Waker(Selector selector, String name) {
    this.selector = selector;
    thread = Thread.ofPlatform().name(name).daemon().start(this::run);
  }

  /** Called by the loop before it sleeps. */
  void wakeIn(long nanos) {
    if (nanos < COARSE_NANOS) {
      long at = System.nanoTime() + Math.max(nanos, SHORTEST_NANOS);
      if (wakeAt.getAndSet(at) == NEVER) {
        LockSupport.unpark(thread);
      }
    }
  }

  private void run() {
    refineTimer();
    while (!closed) {
      long at = wakeAt.get();
      if (at == NEVER) {
        LockSupport.park(this);
      } else if (at - System.nanoTime() > 0) {
        LockSupport.parkNanos(this, at - System.nanoTime());
      } else if (wakeAt.compareAndSet(at, NEVER)) {
        selector.wakeup();
      }
    }
  }

  /** Linux lets a thread's timers be 50 µs late, unless it asks for better. */
  private static void refineTimer() {
    try {
      Files.writeString(Path.of("/proc/thread-self/timerslack_ns"), "1");
    } catch (IOException e) {
      // Then the lateness is a little larger, and the report says how large.
    }
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
  }
}

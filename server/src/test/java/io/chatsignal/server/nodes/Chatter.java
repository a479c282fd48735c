package io.chatsignal.server.nodes;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Keeps rooms busy: whoever is told to says something to all the others, over and over. */
final class Chatter implements AutoCloseable {
  private static final long EVERY_MILLIS = 100;

  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().factory());
  private final AtomicLong said = new AtomicLong();

  void shout(Caller caller, String room) {
    timer.scheduleAtFixedRate(
        () -> caller.shout(room, "chatter" + said.incrementAndGet()),
        EVERY_MILLIS,
        EVERY_MILLIS,
        TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}

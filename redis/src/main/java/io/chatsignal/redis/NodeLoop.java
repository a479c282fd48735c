package io.chatsignal.redis;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that owns everything a node knows of the others: rooms, outboxes, its lease. It
 * never waits for anything, and whatever comes in from elsewhere is handed to it.
 */
final class NodeLoop implements Executor {
  private static final Logger LOG = LoggerFactory.getLogger(NodeLoop.class);

  private final ScheduledThreadPoolExecutor thread =
      new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().name("redis-node").daemon().factory());

  NodeLoop() {
    thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    thread.setContinueExistingPeriodicTasksAfterShutdownPolicy(false);
  }

  /** Any thread; tasks of one thread run in order. */
  @Override
  public void execute(Runnable task) {
    try {
      thread.execute(() -> runSafely(task));
    } catch (RejectedExecutionException e) {
      // The node has closed: nobody is left to do it.
    }
  }

  void later(long millis, Runnable task) {
    try {
      thread.schedule(() -> runSafely(task), millis, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      // As above.
    }
  }

  void every(long millis, Runnable task) {
    thread.scheduleWithFixedDelay(() -> runSafely(task), millis, millis, TimeUnit.MILLISECONDS);
  }

  private static void runSafely(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      LOG.error("a task of the node failed", e);
    }
  }

  void stop() {
    thread.shutdown();
  }
}

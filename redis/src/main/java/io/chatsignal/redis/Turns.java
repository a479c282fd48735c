package io.chatsignal.redis;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;

/**
 * Lets so many commands be on their way to Redis at once; the others wait for their turn. Owned by
 * the node's loop.
 */
final class Turns {
  private final Executor loop;
  private final Deque<Runnable> waiting = new ArrayDeque<>();
  private int free;

  Turns(Executor loop, int most) {
    this.loop = loop;
    this.free = most;
  }

  /** Runs the task as soon as one more command may be on its way. */
  void whenFree(Runnable task) {
    if (free > 0) {
      free--;
      task.run();
    } else {
      waiting.add(task);
    }
  }

  /** One that was on its way isn't any more. */
  void free() {
    Runnable next = waiting.poll();
    if (next == null) {
      free++;
    } else {
      loop.execute(next);
    }
  }
}

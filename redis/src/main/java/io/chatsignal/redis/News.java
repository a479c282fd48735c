package io.chatsignal.redis;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/**
 * Whether there may be news of a room in Redis, and who waits to know. Only what was asked later
 * than it was wanted counts: an answer may be older than what somebody has seen meanwhile. Owned by
 * the node's loop.
 */
final class News {
  private record Looker(long wanted, Consumer<Boolean> looked) {}

  private final Deque<Looker> lookers = new ArrayDeque<>(1);

  /** How often they were wanted; how many of these were so when Redis was asked, and answered. */
  private long wanted;

  private long asked;
  private long answered;

  void want() {
    wanted++;
  }

  /** Tells with true that all news are here that there are now, or with false that nobody knows. */
  void want(Consumer<Boolean> looked) {
    want();
    lookers.add(new Looker(wanted, looked));
  }

  /** Redis is being asked. */
  void ask() {
    asked = wanted;
  }

  /** What it was asked last is here. */
  void come() {
    answered = asked;
    for (Looker next = lookers.peek(); next != null; next = lookers.peek()) {
      if (next.wanted() > answered) {
        break;
      }
      lookers.remove().looked().accept(true);
    }
  }

  /** Nobody will be told any more. */
  void giveUp() {
    while (!lookers.isEmpty()) {
      lookers.remove().looked().accept(false);
    }
  }

  boolean areDue() {
    return answered < wanted;
  }

  /** Whether nobody waits for them. */
  boolean isIdle() {
    return lookers.isEmpty();
  }
}

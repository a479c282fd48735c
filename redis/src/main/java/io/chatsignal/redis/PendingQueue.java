package io.chatsignal.redis;

import io.chatsignal.signaling.Rejection;
import io.chatsignal.signaling.Step;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Commands for one room in the order in which they came. */
final class PendingQueue {
  /** So many commands are written at once. */
  private static final int MOST_AT_ONCE = 32;

  private final Deque<Pending> waiting = new ArrayDeque<>(1);

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  void add(Pending pending) {
    waiting.add(pending);
  }

  /** Puts them before all others, in their order. */
  void putFirst(List<Pending> all) {
    all.reversed().forEach(waiting::addFirst);
  }

  void fill(Attempt attempt) {
    while (!waiting.isEmpty() && attempt.size() < MOST_AT_ONCE) {
      attempt.add(waiting.remove());
    }
  }

  void refuseThoseDueAt(long nowNanos) {
    List<Pending> late = waiting.stream().filter(each -> each.isDueAt(nowNanos)).toList();
    waiting.removeAll(late);
    late.forEach(PendingQueue::refuse);
  }

  void refuseAll() {
    List<Pending> all = List.copyOf(waiting);
    waiting.clear();
    all.forEach(PendingQueue::refuse);
  }

  private static void refuse(Pending pending) {
    pending.settle(new Step.Refused(Rejection.UNAVAILABLE));
  }
}

package io.chatsignal.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Steps that must be done by a time. Swept now and then: a late notice costs nothing here. */
final class Waits {
  private record Wait(long dueNanos, Runnable expired) {}

  private final Map<Object, Wait> waits = new LinkedHashMap<>();

  /** Replaces what the same owner waited for before. */
  void await(Object owner, long dueNanos, Runnable expired) {
    waits.put(owner, new Wait(dueNanos, expired));
  }

  void done(Object owner) {
    waits.remove(owner);
  }

  void sweep(long nowNanos) {
    List<Map.Entry<Object, Wait>> overdue = new ArrayList<>();
    for (Map.Entry<Object, Wait> entry : waits.entrySet()) {
      if (entry.getValue().dueNanos() - nowNanos <= 0) {
        overdue.add(entry);
      }
    }
    for (Map.Entry<Object, Wait> entry : overdue) {
      if (waits.remove(entry.getKey(), entry.getValue())) {
        entry.getValue().expired().run();
      }
    }
  }
}

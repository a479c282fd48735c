package io.chatsignal.redis;

import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** Steps of a room that other nodes have made, and that wait for those before them. */
final class EarlySteps {
  private static final int MOST = 256;

  private final TreeMap<Long, String> steps = new TreeMap<>();

  void add(long first, List<String> entries) {
    for (int i = 0; i < entries.size() && steps.size() < MOST; i++) {
      steps.put(first + i, entries.get(i));
    }
  }

  /** The step that follows upon that version, if it is here. */
  Optional<String> after(long version) {
    steps.headMap(version, true).clear();
    return Optional.ofNullable(steps.remove(version + 1));
  }

  boolean isEmpty() {
    return steps.isEmpty();
  }
}

package io.chatsignal.redis;

import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Steps of a room that other nodes have made, and that wait for those before them. */
final class EarlySteps {
  private static final int MOST = 256;

  private final TreeMap<Long, String> steps = new TreeMap<>();

  void add(long first, List<String> entries) {
    for (int i = 0; i < entries.size() && steps.size() < MOST; i++) {
      steps.put(first + i, entries.get(i));
    }
  }

  /** Hands over each step that follows upon the version which the one before it has made. */
  void handOver(LongSupplier version, Consumer<String> taker) {
    for (String next = after(version.getAsLong());
        next != null;
        next = after(version.getAsLong())) {
      taker.accept(next);
    }
  }

  private @Nullable String after(long version) {
    steps.headMap(version, true).clear();
    return steps.remove(version + 1);
  }

  boolean isEmpty() {
    return steps.isEmpty();
  }
}

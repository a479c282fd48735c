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

  /** Whether some have come since Redis was asked last. */
  private boolean unasked;

  void add(long first, List<String> entries) {
    unasked = true;
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

  /** Redis is being asked for those before them. */
  void ask() {
    unasked = false;
  }

  /**
   * Has those before them asked for. Steps are in Redis before anybody hears of them, so if its
   * answer did not lead up to them, it has lost them, and they are void.
   */
  void askIfAnyAreLeft(Runnable want) {
    if (!unasked) {
      steps.clear();
    }
    if (!steps.isEmpty()) {
      want.run();
    }
  }
}

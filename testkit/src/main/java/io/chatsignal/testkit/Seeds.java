package io.chatsignal.testkit;

import java.util.Random;
import java.util.function.Consumer;

/**
 * Random tests that can be repeated. The seeds are the same in every build; {@code
 * -Dtestkit.seed=N} begins elsewhere and {@code -Dtestkit.runs=N} goes on for longer.
 */
public final class Seeds {
  private Seeds() {}

  /** Runs the test with {@code runs} seeds; what fails says with which one. */
  public static void run(int runs, Consumer<Random> test) {
    long first = Long.getLong("testkit.seed", 1);
    int count = Integer.getInteger("testkit.runs", runs);
    for (long seed = first; seed < first + count; seed++) {
      try {
        test.accept(new Random(seed));
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("with -Dtestkit.seed=" + seed + ": " + e.getMessage(), e);
      }
    }
  }
}

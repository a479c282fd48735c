package io.chatsignal.bench;

import java.time.Duration;

/** One run, checked. */
record Plan(Target target, String appToken, Scenario scenario, Load load, Phases phases) {
  Plan {
    if (scenario.inPairs() && load.connections() % 2 != 0) {
      throw new IllegalArgumentException(
          "the scenario "
              + scenario.word()
              + " works in pairs: give an even number of connections");
    }
    if (scenario == Scenario.OPEN && load.ratePerSecond() <= 0) {
      throw new IllegalArgumentException("the scenario open needs --rate, relays per second");
    }
  }

  /**
   * How much of it.
   *
   * @param ratePerSecond relays a second over all connections; only the open loop has one
   * @param window candidates that a pair keeps in flight in the closed loop
   * @param grown bytes by which a candidate is longer than a usual one
   * @param opening connections that may be on their way to {@code auth-accept} at one time
   * @param threads event loops of the generator
   */
  record Load(
      int connections, double ratePerSecond, int window, int grown, int opening, int threads) {
    Load {
      atLeast(1, connections, "connections");
      atLeast(1, window, "window");
      atLeast(0, grown, "grown");
      atLeast(1, opening, "opening");
      atLeast(1, threads, "threads");
      if (!Double.isFinite(ratePerSecond) || ratePerSecond < 0) {
        throw new IllegalArgumentException("rate: must be a positive number of relays per second");
      }
    }

    private static void atLeast(int least, int value, String name) {
      if (value < least) {
        throw new IllegalArgumentException(name + ": must be at least " + least);
      }
    }
  }

  /**
   * How long.
   *
   * @param tick what falls into one is sent together in the open loop
   * @param step the longest wait for any one answer while connections are set up
   * @param drain the longest wait for relays that are under way when the time is over
   */
  record Phases(Duration warmup, Duration measured, Duration tick, Duration step, Duration drain) {}
}

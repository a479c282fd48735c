package io.chatsignal.bench;

/** One loop's share of a scenario. All methods but {@link #underWay} are called on the loop. */
sealed interface Load permits PairLoad, IdleLoad, CycleLoad {
  /** Brings up the connections that last for the whole run. */
  void open();

  void begin(Window window);

  /** No new work; what is under way may still arrive. */
  void stop();

  /** From any thread, roughly: what has been sent and has not arrived. */
  long underWay();

  /** Names what is still missing, then ends all connections. */
  void close();
}

package io.chatsignal.bench;

/** Starts a number of things, a few at a time; {@link #finished} must be called once for each. */
final class Opener {
  private final Runnable start;
  private final int atOnce;
  private int left;
  private int underWay;
  private boolean starting;

  Opener(int count, int atOnce, Runnable start) {
    this.start = start;
    this.atOnce = Math.max(1, atOnce);
    left = count;
  }

  void open() {
    if (starting) {
      return;
    }
    starting = true;
    while (left > 0 && underWay < atOnce) {
      left--;
      underWay++;
      start.run();
    }
    starting = false;
  }

  void finished() {
    underWay--;
    open();
  }

  void stop() {
    left = 0;
  }
}

package io.chatsignal.signaling;

/** So many a second on average and so many at once; none a second means that nobody counts. */
public record Rate(int perSecond, int burst) {
  public Rate {
    if (perSecond < 0 || burst < 1) {
      throw new IllegalArgumentException(
          "a rate of " + perSecond + " per second with bursts of " + burst + " makes no sense");
    }
  }

  /** Not for a rate that is off. */
  long nanosPerToken() {
    return 1_000_000_000L / perSecond;
  }

  boolean isOff() {
    return perSecond == 0;
  }
}

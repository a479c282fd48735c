package io.chatsignal.bench;

import java.time.Duration;

/** Progress for those who asked not to hear of it. */
final class Silence implements Run.Progress {
  @Override
  public void phase(String name, Duration longest) {
    // Nothing is said.
  }

  @Override
  public void now(Tally tally) {
    // Nothing is said.
  }
}

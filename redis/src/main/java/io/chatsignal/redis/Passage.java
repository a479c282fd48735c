package io.chatsignal.redis;

import io.chatsignal.signaling.Directory.Passing;
import java.util.function.Consumer;

/** Puts what became of the parts of a relay together. On the node's loop. */
final class Passage implements Consumer<Passing> {
  private final Consumer<Passing> outcome;
  private int left;
  private Passing worst = Passing.PASSED;

  Passage(int parts, Consumer<Passing> outcome) {
    this.left = parts;
    this.outcome = outcome;
  }

  @Override
  public void accept(Passing passing) {
    if (passing == Passing.UNREACHABLE) {
      worst = passing;
    }
    if (--left == 0) {
      outcome.accept(worst);
    }
  }
}

package io.chatsignal.transport;

import org.jspecify.annotations.Nullable;

/** What the connections of one loop share. Owned by that loop. */
final class LoopState {
  private final Sweeper sweeper;

  /** From the first connection on that compresses. */
  private @Nullable Deflate deflate;

  LoopState(Sweeper sweeper) {
    this.sweeper = sweeper;
  }

  Sweeper sweeper() {
    return sweeper;
  }

  Deflate deflate() {
    Deflate made = deflate;
    if (made == null) {
      made = new Deflate();
      deflate = made;
    }
    return made;
  }

  void end() {
    if (deflate != null) {
      deflate.end();
    }
  }
}

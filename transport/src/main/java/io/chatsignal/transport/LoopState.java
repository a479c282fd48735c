package io.chatsignal.transport;

import org.jspecify.annotations.Nullable;

/** What the connections of one loop share. Owned by that loop. */
final class LoopState {
  private final Sweeper members;
  private final Sweeper strangers;

  /** From the first connection on that compresses. */
  private @Nullable Deflate deflate;

  LoopState(Sweeper members, Sweeper strangers) {
    this.members = members;
    this.strangers = strangers;
  }

  /** For the sessions and sockets of those who were let in. */
  Sweeper members() {
    return members;
  }

  /** For requests, connections without a session, and sessions that nobody has let in yet. */
  Sweeper strangers() {
    return strangers;
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

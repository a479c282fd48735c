package io.chatsignal.signaling;

import java.util.Collection;
import java.util.function.Consumer;

/** Knows where peers are. */
public interface Directory {

  /**
   * Hands the event over to each of the peers that are still there. Never blocks, runs none of the
   * peers' code before it returns, and may be called by any thread; of two deliveries to one peer,
   * the one that happens before the other arrives first.
   */
  void deliver(Collection<PeerId> to, PeerEvent event);

  /**
   * Likewise for what one peer says to others, and says what became of that: once, by any thread,
   * within this call or later. One that could not be passed on to all will not arrive later.
   */
  default void relay(Collection<PeerId> to, PeerEvent.Relayed relayed, Consumer<Passing> outcome) {
    deliver(to, relayed);
    outcome.accept(Passing.PASSED);
  }

  /** What became of a relay. */
  enum Passing {
    /** It is where its targets are, or were. */
    PASSED,
    /** Some of its targets are where it can't get to now. */
    UNREACHABLE
  }
}

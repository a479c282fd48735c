package io.chatsignal.signaling;

import java.util.Collection;

/** Knows where peers are. */
public interface Directory {

  /**
   * Hands the event over to each of the peers that are still there. Never blocks, runs none of the
   * peers' code before it returns, and may be called by any thread; of two deliveries to one peer,
   * the one that happens before the other arrives first.
   */
  void deliver(Collection<PeerId> to, PeerEvent event);

  /**
   * Whether these peers can be reached now, as far as anybody can tell who must not wait. Any
   * thread.
   */
  default boolean reaches(Collection<PeerId> to) {
    return true;
  }
}

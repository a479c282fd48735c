package io.chatsignal.redis;

import io.chatsignal.signaling.Directory;
import io.chatsignal.signaling.PeerEvent;
import io.chatsignal.signaling.PeerId;
import java.util.List;

/** The peers whose sockets are on this node. */
public interface LocalPeers extends Directory {

  /** Whether the peer is here. Any thread. */
  boolean has(PeerId peer);

  /**
   * Whether the peer has gone on to another node, so that what others deliver to it follows it,
   * even if it has come back since. Any thread.
   */
  default boolean passesOnTo(PeerId peer) {
    return false;
  }

  /** Whether the peer is here, or was and what is for it is passed on. Any thread. */
  default boolean takesFor(PeerId peer) {
    return has(peer) || passesOnTo(peer);
  }

  /**
   * Delivers what another node has passed on. A peer that was on this node before, and is again,
   * gets it here; what others deliver to it takes the way that it took. Any thread.
   */
  default void deliverOnward(PeerId to, PeerEvent.Relayed relayed) {
    deliver(List.of(to), relayed);
  }
}

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
   * Whether the peer has gone on from here after that hop, so that what is for it follows it, even
   * if it has come back since. Any thread.
   *
   * @param hop the one that brought here what is for it; 0 for what others deliver
   */
  default boolean passesOnTo(PeerId peer, int hop) {
    return false;
  }

  /** Whether the peer is here, or was and what is for it is passed on. Any thread. */
  default boolean takesFor(PeerId peer) {
    return has(peer) || passesOnTo(peer, 0);
  }

  /**
   * Delivers what another node has passed on: to the peer if it is here since that hop, and else by
   * the next hop that it took from here. Any thread.
   */
  default void deliverOnward(PeerId to, PeerEvent.Relayed relayed, int hop) {
    deliver(List.of(to), relayed);
  }
}

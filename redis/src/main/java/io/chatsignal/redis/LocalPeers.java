package io.chatsignal.redis;

import io.chatsignal.signaling.Directory;
import io.chatsignal.signaling.PeerId;

/** The peers whose sockets are on this node. */
public interface LocalPeers extends Directory {

  /** Whether the peer is here. Any thread. */
  boolean has(PeerId peer);
}

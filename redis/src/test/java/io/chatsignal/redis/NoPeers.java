package io.chatsignal.redis;

import io.chatsignal.signaling.PeerEvent;
import io.chatsignal.signaling.PeerId;
import java.util.Collection;

/** A node that nobody has come to. */
final class NoPeers implements LocalPeers {
  @Override
  public boolean has(PeerId peer) {
    return false;
  }

  @Override
  public void deliver(Collection<PeerId> to, PeerEvent event) {}
}

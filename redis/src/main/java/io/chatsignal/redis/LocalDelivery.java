package io.chatsignal.redis;

import io.chatsignal.signaling.PeerEvent;
import io.chatsignal.signaling.PeerId;
import java.util.List;

/** What other nodes have for peers of this one. Owned by the node's loop. */
final class LocalDelivery {
  private final ExpectedPeers expected;
  private final MovedPeers movedPeers;
  private final DepartedPeers departed;
  private final LocalSessions sessions;

  LocalDelivery(NodeParts parts) {
    this.expected = parts.expected();
    this.movedPeers = parts.movedPeers();
    this.departed = parts.departed();
    this.sessions = parts.sessions();
  }

  void deliver(Message.Relay message) {
    PeerEvent.Relayed relayed = message.relayed();
    List<PeerId> here = message.to().stream().filter(expected::takesFor).toList();
    if (message.hop() == 0) {
      expected.deliver(here, relayed);
    } else {
      here.forEach(movedPeers::heard);
      here.forEach(peer -> expected.deliverOnward(peer, relayed, message.hop()));
    }
    if (here.size() < message.to().size()) {
      message.to().stream()
          .filter(peer -> !here.contains(peer))
          .forEach(peer -> departed.lose(new Message.Missing(relayed.key(), peer)));
    }
  }

  /** Ends a peer that misses something, wherever it is. */
  void miss(Message.Missing missing) {
    if (!isToldHere(missing)) {
      departed.lose(missing);
    }
  }

  /** The same to a peer that should be here. */
  void missHere(Message.Missing missing) {
    isToldHere(missing);
  }

  private boolean isToldHere(Message.Missing missing) {
    PeerId peer = missing.peer();
    if (expected.miss(peer)) {
      return true;
    }
    boolean here = expected.has(peer);
    if (here) {
      sessions.end(peer);
    }
    // It may be about to go, or have been here before.
    return departed.missing(missing) || here;
  }
}

package io.chatsignal.redis;

import io.chatsignal.signaling.PeerEvent;
import io.chatsignal.signaling.PeerId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The peers of this node, and before them those who are on their way here: what is delivered to
 * such a one waits until its socket is there. Any thread may use it.
 */
final class ExpectedPeers implements LocalPeers {
  /** More than that happens in nobody's rooms while it takes a step from node to node. */
  private static final int MOST_WAITING = 1024;

  /** After all hops: what has waited here has arrived. */
  private static final int LAST = Integer.MAX_VALUE;

  private final LocalPeers peers;
  private final Map<PeerId, Guest> guests = new ConcurrentHashMap<>();

  /** What waits for one peer, in order. */
  private static final class Guest {
    final List<PeerEvent> waiting = new ArrayList<>();
    boolean isIn;

    /** Something was lost that it should have been told. */
    boolean incomplete;
  }

  ExpectedPeers(LocalPeers peers) {
    this.peers = peers;
  }

  @Override
  public boolean has(PeerId peer) {
    return peers.has(peer) || guests.containsKey(peer);
  }

  @Override
  public boolean passesOnTo(PeerId peer, int hop) {
    return peers.passesOnTo(peer, hop);
  }

  @Override
  public void deliver(Collection<PeerId> to, PeerEvent event) {
    if (guests.isEmpty()) {
      peers.deliver(to, event);
      return;
    }
    List<PeerId> here = new ArrayList<>(to);
    here.removeIf(id -> !follows(id, event) && waits(id, event));
    peers.deliver(here, event);
  }

  /** One that comes back here gets what others say by the way that it took: more is on that way. */
  private boolean follows(PeerId peer, PeerEvent event) {
    return event instanceof PeerEvent.Relayed && peers.passesOnTo(peer, 0);
  }

  @Override
  public void deliverOnward(PeerId to, PeerEvent.Relayed relayed, int hop) {
    if (peers.passesOnTo(to, hop) || !waits(to, relayed)) {
      peers.deliverOnward(to, relayed, hop);
    }
  }

  private boolean waits(PeerId peer, PeerEvent event) {
    Guest guest = guests.get(peer);
    if (guest == null) {
      return false;
    }
    synchronized (guest) {
      if (guest.isIn) {
        return false;
      }
      if (guest.waiting.size() < MOST_WAITING) {
        guest.waiting.add(event);
      } else {
        guest.incomplete = true;
      }
      return true;
    }
  }

  /** From now on what is for that peer waits. */
  void expect(PeerId peer) {
    guests.put(peer, new Guest());
  }

  /** Something for that peer is lost; false if it is not on its way here. */
  boolean miss(PeerId peer) {
    Guest guest = guests.get(peer);
    if (guest == null) {
      return false;
    }
    synchronized (guest) {
      guest.incomplete = true;
      return !guest.isIn;
    }
  }

  /** The peer is here; false if it misses something, or more than there is room for waited. */
  boolean admit(PeerId peer) {
    Guest guest = guests.get(peer);
    if (guest == null) {
      return false;
    }
    synchronized (guest) {
      for (PeerEvent event : guest.waiting) {
        if (event instanceof PeerEvent.Relayed relayed) {
          peers.deliverOnward(peer, relayed, LAST);
        } else {
          peers.deliver(List.of(peer), event);
        }
      }
      guest.isIn = true;
    }
    guests.remove(peer, guest);
    return !guest.incomplete;
  }

  /** The peer won't come. */
  void giveUp(PeerId peer) {
    guests.remove(peer);
  }
}

package io.chatsignal.redis;

import io.chatsignal.signaling.Delivery;
import io.chatsignal.signaling.Opaque;
import io.chatsignal.signaling.PeerEvent;
import io.chatsignal.signaling.PeerId;
import io.chatsignal.signaling.Room;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Some peers of a room: those of one node, for example. */
record Residents(Room room, Predicate<PeerId> which) {

  /** Those that are at one node. */
  static Residents at(NodeTag tag, StoredRoom stored) {
    return new Residents(stored.room(), id -> tag.isSite(stored.siteOf(id)));
  }

  boolean areThere() {
    return room.members().keySet().stream().anyMatch(which)
        || room.candidates().keySet().stream().anyMatch(which);
  }

  /** Guests before owners: who leaves last needs no heir. */
  List<PeerId> inOrderOfLeaving() {
    List<PeerId> found = new ArrayList<>();
    room.candidates().keySet().stream().filter(which).forEach(found::add);
    room.members().keySet().stream()
        .filter(which)
        .filter(id -> !room.isOwnedBy(id))
        .forEach(found::add);
    room.owners().stream().filter(which).forEach(found::add);
    return found;
  }

  /** What they are told if they have lost their place without anybody's doing. */
  List<Delivery> lost() {
    List<Delivery> deliveries = new ArrayList<>();
    for (PeerId id : inOrderOfLeaving()) {
      PeerEvent event =
          room.hasMember(id)
              ? new PeerEvent.Kicked(room.key(), Opaque.NONE)
              : new PeerEvent.JoinAbandoned(room.key());
      deliveries.add(new Delivery(List.of(id), event));
    }
    return deliveries;
  }
}

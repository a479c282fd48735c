package io.chatsignal.redis;

import io.chatsignal.signaling.Candidate;
import io.chatsignal.signaling.Delivery;
import io.chatsignal.signaling.Member;
import io.chatsignal.signaling.Opaque;
import io.chatsignal.signaling.PeerEvent;
import io.chatsignal.signaling.PeerId;
import io.chatsignal.signaling.Room;
import io.chatsignal.signaling.RoomKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the peers of a room have to be told if nobody knows any more how it became what it is, only
 * what it was and what it is now.
 */
final class RoomDifference {
  private final RoomKey key;
  private final Map<PeerId, Member> oldMembers;
  private final Map<PeerId, Candidate> oldCandidates;
  private final Map<PeerId, Member> newMembers;
  private final Map<PeerId, Candidate> newCandidates;
  private final List<Delivery> deliveries = new ArrayList<>();

  private RoomDifference(RoomKey key, Optional<Room> before, Optional<Room> after) {
    this.key = key;
    oldMembers = before.<Map<PeerId, Member>>map(Room::members).orElseGet(LinkedHashMap::new);
    oldCandidates =
        before.<Map<PeerId, Candidate>>map(Room::candidates).orElseGet(LinkedHashMap::new);
    newMembers = after.<Map<PeerId, Member>>map(Room::members).orElseGet(LinkedHashMap::new);
    newCandidates =
        after.<Map<PeerId, Candidate>>map(Room::candidates).orElseGet(LinkedHashMap::new);
  }

  static List<Delivery> between(RoomKey key, Optional<Room> before, Optional<Room> after) {
    RoomDifference difference = new RoomDifference(key, before, after);
    difference.tellTheGone(after.isEmpty());
    after.ifPresent(difference::tellTheMembers);
    return difference.deliveries;
  }

  private void tell(List<PeerId> to, PeerEvent event) {
    if (!to.isEmpty()) {
      deliveries.add(new Delivery(to, event));
    }
  }

  private void tellTheGone(boolean ended) {
    for (PeerId id : oldMembers.keySet()) {
      if (!newMembers.containsKey(id)) {
        tell(List.of(id), new PeerEvent.Kicked(key, Opaque.NONE));
      }
    }
    for (PeerId id : oldCandidates.keySet()) {
      if (!newMembers.containsKey(id) && !newCandidates.containsKey(id)) {
        tell(
            List.of(id),
            ended
                ? new PeerEvent.JoinAbandoned(key)
                : new PeerEvent.JoinRejected(key, id, Opaque.NONE));
      }
    }
  }

  private void tellTheMembers(Room room) {
    List<PeerId> stayed = newMembers.keySet().stream().filter(oldMembers::containsKey).toList();
    for (Member old : oldMembers.values()) {
      if (!newMembers.containsKey(old.id())) {
        tell(stayed, new PeerEvent.UserLeft(room, old, Opaque.NONE));
      }
    }
    for (Member member : newMembers.values()) {
      if (!oldMembers.containsKey(member.id())) {
        tell(stayed, new PeerEvent.UserJoined(room, member, Opaque.NONE));
        tell(List.of(member.id()), new PeerEvent.JoinAccepted(room, member.id(), Opaque.NONE));
      } else if (member.isOwner() && !oldMembers.get(member.id()).isOwner()) {
        tell(stayed, new PeerEvent.OwnerChanged(room, member.id()));
      }
    }
    tellTheOwners(room);
  }

  private void tellTheOwners(Room room) {
    for (PeerId id : oldCandidates.keySet()) {
      if (!newCandidates.containsKey(id) && !newMembers.containsKey(id)) {
        tell(room.owners(), new PeerEvent.JoinCancelled(key, id));
      }
    }
    for (Candidate candidate : newCandidates.values()) {
      List<PeerId> uninformed =
          room.owners().stream()
              .filter(owner -> !wasOwner(owner) || !oldCandidates.containsValue(candidate))
              .toList();
      tell(uninformed, new PeerEvent.JoinRequested(key, candidate));
    }
  }

  private boolean wasOwner(PeerId id) {
    Member old = oldMembers.get(id);
    return old != null && old.isOwner();
  }
}

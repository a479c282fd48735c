package io.chatsignal.signaling;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * One step of a room, and all the rules of joining, owning, leaving and succession. Used once: it
 * starts from copies of the room's members and candidates and works on them.
 */
final class RoomStep {
  private final Room before;
  private final RoomLimits limits;
  private final SequencedMap<PeerId, Member> members;
  private final SequencedMap<PeerId, Candidate> candidates;

  RoomStep(Room before, RoomLimits limits) {
    this.before = before;
    this.limits = limits;
    this.members = new LinkedHashMap<>(before.members());
    this.candidates = new LinkedHashMap<>(before.candidates());
  }

  Step take(RoomCommand command) {
    return switch (command) {
      case RoomCommand.Create _ -> refuse(Rejection.ROOM_TAKEN);
      case RoomCommand.Join join -> join(join);
      case RoomCommand.Leave leave -> leave(leave);
      case RoomCommand.Move move -> move(move);
      case RoomCommand.Accept _, RoomCommand.Reject _, RoomCommand.Kick _
          when !before.isOwnedBy(command.by()) ->
          refuse(Rejection.NOT_AN_OWNER);
      case RoomCommand.Accept accept -> accept(accept);
      case RoomCommand.Reject reject -> reject(reject);
      case RoomCommand.Kick kick -> kick(kick);
    };
  }

  private Step join(RoomCommand.Join join) {
    if (members.containsKey(join.by())) {
      return new Step.Unchanged(before);
    }
    if (!candidates.containsKey(join.by()) && candidates.size() >= limits.candidates()) {
      return refuse(Rejection.tooLarge("Too many peers wait to join this room: try again later"));
    }
    // Who asks again keeps its place: there is one open request, with the newest payload.
    Candidate candidate = new Candidate(join.by(), join.peerinfo(), join.payload());
    candidates.put(candidate.id(), candidate);
    return changed(
        new Delivery(before.owners(), new PeerEvent.JoinRequested(before.key(), candidate)));
  }

  private Step accept(RoomCommand.Accept accept) {
    Candidate candidate = candidates.remove(accept.candidate());
    if (candidate == null) {
      return refuse(Rejection.NO_OPEN_REQUEST);
    }
    if (members.size() >= limits.members()) {
      return refuse(Rejection.tooLarge("The room is full: it has " + members.size() + " members"));
    }
    Member joined = candidate.asMember();
    members.put(joined.id(), joined);
    Room after = after();
    return new Step.Changed(
        after,
        List.of(
            new Delivery(
                after.membersBut(joined.id()),
                new PeerEvent.UserJoined(after, joined, accept.payload())),
            new Delivery(
                List.of(joined.id()),
                new PeerEvent.JoinAccepted(after, joined.id(), accept.payload()))));
  }

  private Step reject(RoomCommand.Reject reject) {
    if (candidates.remove(reject.candidate()) == null) {
      return refuse(Rejection.NO_OPEN_REQUEST);
    }
    return changed(
        new Delivery(
            List.of(reject.candidate()),
            new PeerEvent.JoinRejected(before.key(), reject.candidate(), reject.payload())));
  }

  private Step kick(RoomCommand.Kick kick) {
    if (kick.member().equals(kick.by())) {
      return refuse(Rejection.KICKING_ONESELF);
    }
    Member kicked = members.remove(kick.member());
    if (kicked == null) {
      return refuse(Rejection.NO_SUCH_MEMBER);
    }
    Room after = after();
    return new Step.Changed(
        after,
        List.of(
            new Delivery(List.of(kicked.id()), new PeerEvent.Kicked(before.key(), kick.payload())),
            new Delivery(
                List.copyOf(members.keySet()),
                new PeerEvent.UserLeft(after, kicked, kick.payload()))));
  }

  private Step leave(RoomCommand.Leave leave) {
    if (candidates.remove(leave.by()) != null) {
      return changed(
          new Delivery(before.owners(), new PeerEvent.JoinCancelled(before.key(), leave.by())));
    }
    Member left = members.remove(leave.by());
    if (left == null) {
      return refuse(Rejection.NOT_A_MEMBER);
    }
    return members.isEmpty() ? end() : goOnWithout(left, leave.payload());
  }

  /** Where a peer is changes nothing about the room, but it happens at one place in its order. */
  private Step move(RoomCommand.Move move) {
    boolean there = members.containsKey(move.by()) || candidates.containsKey(move.by());
    return there ? new Step.Changed(after(), List.of()) : refuse(Rejection.NOT_A_MEMBER);
  }

  private Step end() {
    if (candidates.isEmpty()) {
      return new Step.Ended(List.of());
    }
    return new Step.Ended(
        List.of(
            new Delivery(
                List.copyOf(candidates.keySet()), new PeerEvent.JoinAbandoned(before.key()))));
  }

  private Step goOnWithout(Member left, Opaque payload) {
    boolean orphaned = members.values().stream().noneMatch(Member::isOwner);
    // The longest-standing member comes first in the map and follows as owner.
    PeerId heir = members.firstEntry().getKey();
    if (orphaned) {
      members.replace(heir, members.firstEntry().getValue().asOwner());
    }
    Room after = after();
    List<PeerId> stay = List.copyOf(members.keySet());
    List<Delivery> deliveries = new ArrayList<>();
    deliveries.add(new Delivery(stay, new PeerEvent.UserLeft(after, left, payload)));
    if (orphaned) {
      deliveries.add(new Delivery(stay, new PeerEvent.OwnerChanged(after, heir)));
      for (Candidate open : candidates.values()) {
        deliveries.add(
            new Delivery(List.of(heir), new PeerEvent.JoinRequested(before.key(), open)));
      }
    }
    return new Step.Changed(after, deliveries);
  }

  private Step changed(Delivery delivery) {
    return new Step.Changed(after(), List.of(delivery));
  }

  private Room after() {
    return new Room(before.key(), before.version() + 1, members, candidates);
  }

  private static Step refuse(Rejection rejection) {
    return new Step.Refused(rejection);
  }
}

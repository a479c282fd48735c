package io.chatsignal.signaling;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.Predicate;

/**
 * A room at one moment: its members and its candidates, each in the order in which they came. An
 * immutable value that can't be wrong: there is an owner, and nobody is member and candidate at
 * once. What may happen to it stands in {@link RoomStep}.
 */
public record Room(
    RoomKey key,
    long version,
    SequencedMap<PeerId, Member> members,
    SequencedMap<PeerId, Candidate> candidates) {

  public Room {
    members = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(members));
    candidates = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(candidates));
    require(members.values().stream().anyMatch(Member::isOwner), "has no owner");
    require(Collections.disjoint(members.keySet(), candidates.keySet()), "has a member waiting");
    require(version > 0, "has no version");
  }

  private static void require(boolean condition, String fault) {
    if (!condition) {
      throw new IllegalArgumentException("a room that " + fault);
    }
  }

  /** What the command makes of this room. */
  public Step apply(RoomCommand command, RoomLimits limits) {
    return new RoomStep(this, limits).take(command);
  }

  /** What the command does where there is no room; a new room starts with that version. */
  public static Step applyToNone(RoomCommand command, long version) {
    return switch (command) {
      case RoomCommand.Create create -> {
        Member creator = new Member(create.by(), create.peerinfo(), Member.Role.OWNER);
        SequencedMap<PeerId, Member> members = new LinkedHashMap<>();
        members.put(creator.id(), creator);
        Room room = new Room(create.room(), version, members, new LinkedHashMap<>());
        yield new Step.Changed(room, List.of());
      }
      case RoomCommand.Join _,
          RoomCommand.Accept _,
          RoomCommand.Reject _,
          RoomCommand.Kick _,
          RoomCommand.Leave _,
          RoomCommand.Move _ ->
          new Step.Refused(Rejection.ROOM_NOT_FOUND);
    };
  }

  public boolean hasMember(PeerId peer) {
    return members.containsKey(peer);
  }

  public boolean isOwnedBy(PeerId peer) {
    Member member = members.get(peer);
    return member != null && member.isOwner();
  }

  public List<PeerId> owners() {
    return idsOf(Member::isOwner);
  }

  public List<PeerId> membersBut(PeerId peer) {
    return idsOf(member -> !member.id().equals(peer));
  }

  private List<PeerId> idsOf(Predicate<Member> which) {
    return members.values().stream().filter(which).map(Member::id).toList();
  }
}

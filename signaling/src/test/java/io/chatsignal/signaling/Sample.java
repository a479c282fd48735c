package io.chatsignal.signaling;

import java.util.LinkedHashMap;
import java.util.SequencedMap;

/** Short ways to name the things that the domain's tests are about. */
final class Sample {
  static final RoomKey KEY = key("den");
  static final AppName APP = new AppName("demo");
  static final Opaque NOTE = new Opaque("{\"note\":1}");
  static final RoomLimits LIMITS = RoomLimits.defaults();

  private Sample() {}

  static PeerId peer(String id) {
    return new PeerId(id);
  }

  static RoomKey key(String room) {
    return new RoomKey("", new RoomName(room));
  }

  static Opaque info(String id) {
    return new Opaque("\"I am " + id + "\"");
  }

  static Member owner(String id) {
    return new Member(peer(id), info(id), Member.Role.OWNER);
  }

  static Member guest(String id) {
    return new Member(peer(id), info(id), Member.Role.GUEST);
  }

  static Candidate candidate(String id) {
    return new Candidate(peer(id), info(id), NOTE);
  }

  /** A room with these members, at version 1, where nobody waits. */
  static Room room(Member... members) {
    return new Room(KEY, 1, members(members), new LinkedHashMap<>());
  }

  static Room waiting(Room room, String... candidates) {
    SequencedMap<PeerId, Candidate> all = new LinkedHashMap<>(room.candidates());
    for (String id : candidates) {
      all.put(peer(id), candidate(id));
    }
    return new Room(room.key(), room.version(), room.members(), all);
  }

  static SequencedMap<PeerId, Member> members(Member... members) {
    SequencedMap<PeerId, Member> all = new LinkedHashMap<>();
    for (Member member : members) {
      all.put(member.id(), member);
    }
    return all;
  }
}

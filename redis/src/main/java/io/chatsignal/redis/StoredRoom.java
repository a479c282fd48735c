package io.chatsignal.redis;

import io.chatsignal.signaling.Candidate;
import io.chatsignal.signaling.Member;
import io.chatsignal.signaling.Opaque;
import io.chatsignal.signaling.PeerId;
import io.chatsignal.signaling.Room;
import io.chatsignal.signaling.RoomKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * A room as Redis keeps it: a field for each member and each candidate, so that a step writes what
 * it changes and no more. Fields have no order; each peer's place tells who came before whom.
 */
record StoredRoom(Room room, Map<PeerId, Integer> places) {

  /** Names of fields, and then names and values. */
  record Delta(List<String> dropped, List<String> set) {}

  private record Placed<T>(int place, T value) {}

  StoredRoom {
    places = Map.copyOf(places);
  }

  /** The next value of a room; who is new in it gets the next place. */
  static StoredRoom after(@Nullable StoredRoom before, Room room) {
    Map<PeerId, Integer> places = new HashMap<>();
    int last = before == null ? 0 : before.lastPlace();
    for (PeerId id : room.members().keySet()) {
      places.put(id, before != null && before.room.hasMember(id) ? before.place(id) : ++last);
    }
    for (PeerId id : room.candidates().keySet()) {
      places.put(id, before != null && before.hasCandidate(id) ? before.place(id) : ++last);
    }
    return new StoredRoom(room, places);
  }

  private boolean hasCandidate(PeerId id) {
    return room.candidates().containsKey(id);
  }

  private int lastPlace() {
    return places.values().stream().mapToInt(Integer::intValue).max().orElse(0);
  }

  private int place(PeerId id) {
    Integer place = places.get(id);
    if (place == null) {
      throw new IllegalStateException("a peer without a place");
    }
    return place;
  }

  /** What has to be written to turn one into the other; a room that isn't there has no fields. */
  static Delta between(@Nullable StoredRoom before, @Nullable StoredRoom after) {
    List<String> dropped = new ArrayList<>();
    List<String> set = new ArrayList<>();
    if (before != null) {
      before.room.members().keySet().stream()
          .filter(id -> after == null || !after.room.hasMember(id))
          .forEach(id -> dropped.add(memberField(id)));
      before.room.candidates().keySet().stream()
          .filter(id -> after == null || !after.room.candidates().containsKey(id))
          .forEach(id -> dropped.add(candidateField(id)));
    }
    if (after != null) {
      after.addFields(before, set);
    }
    return new Delta(dropped, set);
  }

  private void addFields(@Nullable StoredRoom before, List<String> set) {
    for (Member member : room.members().values()) {
      if (before == null || !member.equals(before.room.members().get(member.id()))) {
        set.add(memberField(member.id()));
        set.add(
            new Pieces.Writer()
                .add(place(member.id()))
                .add(member.isOwner() ? "o" : "g")
                .add(member.peerinfo().json())
                .text());
      }
    }
    for (Candidate candidate : room.candidates().values()) {
      if (before == null || !candidate.equals(before.room.candidates().get(candidate.id()))) {
        set.add(candidateField(candidate.id()));
        set.add(
            new Pieces.Writer()
                .add(place(candidate.id()))
                .add(candidate.peerinfo().json())
                .add(candidate.payload().json())
                .text());
      }
    }
  }

  private static String memberField(PeerId id) {
    return "m" + id.value();
  }

  private static String candidateField(PeerId id) {
    return "c" + id.value();
  }

  /** The room that these names and values are of; nothing if they have no member. */
  static Optional<StoredRoom> read(RoomKey key, long version, List<String> fields) {
    List<Placed<Member>> members = new ArrayList<>();
    List<Placed<Candidate>> candidates = new ArrayList<>();
    for (int i = 0; i + 1 < fields.size(); i += 2) {
      PeerId id = new PeerId(fields.get(i).substring(1));
      Pieces.Reader pieces = new Pieces.Reader(fields.get(i + 1));
      int place = (int) pieces.nextLong();
      if (fields.get(i).charAt(0) == 'm') {
        Member.Role role = pieces.next().equals("o") ? Member.Role.OWNER : Member.Role.GUEST;
        members.add(new Placed<>(place, new Member(id, new Opaque(pieces.next()), role)));
      } else {
        Opaque peerinfo = new Opaque(pieces.next());
        Opaque payload = new Opaque(pieces.next());
        candidates.add(new Placed<>(place, new Candidate(id, peerinfo, payload)));
      }
    }
    return members.isEmpty()
        ? Optional.empty()
        : Optional.of(inOrder(key, version, members, candidates));
  }

  private static StoredRoom inOrder(
      RoomKey key, long version, List<Placed<Member>> members, List<Placed<Candidate>> candidates) {
    SequencedMap<PeerId, Member> memberMap = new LinkedHashMap<>();
    SequencedMap<PeerId, Candidate> candidateMap = new LinkedHashMap<>();
    Map<PeerId, Integer> places = new HashMap<>();
    members.sort(Comparator.comparingInt(Placed::place));
    candidates.sort(Comparator.comparingInt(Placed::place));
    members.forEach(each -> {
      memberMap.put(each.value().id(), each.value());
      places.put(each.value().id(), each.place());
    });
    candidates.forEach(each -> {
      candidateMap.put(each.value().id(), each.value());
      places.put(each.value().id(), each.place());
    });
    return new StoredRoom(new Room(key, version, memberMap, candidateMap), places);
  }
}

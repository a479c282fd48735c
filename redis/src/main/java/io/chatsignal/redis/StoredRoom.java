package io.chatsignal.redis;

import io.chatsignal.signaling.Candidate;
import io.chatsignal.signaling.Member;
import io.chatsignal.signaling.Opaque;
import io.chatsignal.signaling.PeerId;
import io.chatsignal.signaling.Room;
import io.chatsignal.signaling.RoomCommand;
import io.chatsignal.signaling.RoomKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A room as Redis keeps it: a field for each member and each candidate, so that a step writes what
 * it changes and no more. Fields have no order; each peer's place tells who came before whom.
 *
 * @param moved tags of the nodes where peers are now who are not where they were named
 */
record StoredRoom(Room room, Map<PeerId, Integer> places, Map<PeerId, String> moved) {

  /** Names of fields, and then names and values. */
  record Delta(List<String> dropped, List<String> set) {}

  private record Placed<T>(int place, T value) {}

  StoredRoom {
    places = Map.copyOf(places);
    moved = Map.copyOf(moved);
  }

  /** The tag of the node where the peer is; empty for one that no node has named. */
  String siteOf(PeerId peer) {
    String site = moved.get(peer);
    return site == null ? NodeTag.of(peer) : site;
  }

  /** The same for one that is in one of the two values of a room; only a move changes it. */
  static String siteOf(PeerId peer, @Nullable StoredRoom before, @Nullable StoredRoom after) {
    if (after != null && after.has(peer)) {
      return after.siteOf(peer);
    }
    return before == null ? NodeTag.of(peer) : before.siteOf(peer);
  }

  /** Tags of all nodes that have peers in the room. */
  Set<String> sites() {
    Set<String> sites = new HashSet<>();
    room.members().keySet().forEach(id -> sites.add(siteOf(id)));
    room.candidates().keySet().forEach(id -> sites.add(siteOf(id)));
    return sites;
  }

  /**
   * What a command of a peer of that node has made of a room; who is new in it gets the next place.
   */
  static StoredRoom after(
      @Nullable StoredRoom before, Room room, RoomCommand command, String node) {
    Map<PeerId, String> moved = new HashMap<>();
    if (before != null) {
      moved.putAll(before.moved);
    }
    switch (command) {
      case RoomCommand.Move move -> moved.put(move.by(), move.node());
      case RoomCommand.Create _, RoomCommand.Join _ -> {
        // It may have moved before it came to this room.
        if (NodeTag.isNamed(command.by())) {
          moved.put(command.by(), node);
        }
      }
      case RoomCommand.Accept _, RoomCommand.Reject _, RoomCommand.Kick _, RoomCommand.Leave _ -> {}
    }
    moved.keySet().removeIf(id -> !room.hasMember(id) && !room.candidates().containsKey(id));
    moved.entrySet().removeIf(each -> each.getValue().equals(NodeTag.of(each.getKey())));
    return new StoredRoom(room, placesAfter(before, room), moved);
  }

  private static Map<PeerId, Integer> placesAfter(@Nullable StoredRoom before, Room room) {
    Map<PeerId, Integer> places = new HashMap<>();
    int last = before == null ? 0 : before.lastPlace();
    for (PeerId id : room.members().keySet()) {
      places.put(id, before != null && before.room.hasMember(id) ? before.place(id) : ++last);
    }
    for (PeerId id : room.candidates().keySet()) {
      places.put(id, before != null && before.hasCandidate(id) ? before.place(id) : ++last);
    }
    return places;
  }

  /** Whether it is a member or waits. */
  boolean has(PeerId peer) {
    return room.hasMember(peer) || hasCandidate(peer);
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
      if (before == null
          || !member.equals(before.room.members().get(member.id()))
          || isElsewhereThan(before, member.id())) {
        set.add(memberField(member.id()));
        set.add(
            new Pieces.Writer()
                .add(place(member.id()))
                .add(member.isOwner() ? "o" : "g")
                .add(member.peerinfo().json())
                .add(moved.getOrDefault(member.id(), ""))
                .text());
      }
    }
    for (Candidate candidate : room.candidates().values()) {
      if (before == null
          || !candidate.equals(before.room.candidates().get(candidate.id()))
          || isElsewhereThan(before, candidate.id())) {
        set.add(candidateField(candidate.id()));
        set.add(
            new Pieces.Writer()
                .add(place(candidate.id()))
                .add(candidate.peerinfo().json())
                .add(candidate.payload().json())
                .add(moved.getOrDefault(candidate.id(), ""))
                .text());
      }
    }
  }

  private boolean isElsewhereThan(StoredRoom before, PeerId id) {
    return !siteOf(id).equals(before.siteOf(id));
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
    Map<PeerId, String> moved = new HashMap<>();
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
      String site = pieces.next();
      if (!site.isEmpty()) {
        moved.put(id, site);
      }
    }
    return members.isEmpty()
        ? Optional.empty()
        : Optional.of(inOrder(new Fields(key, version, members, candidates, moved)));
  }

  private static StoredRoom inOrder(Fields fields) {
    SequencedMap<PeerId, Member> members = new LinkedHashMap<>();
    SequencedMap<PeerId, Candidate> candidates = new LinkedHashMap<>();
    Map<PeerId, Integer> places = new HashMap<>();
    fields.members.sort(Comparator.comparingInt(Placed::place));
    fields.candidates.sort(Comparator.comparingInt(Placed::place));
    fields.members.forEach(each -> {
      members.put(each.value().id(), each.value());
      places.put(each.value().id(), each.place());
    });
    fields.candidates.forEach(each -> {
      candidates.put(each.value().id(), each.value());
      places.put(each.value().id(), each.place());
    });
    Room room = new Room(fields.key, fields.version, members, candidates);
    return new StoredRoom(room, places, fields.moved);
  }

  /** What was read, in no order. */
  private record Fields(
      RoomKey key,
      long version,
      List<Placed<Member>> members,
      List<Placed<Candidate>> candidates,
      Map<PeerId, String> moved) {}
}

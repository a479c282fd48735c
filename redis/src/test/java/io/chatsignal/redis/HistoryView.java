package io.chatsignal.redis;

import io.chatsignal.signaling.Answer;
import io.chatsignal.signaling.PeerEvent;
import io.chatsignal.signaling.PeerId;
import io.chatsignal.signaling.Request;
import io.chatsignal.signaling.RoomKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What one client has been told, in order, and what follows from it. */
final class HistoryView {
  /** What one says in one room arrives in order; it may wait for news of that room. */
  record Line(RoomKey room, PeerId from) {}

  /**
   * A relay of that number, as one of both sides knows it.
   *
   * @param stay changes whenever one of both has left the room
   * @param moves how often the one whose side this is had moved by then
   */
  record Said(int number, int stay, int moves) {}

  /** So many lines of its history are shown where a rule was broken. */
  private static final int SHOWN = 20;

  private final TestNode.Client client;
  private final Map<RoomKey, Set<PeerId>> rooms = new HashMap<>();
  private final Map<Line, Map<Integer, Said>> heard = new HashMap<>();
  private final Map<RoomKey, List<Said>> said = new HashMap<>();
  private final Map<RoomKey, Integer> stays = new HashMap<>();
  private final Map<Line, Integer> absences = new HashMap<>();
  private final Map<Integer, Said> asked = new HashMap<>();

  /** Places in the log: where relays were asked for and granted, and where it saw others leave. */
  private final Map<Integer, Integer> askedAt = new HashMap<>();

  private final Map<Integer, Integer> grantedAt = new HashMap<>();
  private final Map<Line, List<Integer>> leftAt = new HashMap<>();
  private int place;
  private int moves;

  /** Nothing but relays has come since there was news of a room. */
  private boolean afterNews;

  /** Throws {@link AssertionError} where a rule was broken. */
  HistoryView(TestNode.Client client) {
    this.client = client;
    for (Object each : client.log) {
      place++;
      afterNews &= each instanceof PeerEvent.Relayed;
      switch (each) {
        case TestNode.Asked ask -> note(ask);
        case TestNode.Answered answered -> note(answered);
        case PeerEvent event -> note(event);
        case TestNode.Moved _ -> moves++;
        default -> throw new AssertionError(each);
      }
    }
  }

  Set<PeerId> members(RoomKey key) {
    return rooms.getOrDefault(key, Set.of());
  }

  /** All relays that it got, by whom and in which room, in the order in which they came. */
  Map<Line, List<Said>> heard() {
    Map<Line, List<Said>> all = new HashMap<>();
    heard.forEach((line, said) -> all.put(line, List.copyOf(said.values())));
    return all;
  }

  /** At which of its nodes it said something, counted by its moves. */
  int movesWhenSaying(int number) {
    Said then = asked.get(number);
    return then == null ? 0 : then.moves();
  }

  /**
   * Relays to all in that room that were granted, and without its having left the room meanwhile,
   * in the order in which they were said.
   */
  List<Said> said(RoomKey room) {
    return said.getOrDefault(room, List.of()).stream()
        .sorted(Comparator.comparingInt(Said::number))
        .toList();
  }

  /**
   * Whether it saw somebody leave after the first of two relays had been asked for and before the
   * last was granted: of what is between them not all was for that one.
   */
  boolean sawLeave(RoomKey room, PeerId whom, int first, int last) {
    int from = askedAt.getOrDefault(first, 0);
    int to = grantedAt.getOrDefault(last, Integer.MAX_VALUE);
    return leftAt.getOrDefault(new Line(room, whom), List.of()).stream()
        .anyMatch(at -> from < at && at < to);
  }

  private void note(TestNode.Asked ask) {
    if (ask.request() instanceof Request.Relay relay) {
      int number = number(relay.signal().content().json());
      askedAt.put(number, place);
      asked.put(number, new Said(number, stay(keyOf(relay)), moves));
    }
  }

  private static RoomKey keyOf(Request.Signed signed) {
    return new RoomKey("", signed.room());
  }

  private static int number(String json) {
    return Integer.parseInt(json);
  }

  private int stay(RoomKey key) {
    return stays.getOrDefault(key, 0);
  }

  private void note(TestNode.Answered answered) {
    if (!(answered.request() instanceof Request.Signed signed)) {
      return;
    }
    RoomKey key = keyOf(signed);
    if (answered.answer() instanceof Answer.Created) {
      require(!rooms.containsKey(key), "created a room that it is in", key);
      rooms.put(key, new HashSet<>(Set.of(client.id())));
      stays.merge(key, 1, Integer::sum);
    } else if (answered.answer() instanceof Answer.Done) {
      if (signed instanceof Request.LeaveRoom) {
        rooms.remove(key);
        stays.merge(key, 1, Integer::sum);
      } else if (signed instanceof Request.Relay relay) {
        int number = number(relay.signal().content().json());
        grantedAt.put(number, place);
        Said then = asked.get(number);
        if (then != null && then.stay() == stay(key)) {
          said.computeIfAbsent(key, _ -> new ArrayList<>()).add(then);
        }
      }
    }
  }

  private void note(PeerEvent event) {
    Set<PeerId> members = rooms.get(event.key());
    afterNews |= !(event instanceof PeerEvent.Relayed);
    switch (event) {
      case PeerEvent.JoinAccepted accepted -> {
        rooms.put(event.key(), new HashSet<>(accepted.room().members().keySet()));
        stays.merge(event.key(), 1, Integer::sum);
      }
      case PeerEvent.UserJoined joined ->
          require(members != null && members.add(joined.member().id()), "joined twice", event);
      case PeerEvent.UserLeft left -> {
        require(members != null && members.remove(left.member().id()), "left twice", event);
        Line line = new Line(event.key(), left.member().id());
        absences.merge(line, 1, Integer::sum);
        leftAt.computeIfAbsent(line, _ -> new ArrayList<>()).add(place);
      }
      case PeerEvent.OwnerChanged changed ->
          require(members != null && members.contains(changed.owner()), "a strange owner", event);
      case PeerEvent.Kicked _ -> {
        rooms.remove(event.key());
        stays.merge(event.key(), 1, Integer::sum);
      }
      case PeerEvent.Relayed relayed -> {
        require(members != null && members.contains(relayed.from()), "a stranger's", event);
        hear(relayed);
      }
      case PeerEvent.JoinRequested _,
          PeerEvent.JoinCancelled _,
          PeerEvent.JoinRejected _,
          PeerEvent.JoinAbandoned _ -> {}
    }
  }

  private void hear(PeerEvent.Relayed relayed) {
    Line line = new Line(relayed.key(), relayed.from());
    int number = number(relayed.signal().content().json());
    Map<Integer, Said> before = heard.computeIfAbsent(line, _ -> new LinkedHashMap<>());
    // What was ahead of the news comes with them, and may have been said in an earlier stay.
    int stay = afterNews ? -number : stay(line.room()) + absences.getOrDefault(line, 0);
    require(before.put(number, new Said(number, stay, moves)) == null, "a relay twice", relayed);
  }

  /** The relays of one line around one of them, as said or heard here, with what came between. */
  String around(Line line, int number) {
    List<String> all = new ArrayList<>();
    int place = 0;
    for (Object each : client.log) {
      String text =
          switch (each) {
            case PeerEvent.Relayed relayed
                when relayed.key().equals(line.room()) && relayed.from().equals(line.from()) ->
                relayed.signal().content().json();
            case TestNode.Asked(Request.Relay relay) when keyOf(relay).equals(line.room()) ->
                "?" + relay.signal().content().json();
            case TestNode.Answered(Request.Relay relay, Answer answer)
                when keyOf(relay).equals(line.room()) ->
                (answer instanceof Answer.Done ? "+" : "-") + relay.signal().content().json();
            case PeerEvent.Relayed _ -> "";
            case PeerEvent.UserLeft left when left.key().equals(line.room()) ->
                left.member().id() + " left";
            case PeerEvent.UserJoined joined when joined.key().equals(line.room()) ->
                joined.member().id() + " joined";
            case PeerEvent event when event.key().equals(line.room()) ->
                event.getClass().getSimpleName();
            case TestNode.Moved(String tag) -> "moved to " + tag;
            default -> "";
          };
      if (!text.isEmpty()) {
        all.add(text);
        String digits = text.replaceAll("\\D", "");
        boolean before = text.matches("[?+-]?\\d+") && Integer.parseInt(digits) <= number;
        place = before ? all.size() : place;
      }
    }
    return client.id()
        + ": "
        + all.subList(Math.max(0, place - SHOWN), Math.min(all.size(), place + SHOWN));
  }

  private void require(boolean condition, String fault, PeerEvent event) {
    require(condition, fault + ": " + event, event.key());
  }

  private void require(boolean condition, String fault, RoomKey room) {
    if (!condition) {
      List<String> lines =
          client.log.stream()
              .map(each -> inShort(each, room))
              .filter(line -> !line.isEmpty())
              .toList();
      int start = Math.max(0, lines.size() - SHOWN);
      String history = String.join(System.lineSeparator(), lines.subList(start, lines.size()));
      throw new AssertionError(client.id() + ": " + fault + System.lineSeparator() + history);
    }
  }

  /** What has to do with the members of that room. */
  private static String inShort(Object logged, RoomKey room) {
    return switch (logged) {
      case PeerEvent.Relayed _ -> "";
      case PeerEvent event when event.key().equals(room) -> event.toString();
      case TestNode.Answered(Request.Signed request, Answer answer)
          when request.room().equals(room.name()) && !(request instanceof Request.Relay) ->
          request.getClass().getSimpleName() + " " + answer;
      case TestNode.Moved moved -> moved.toString();
      default -> "";
    };
  }
}

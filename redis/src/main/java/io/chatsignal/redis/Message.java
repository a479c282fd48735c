package io.chatsignal.redis;

import io.chatsignal.signaling.Opaque;
import io.chatsignal.signaling.PeerEvent;
import io.chatsignal.signaling.PeerId;
import io.chatsignal.signaling.RoomKey;
import io.chatsignal.signaling.Signal;
import java.util.ArrayList;
import java.util.List;

/** What one node tells another, as text in its inbox. */
sealed interface Message {

  /** Steps of a room that the receiver has peers in. */
  record Steps(RoomKey room, long firstVersion, List<String> entries) implements Message {}

  /** A relay for peers of the receiver. */
  record Relay(List<PeerId> to, PeerEvent.Relayed relayed) implements Message {}

  static String steps(RoomKey room, ReplicaHost.Made made) {
    Pieces.Writer pieces = new Pieces.Writer().add("S");
    pieces.add(room.app()).add(room.name().value()).add(made.firstVersion());
    made.entries().forEach(pieces::add);
    return pieces.text();
  }

  static String relay(List<PeerId> to, PeerEvent.Relayed relayed) {
    Pieces.Writer pieces = new Pieces.Writer().add("R");
    pieces.add(relayed.key().app()).add(relayed.key().name().value());
    pieces.add(relayed.roomVersion()).add(relayed.from().value());
    pieces.add(relayed.signal().kind().name()).add(relayed.signal().content().json());
    pieces.add(relayed.payload().json());
    to.forEach(id -> pieces.add(id.value()));
    return pieces.text();
  }

  /** Throws {@link IllegalArgumentException} at what is no message. */
  static Message parse(String text) {
    Pieces.Reader pieces = new Pieces.Reader(text);
    String kind = pieces.next();
    RoomKey room = Names.next(pieces);
    long version = pieces.nextLong();
    return switch (kind) {
      case "S" -> new Steps(room, version, rest(pieces));
      case "R" -> relay(pieces, room, version);
      default -> throw new IllegalArgumentException("no message is called " + kind);
    };
  }

  private static Message relay(Pieces.Reader pieces, RoomKey room, long version) {
    PeerId from = new PeerId(pieces.next());
    Signal signal = new Signal(Signal.Kind.valueOf(pieces.next()), new Opaque(pieces.next()));
    Opaque payload = new Opaque(pieces.next());
    List<PeerId> to = rest(pieces).stream().map(PeerId::new).toList();
    return new Relay(to, new PeerEvent.Relayed(room, version, from, signal, payload));
  }

  private static List<String> rest(Pieces.Reader pieces) {
    List<String> rest = new ArrayList<>();
    while (pieces.hasMore()) {
      rest.add(pieces.next());
    }
    return rest;
  }
}

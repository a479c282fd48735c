package io.chatsignal.redis;

import io.chatsignal.signaling.Opaque;
import io.chatsignal.signaling.PeerEvent;
import io.chatsignal.signaling.PeerId;
import io.chatsignal.signaling.RoomKey;
import io.chatsignal.signaling.Signal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** What one node tells another, as text in its inbox. */
sealed interface Message {

  /** Steps of a room that the receiver has peers in. */
  record Steps(RoomKey room, long firstVersion, List<String> entries) implements Message {}

  /** What goes to peers of a room, wherever they are. */
  sealed interface ToPeers extends Message {
    RoomKey room();

    List<PeerId> to();

    /** The same to one of them. */
    Message only(PeerId peer);

    /** Likewise, as text. */
    String textTo(PeerId peer);
  }

  /**
   * A relay for peers of the receiver, from its sender's node or from one that they were on before.
   *
   * @param hop the number of the hop by which it follows a peer; 0 from the sender's node
   */
  record Relay(List<PeerId> to, int hop, PeerEvent.Relayed relayed) implements ToPeers {
    @Override
    public RoomKey room() {
      return relayed.key();
    }

    @Override
    public Message only(PeerId peer) {
      return new Relay(List.of(peer), hop, relayed);
    }

    @Override
    public String textTo(PeerId peer) {
      return relay(List.of(peer), hop, relayed);
    }
  }

  /** Something for that peer is lost that it should have been told in that room. */
  record Missing(RoomKey room, PeerId peer) implements ToPeers {
    @Override
    public List<PeerId> to() {
      return List.of(peer);
    }

    @Override
    public Message only(PeerId it) {
      return this;
    }

    @Override
    public String textTo(PeerId it) {
      return text(this);
    }
  }

  /** A client has come to the sender with the secret of a session that was left at the receiver. */
  record Claim(MoveId move, String from, String pid, String offset, long untilMillis)
      implements Message {}

  /** The answer to a claim: that session is kept for the sender of it. */
  record Granted(MoveId move, PeerId peer, List<RoomKey> places) implements Message {}

  /**
   * The answer to a claim, or to who comes to take what was granted: there is nothing to be had.
   */
  record Refused(MoveId move) implements Message {}

  /** The peer's rooms know by now that it goes on at the sender. */
  record Come(MoveId move) implements Message {}

  /**
   * All that there is of the session; from now on what is for its peer is passed on.
   *
   * @param hops of the peer, with this one
   * @param former tags of other nodes by which something may still come for it
   */
  record Handed(MoveId move, String packed, Hops hops, List<String> former) implements Message {}

  /** Nobody waits for the session any more. */
  record Dropped(MoveId move) implements Message {}

  static String steps(RoomKey room, ReplicaHost.Made made) {
    Pieces.Writer pieces = new Pieces.Writer().add("S");
    pieces.add(room.app()).add(room.name().value()).add(made.firstVersion());
    made.entries().forEach(pieces::add);
    return pieces.text();
  }

  static String relay(Collection<PeerId> to, int hop, PeerEvent.Relayed relayed) {
    Pieces.Writer pieces = new Pieces.Writer().add("R").add(hop);
    pieces.add(relayed.key().app()).add(relayed.key().name().value());
    pieces.add(relayed.roomVersion()).add(relayed.from().value());
    pieces.add(relayed.signal().kind().name()).add(relayed.signal().content().json());
    pieces.add(relayed.payload().json());
    to.forEach(id -> pieces.add(id.value()));
    return pieces.text();
  }

  static String text(Claim claim) {
    return start("C", claim.move())
        .add(claim.from())
        .add(claim.pid())
        .add(claim.offset())
        .add(claim.untilMillis())
        .text();
  }

  static String text(Granted granted) {
    Pieces.Writer pieces = start("G", granted.move()).add(granted.peer().value());
    granted.places().forEach(room -> pieces.add(room.app()).add(room.name().value()));
    return pieces.text();
  }

  static String text(Refused refused) {
    return start("N", refused.move()).text();
  }

  static String text(Come come) {
    return start("A", come.move()).text();
  }

  static String text(Handed handed) {
    Pieces.Writer pieces = start("H", handed.move()).add(handed.packed());
    pieces.add(handed.hops().all()).add(handed.hops().lately());
    handed.former().forEach(pieces::add);
    return pieces.text();
  }

  static String text(Missing missing) {
    Pieces.Writer pieces = new Pieces.Writer().add("M");
    pieces.add(missing.room().app()).add(missing.room().name().value());
    return pieces.add(missing.peer().value()).text();
  }

  static String text(Dropped dropped) {
    return start("D", dropped.move()).text();
  }

  private static Pieces.Writer start(String kind, MoveId move) {
    return new Pieces.Writer().add(kind).add(move.name());
  }

  /** Throws {@link IllegalArgumentException} at what is no message. */
  static Message parse(String text) {
    Pieces.Reader pieces = new Pieces.Reader(text);
    String kind = pieces.next();
    return switch (kind) {
      case "S" -> new Steps(Names.next(pieces), pieces.nextLong(), rest(pieces));
      case "R" -> relay(pieces);
      case "M" -> new Missing(Names.next(pieces), new PeerId(pieces.next()));
      default -> ofMove(kind, new MoveId(pieces.next()), pieces);
    };
  }

  private static Relay relay(Pieces.Reader pieces) {
    int hop = (int) pieces.nextLong();
    RoomKey room = Names.next(pieces);
    long version = pieces.nextLong();
    PeerId from = new PeerId(pieces.next());
    Signal signal = new Signal(Signal.Kind.valueOf(pieces.next()), new Opaque(pieces.next()));
    Opaque payload = new Opaque(pieces.next());
    List<PeerId> to = rest(pieces).stream().map(PeerId::new).toList();
    return new Relay(to, hop, new PeerEvent.Relayed(room, version, from, signal, payload));
  }

  private static Message ofMove(String kind, MoveId move, Pieces.Reader pieces) {
    return switch (kind) {
      case "C" -> new Claim(move, pieces.next(), pieces.next(), pieces.next(), pieces.nextLong());
      case "G" -> new Granted(move, new PeerId(pieces.next()), places(pieces));
      case "N" -> new Refused(move);
      case "A" -> new Come(move);
      case "H" -> {
        String packed = pieces.next();
        Hops hops = new Hops((int) pieces.nextLong(), (int) pieces.nextLong());
        yield new Handed(move, packed, hops, rest(pieces));
      }
      case "D" -> new Dropped(move);
      default -> throw new IllegalArgumentException("no message is called " + kind);
    };
  }

  private static List<RoomKey> places(Pieces.Reader pieces) {
    List<RoomKey> places = new ArrayList<>();
    while (pieces.hasMore()) {
      places.add(Names.next(pieces));
    }
    return places;
  }

  private static List<String> rest(Pieces.Reader pieces) {
    List<String> rest = new ArrayList<>();
    while (pieces.hasMore()) {
      rest.add(pieces.next());
    }
    return rest;
  }
}

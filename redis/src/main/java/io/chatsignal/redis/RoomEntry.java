package io.chatsignal.redis;

import io.chatsignal.signaling.Opaque;
import io.chatsignal.signaling.PeerId;
import io.chatsignal.signaling.Room;
import io.chatsignal.signaling.RoomCommand;
import io.chatsignal.signaling.RoomKey;
import io.chatsignal.signaling.Step;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One step of a room as it is stored and sent: the command, from which every node makes the same
 * step, and the attempt that it came with, by which its sender knows it again.
 */
record RoomEntry(String attempt, String base, RoomCommand command) {

  String text() {
    Pieces.Writer pieces = new Pieces.Writer().add(attempt).add(base);
    switch (command) {
      case RoomCommand.Create create -> start(pieces, 'C').add(create.peerinfo().json());
      case RoomCommand.Join join ->
          start(pieces, 'J').add(join.peerinfo().json()).add(join.payload().json());
      case RoomCommand.Accept accept ->
          start(pieces, 'A').add(accept.candidate().value()).add(accept.payload().json());
      case RoomCommand.Reject reject ->
          start(pieces, 'R').add(reject.candidate().value()).add(reject.payload().json());
      case RoomCommand.Kick kick ->
          start(pieces, 'K').add(kick.member().value()).add(kick.payload().json());
      case RoomCommand.Leave leave -> start(pieces, 'L').add(leave.payload().json());
      case RoomCommand.Move move -> start(pieces, 'M').add(move.node());
    }
    return pieces.text();
  }

  /** What it does to that value of the room; nothing if it was not made from that. */
  Optional<Step> from(@Nullable StoredRoom before, long version, String maker) {
    if (!base.equals(maker)) {
      return Optional.empty();
    }
    Step step =
        before == null
            ? Room.applyToNone(command, version + 1)
            : before.room().apply(command, ReplicaHost.NO_LIMITS);
    return step instanceof Step.Refused || step instanceof Step.Unchanged
        ? Optional.empty()
        : Optional.of(step);
  }

  private Pieces.Writer start(Pieces.Writer pieces, char kind) {
    return pieces.add(String.valueOf(kind)).add(command.by().value());
  }

  /** Throws {@link IllegalArgumentException} at what is no entry. */
  static RoomEntry parse(RoomKey key, String text) {
    Pieces.Reader pieces = new Pieces.Reader(text);
    String attempt = pieces.next();
    String base = pieces.next();
    String kind = pieces.next();
    PeerId by = new PeerId(pieces.next());
    RoomCommand command =
        switch (kind) {
          case "C" -> new RoomCommand.Create(key, by, new Opaque(pieces.next()));
          case "J" ->
              new RoomCommand.Join(key, by, new Opaque(pieces.next()), new Opaque(pieces.next()));
          case "A" ->
              new RoomCommand.Accept(key, by, new PeerId(pieces.next()), new Opaque(pieces.next()));
          case "R" ->
              new RoomCommand.Reject(key, by, new PeerId(pieces.next()), new Opaque(pieces.next()));
          case "K" ->
              new RoomCommand.Kick(key, by, new PeerId(pieces.next()), new Opaque(pieces.next()));
          case "M" -> new RoomCommand.Move(key, by, pieces.next());
          case "L" -> new RoomCommand.Leave(key, by, new Opaque(pieces.next()));
          default -> throw new IllegalArgumentException("no command is called " + kind);
        };
    return new RoomEntry(attempt, base, command);
  }
}

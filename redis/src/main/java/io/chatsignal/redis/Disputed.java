package io.chatsignal.redis;

import io.chatsignal.signaling.Delivery;
import io.chatsignal.signaling.PeerId;
import io.chatsignal.signaling.Room;
import io.chatsignal.signaling.RoomCommand;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Commands whose peers were told that they could not be done, though Redis may have done them just
 * before. What it tells next decides: whoever came in by one of them has to go again.
 */
final class Disputed {
  private final NodeTag here;
  private final List<RoomCommand> commands = new ArrayList<>(0);
  private final List<Pending> departures = new ArrayList<>(0);

  Disputed(NodeTag here) {
    this.here = here;
  }

  void add(List<RoomCommand> refused) {
    commands.addAll(refused);
  }

  boolean isEmpty() {
    return commands.isEmpty() && departures.isEmpty();
  }

  /** It was done. Returns what its peer has to be told, if it can't be undone. */
  List<Delivery> cameTrue(RoomCommand command, @Nullable StoredRoom before) {
    if (command instanceof RoomCommand.Leave && before != null) {
      return new Residents(before.room(), command.by()::equals).lost();
    }
    undo(command);
    return List.of();
  }

  private void undo(RoomCommand command) {
    if (command instanceof RoomCommand.Create || command instanceof RoomCommand.Join) {
      departures.add(Pending.leave(command.room(), command.by(), here));
    }
  }

  /** The whole room was read: whoever is in it now and was not before came by one of these. */
  void found(Optional<Room> before, Optional<Room> after) {
    commands.stream()
        .filter(command -> isIn(after, command.by()) && !isIn(before, command.by()))
        .forEach(this::undo);
  }

  /**
   * The room was read by a node that knew nothing of it: whoever of its peers is in it was told
   * that it isn't, as one of these failed or the lease was lost.
   */
  void foundFirst(StoredRoom room) {
    commands.clear();
    Residents.at(here, room).inOrderOfLeaving().stream()
        .filter(NodeTag::isNamed)
        .forEach(peer -> departures.add(Pending.leave(room.room().key(), peer, here)));
  }

  private static boolean isIn(Optional<Room> room, PeerId peer) {
    return room.filter(r -> r.hasMember(peer) || r.candidates().containsKey(peer)).isPresent();
  }

  /** What has not come to light by now was not done. Returns what undoes the rest. */
  Optional<List<Pending>> settle() {
    commands.clear();
    if (departures.isEmpty()) {
      return Optional.empty();
    }
    List<Pending> undo = List.copyOf(departures);
    departures.clear();
    return Optional.of(undo);
  }
}

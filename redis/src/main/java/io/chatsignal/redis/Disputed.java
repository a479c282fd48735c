package io.chatsignal.redis;

import io.chatsignal.signaling.Delivery;
import io.chatsignal.signaling.PeerId;
import io.chatsignal.signaling.Room;
import io.chatsignal.signaling.RoomCommand;
import io.chatsignal.signaling.RoomKey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Commands whose peers were told that they could not be done, though Redis may have done them just
 * before. What it tells next decides: whoever came in by one of them has to go again.
 */
final class Disputed {
  private final NodeTag here;
  private final List<RoomCommand> commands = new ArrayList<>(0);
  private final List<Pending> departures = new ArrayList<>(0);

  /** Those who are being taken out. */
  private final Set<PeerId> leaving = new HashSet<>(0);

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
      takeOut(command.room(), command.by());
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
  void foundFirst(StoredRoom room, Predicate<PeerId> isHere) {
    commands.clear();
    Residents.at(here, room).inOrderOfLeaving().stream()
        .filter(isHere)
        .forEach(peer -> takeOut(room.room().key(), peer));
  }

  private void takeOut(RoomKey room, PeerId peer) {
    leaving.add(peer);
    departures.add(Pending.leave(room, peer, here, _ -> leaving.remove(peer)));
  }

  /** Whoever is on its way out hears no more of the room: it was told that it isn't in it. */
  List<Delivery> withoutLeaving(List<Delivery> deliveries) {
    return leaving.isEmpty() ? deliveries : deliveries.stream().map(this::toThoseWhoStay).toList();
  }

  private Delivery toThoseWhoStay(Delivery delivery) {
    List<PeerId> to = delivery.to().stream().filter(peer -> !leaving.contains(peer)).toList();
    return new Delivery(to, delivery.event());
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

package io.chatsignal.redis;

import io.chatsignal.signaling.RoomCommand;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Commands whose peers were told that they could not be done, though Redis may have done them just
 * before. What it tells next decides: whoever came in by one of them has to go again.
 */
final class Disputed {
  private final List<RoomCommand> commands = new ArrayList<>(0);
  private final List<Pending> departures = new ArrayList<>(0);

  void add(List<RoomCommand> refused) {
    commands.addAll(refused);
  }

  boolean isEmpty() {
    return commands.isEmpty() && departures.isEmpty();
  }

  /** It was done. */
  void cameTrue(RoomCommand command) {
    if (isEntry(command)) {
      departures.add(Pending.leave(command.room(), command.by()));
    }
  }

  /** The whole room was read, and these are in it that were not before. */
  void appeared(Predicate<RoomCommand> isNew) {
    commands.stream().filter(Disputed::isEntry).filter(isNew).forEach(this::cameTrue);
  }

  private static boolean isEntry(RoomCommand command) {
    return command instanceof RoomCommand.Create || command instanceof RoomCommand.Join;
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

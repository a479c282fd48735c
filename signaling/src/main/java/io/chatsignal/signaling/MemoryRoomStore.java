package io.chatsignal.signaling;

import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The rooms of one process. Any thread may use it. */
public final class MemoryRoomStore implements RoomStore {
  private final ConcurrentHashMap<RoomKey, Room> rooms = new ConcurrentHashMap<>();
  private final RoomLimits limits;
  private final Directory directory;

  public MemoryRoomStore(RoomLimits limits, Directory directory) {
    this.limits = limits;
    this.directory = directory;
  }

  /** The map runs one step of a room at a time; deliveries only queue up and so keep its order. */
  @Override
  public void submit(RoomCommand command, Consumer<Step> settled) {
    rooms.compute(
        command.room(),
        (_, room) -> {
          Step step = room == null ? Room.applyToNone(command, 1) : room.apply(command, limits);
          for (Delivery delivery : step.deliveries()) {
            directory.deliver(delivery.to(), delivery.event());
          }
          settled.accept(step);
          return after(step, room);
        });
  }

  private static @Nullable Room after(Step step, @Nullable Room before) {
    return switch (step) {
      case Step.Changed changed -> changed.room();
      case Step.Ended _ -> null;
      case Step.Unchanged _, Step.Refused _ -> before;
    };
  }

  /** What there is at about this moment. */
  public Census census() {
    return Census.of(rooms.values());
  }

  /** How many rooms there are. */
  public int size() {
    return rooms.size();
  }
}

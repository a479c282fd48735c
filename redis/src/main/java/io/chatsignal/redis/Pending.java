package io.chatsignal.redis;

import io.chatsignal.signaling.Opaque;
import io.chatsignal.signaling.PeerId;
import io.chatsignal.signaling.Rejection;
import io.chatsignal.signaling.Room;
import io.chatsignal.signaling.RoomCommand;
import io.chatsignal.signaling.RoomKey;
import io.chatsignal.signaling.RoomLimits;
import io.chatsignal.signaling.Step;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A command, and who waits for what comes of it.
 *
 * @param deadlineNanos when it is refused as unavailable; never if empty
 * @param at the node that a peer leaves from: one that has moved on doesn't leave
 */
record Pending(
    RoomCommand command, Consumer<Step> settled, OptionalLong deadlineNanos, NodeTag at) {

  /** Takes a peer that is gone out of a room, however long that takes. */
  static Pending leave(RoomKey key, PeerId peer, NodeTag at) {
    return leave(key, peer, at, _ -> {});
  }

  static Pending leave(RoomKey key, PeerId peer, NodeTag at, Consumer<Step> settled) {
    return new Pending(
        new RoomCommand.Leave(key, peer, Opaque.NONE), settled, OptionalLong.empty(), at);
  }

  /** What it does to the room. */
  Step take(@Nullable StoredRoom before, long version, RoomLimits limits) {
    if (before == null) {
      return Room.applyToNone(command, version + 1);
    }
    if (command instanceof RoomCommand.Leave && !at.isSite(before.siteOf(command.by()))) {
      return new Step.Refused(Rejection.NOT_A_MEMBER);
    }
    return before.room().apply(command, limits);
  }

  boolean isDueAt(long nowNanos) {
    return deadlineNanos.isPresent() && nowNanos - deadlineNanos.getAsLong() >= 0;
  }

  void settle(Step step) {
    settled.accept(step);
  }
}

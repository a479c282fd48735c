package io.chatsignal.redis;

import io.chatsignal.signaling.Opaque;
import io.chatsignal.signaling.PeerId;
import io.chatsignal.signaling.RoomCommand;
import io.chatsignal.signaling.RoomKey;
import io.chatsignal.signaling.Step;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * A command, and who waits for what comes of it.
 *
 * @param deadlineNanos when it is refused as unavailable; never if empty
 */
record Pending(RoomCommand command, Consumer<Step> settled, OptionalLong deadlineNanos) {

  /** Takes a peer that is gone out of a room, however long that takes. */
  static Pending leave(RoomKey key, PeerId peer) {
    return leave(key, peer, _ -> {});
  }

  static Pending leave(RoomKey key, PeerId peer, Consumer<Step> settled) {
    return new Pending(
        new RoomCommand.Leave(key, peer, Opaque.NONE), settled, OptionalLong.empty());
  }

  boolean isDueAt(long nowNanos) {
    return deadlineNanos.isPresent() && nowNanos - deadlineNanos.getAsLong() >= 0;
  }

  void settle(Step step) {
    settled.accept(step);
  }
}

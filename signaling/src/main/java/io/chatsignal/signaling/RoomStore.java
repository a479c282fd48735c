package io.chatsignal.signaling;

import java.util.function.Consumer;

/** Keeps the rooms and makes each step of a room atomic. */
public interface RoomStore {

  /**
   * Applies the command to its room, and lets {@code settled} know what came of it. Called by any
   * thread, blocks none. For one room, all of this happens in one order, the same for everybody:
   * first the deliveries of a step, then its {@code settled}, then the deliveries of the next step.
   * Commands that one thread submits for one room are applied in that order.
   *
   * @param settled called exactly once, by any thread; must only pass the step on. Where the room
   *     can't be reached it gets a refusal with {@link RejectCode#UNAVAILABLE}
   */
  void submit(RoomCommand command, Consumer<Step> settled);
}

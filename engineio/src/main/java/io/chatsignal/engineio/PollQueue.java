package io.chatsignal.engineio;

import io.chatsignal.engineio.EngineCodec.BinarySupport;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where the packets of a polling client wait for a GET, and a GET for packets. */
final class PollQueue {
  private final EngineCodec codec;
  private final BinarySupport binary;
  private final ArrayDeque<EnginePacket> packets = new ArrayDeque<>();
  private long bytes;
  private @Nullable PollExchange held;

  PollQueue(EngineCodec codec, BinarySupport binary) {
    this.codec = codec;
    this.binary = binary;
  }

  void add(EnginePacket packet) {
    packets.add(packet);
    bytes += size(packet);
  }

  /** The larger part of what a packet costs while it waits; a constant stands for the rest. */
  private static long size(EnginePacket packet) {
    return 32L
        + switch (packet) {
          case EnginePacket.Text(String data) -> data.length();
          case EnginePacket.Binary(byte[] data) -> data.length;
          default -> 0;
        };
  }

  long bytes() {
    return bytes;
  }

  List<EnginePacket> packets() {
    return new ArrayList<>(packets);
  }

  boolean isHolding() {
    return held != null;
  }

  void hold(PollExchange exchange) {
    held = exchange;
  }

  /** Forgets a GET that is gone; returns whether it was the one held. */
  boolean drop(PollExchange exchange) {
    boolean found = held == exchange;
    held = found ? null : held;
    return found;
  }

  /** Answers the held GET if there is something to say. */
  void flush() {
    if (!packets.isEmpty()) {
      release();
    }
  }

  /** Answers the held GET, if only to end it. */
  void release() {
    PollExchange answered = held;
    if (answered == null) {
      return;
    }
    List<EnginePacket> taken =
        packets.isEmpty() ? List.of(new EnginePacket.Noop()) : new ArrayList<>(packets);
    held = null;
    packets.clear();
    bytes = 0;
    answered.respond(codec.encodePayload(taken, binary));
  }
}

package io.chatsignal.engineio;

/** The packets of Engine.IO; both versions have the same seven, a message being text or binary. */
public sealed interface EnginePacket {
  /** The handshake; only a server sends it. {@code json} is its data. */
  record Open(String json) implements EnginePacket {}

  /** The sender ends the session. */
  record Close() implements EnginePacket {}

  /** A heartbeat, or the probe of an upgrade where {@code data} is {@code probe}. */
  record Ping(String data) implements EnginePacket {}

  /** The answer to a ping, with the ping's data. */
  record Pong(String data) implements EnginePacket {}

  /** A message of the layer above. */
  record Text(String data) implements EnginePacket {}

  /** A binary message of the layer above; the array is handed over. */
  @SuppressWarnings("ArrayRecordComponent") // Handed over once, compared nowhere.
  record Binary(byte[] data) implements EnginePacket {}

  /** The client completes its upgrade. */
  record Upgrade() implements EnginePacket {}

  /** Nothing; ends a held poll during an upgrade. */
  record Noop() implements EnginePacket {}
}

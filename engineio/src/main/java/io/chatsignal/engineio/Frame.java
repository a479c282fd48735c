package io.chatsignal.engineio;

/** What crosses the transport in one piece: a WebSocket message or the body of an HTTP exchange. */
public sealed interface Frame {
  /** Text, UTF-8 on the wire. */
  record Text(String text) implements Frame {}

  /** Bytes. The array is handed over: whoever receives it may keep it, nobody changes it. */
  @SuppressWarnings("ArrayRecordComponent") // Handed over once, compared nowhere.
  record Binary(byte[] bytes) implements Frame {}
}

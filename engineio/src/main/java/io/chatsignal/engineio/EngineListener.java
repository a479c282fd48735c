package io.chatsignal.engineio;

/** The layer above a session; called on the session's thread. */
public interface EngineListener {
  /**
   * A text message came in: what stands in {@code packet} from {@code start} on. So most messages
   * are read where they came in, and not copied for want of their first character.
   */
  void onText(String packet, int start) throws MalformedPacketException;

  void onBinary(byte[] data) throws MalformedPacketException;

  /** A WebSocket carries the session from now on; polling is over. */
  default void onUpgraded() {}

  /** A ping went out behind everything that was sent so far. Version 4 only. */
  default void onPingSent() {}

  /** The last ping was answered, so the peer has everything that was sent before it. */
  default void onPingAnswered() {}

  /** The peer broke a protocol; the session closes right after this call. */
  default void onMalformed(String detail) {}

  /** The peer sent a message over the limit; the session closes right after this call. */
  default void onTooLarge() {}

  /** The session ended; called once. Nothing more comes from it, and what is sent is dropped. */
  void onClosed(CloseReason reason);

  /**
   * The session no longer needs to be found by its id. Comes with {@link #onClosed}, or a little
   * later where a polling client has yet to fetch its last packets.
   */
  void onReleased();
}

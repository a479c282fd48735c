package io.chatsignal.transport;

import io.chatsignal.engineio.CloseReason;
import io.chatsignal.engineio.MalformedPacketException;
import io.netty.channel.EventLoop;

/** The layer above one Engine.IO session. All calls are on the loop that owns the session. */
public interface EngineHandler {
  /** The session is open: what is sent from now on follows its handshake. */
  default void onOpen() {}

  /** A text message: what stands in {@code packet} from {@code start} on. */
  void onText(String packet, int start) throws MalformedPacketException;

  void onBinary(byte[] message) throws MalformedPacketException;

  /** A ping went out behind everything that was sent so far. */
  default void onPingSent() {}

  /** The peer has everything that was sent before the last ping. */
  default void onPingAnswered() {}

  /** The peer broke a protocol; the session closes right after this call. */
  default void onMalformed(String detail) {}

  /** The peer sent a message over the limit; the session closes right after this call. */
  default void onTooLarge() {}

  /** Looks for deadlines that have passed. Not called where nothing {@link #hasDeadline}. */
  default void tick(long nowNanos) {}

  /**
   * Whether {@link #tick} has something to wait for: asked after each, and after each time that
   * something was received or sent.
   */
  default boolean hasDeadline() {
    return true;
  }

  /** The session is about to move to another loop; this is the last call on the old one. */
  default void onMove(EventLoop target) {}

  /** The end; called once. */
  void onClosed(CloseReason reason);
}

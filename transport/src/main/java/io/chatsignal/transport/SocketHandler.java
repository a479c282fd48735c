package io.chatsignal.transport;

import io.chatsignal.engineio.CloseReason;
import io.chatsignal.socketio.Event;

/** What an application does with one socket. All calls are on the loop that owns the socket. */
public interface SocketHandler {
  void onEvent(Event event);

  /** The peer broke the protocol, and its connection ends right after this call. */
  default void onMalformed(String detail) {}

  /** The peer sent a message over the limit, and its connection ends right after this call. */
  default void onTooLarge() {}

  /**
   * The connection broke. The socket lives on for the resume window: what is emitted is kept, and
   * either {@link #onResume} or {@link #onDisconnect} follows.
   */
  default void onSuspend() {}

  /** The client is back on a new connection and has what it missed. */
  default void onResume() {}

  /** The end of the socket; called once, as the last call. */
  void onDisconnect(CloseReason reason);
}

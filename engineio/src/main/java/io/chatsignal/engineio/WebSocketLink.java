package io.chatsignal.engineio;

/** One WebSocket as a session sees it. Calls are in order and never block. */
public interface WebSocketLink {
  void send(Frame message);

  /** Output that the peer has not taken yet, in bytes. */
  long unsentBytes();

  /** Closes the WebSocket, after what was sent; closing twice is harmless. */
  void close(CloseReason reason);
}

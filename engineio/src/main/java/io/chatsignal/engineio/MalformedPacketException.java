package io.chatsignal.engineio;

/**
 * A peer broke the protocol. The message says how, for the log and for the peer, and quotes nothing
 * that the peer sent.
 */
public final class MalformedPacketException extends Exception {
  private static final long serialVersionUID = 1L;

  public MalformedPacketException(String message) {
    // A peer can cause as many of these as it likes, so they carry no stack.
    super(message, null, false, false);
  }
}

package io.chatsignal.signaling;

/** What one member passes to another. */
public record Signal(Kind kind, Opaque content) {

  /** What it is to the peers; to the server all are alike. */
  public enum Kind {
    SESSION_DESCRIPTION,
    ICE_CANDIDATE,
    MESSAGE
  }
}

package io.chatsignal.signaling;

import java.util.Optional;

/** The public id of one connected socket. */
public record PeerId(String value) {
  private static final int MAX_LENGTH = 128;

  public PeerId {
    Names.require(isValid(value), "a peer's id", value);
  }

  public static Optional<PeerId> parse(String text) {
    return isValid(text) ? Optional.of(new PeerId(text)) : Optional.empty();
  }

  private static boolean isValid(String text) {
    return text.length() <= MAX_LENGTH && Names.isWellFormed(text);
  }

  @Override
  public String toString() {
    return value;
  }
}

package io.chatsignal.signaling;

import java.util.Optional;

/** The application that a token was issued to. */
public record AppName(String value) {
  public static final int MAX_LENGTH = 256;

  public AppName {
    Names.require(isValid(value), "an app's name", value);
  }

  public static Optional<AppName> parse(String text) {
    return isValid(text) ? Optional.of(new AppName(text)) : Optional.empty();
  }

  private static boolean isValid(String text) {
    return text.length() <= MAX_LENGTH && Names.isWellFormed(text);
  }

  @Override
  public String toString() {
    return value;
  }
}

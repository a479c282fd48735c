package io.chatsignal.server.data;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The content of the credentials file, which is also a valid settings file. */
record MadeUp(String secret, String password) {

  private static final Pattern FILE =
      Pattern.compile(
          "(?:#.*\\R)*APP_SECRET=([A-Za-z0-9_-]{32,})\\RAPP_PASS=([A-Za-z0-9_-]{32,})\\R?");

  String text() {
    return """
    # Made up by Chat Signal at its first start. Keep it private; delete it to have new ones.
    APP_SECRET=%s
    APP_PASS=%s
    """
        .formatted(secret, password);
  }

  static Optional<MadeUp> parse(String text) {
    Matcher matcher = FILE.matcher(text);
    return matcher.matches()
        ? Optional.of(new MadeUp(matcher.group(1), matcher.group(2)))
        : Optional.empty();
  }

  @Override
  public String toString() {
    return "MadeUp[…]";
  }
}

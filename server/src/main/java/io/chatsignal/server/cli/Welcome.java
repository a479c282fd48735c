package io.chatsignal.server.cli;

import io.chatsignal.server.data.Credentials;
import io.chatsignal.server.data.Credentials.Origin;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a person needs next, once the server is up. Shows a secret only if the server made it up
 * itself: what an operator has set stays out of terminals and logs.
 */
record Welcome(String version, Places places, Credentials credentials, Path kept) {

  /** Where to find what the server has to offer. */
  record Places(String address, Optional<InetSocketAddress> management, boolean demo) {}

  static final String APP = "my-app";

  /**
   * @param appToken a token for {@code my-app}; shown only with a made-up secret
   */
  String text(String appToken) {
    StringBuilder text = new StringBuilder();
    line(text, "Chat Signal " + version);
    line(text, "");
    row(text, "Address", places.address());
    if (places.demo()) {
      row(text, "Demo", places.address() + "/demo");
    }
    places
        .management()
        .ifPresent(where ->
            row(
                text,
                "Metrics",
                "http://%s:%d/metrics"
                    .formatted(where.getAddress().getHostAddress(), where.getPort())));
    if (credentials.passwordOrigin() == Origin.MADE_UP) {
      row(text, "Password", credentials.password());
    }
    if (credentials.secretOrigin() == Origin.MADE_UP) {
      row(text, "App token", appToken);
    }
    line(text, "");
    if (credentials.passwordOrigin() == Origin.MADE_UP) {
      line(
          text,
          "The app token lets the clients of an app named "
              + APP
              + " connect. One for another app:");
      line(text, "");
      line(text, "  " + curl());
      line(text, "");
    }
    if (madeAnythingUp()) {
      line(
          text,
          "What was made up is kept in " + kept + "; in production set APP_SECRET and APP_PASS.");
    }
    line(text, "Ready. Ctrl+C stops the server.");
    return text.toString();
  }

  private boolean madeAnythingUp() {
    return credentials.passwordOrigin() == Origin.MADE_UP
        || credentials.secretOrigin() == Origin.MADE_UP;
  }

  /** The made-up password consists of letters that need no quoting in JSON or in a shell. */
  private String curl() {
    return "curl %s/app -H 'Content-Type: application/json' -d '{\"app\":\"%s\",\"password\":\"%s\"}'"
        .formatted(places.address(), "another-app", credentials.password());
  }

  private static void row(StringBuilder text, String name, String value) {
    line(text, "  %-10s %s".formatted(name, value));
  }

  private static void line(StringBuilder text, String line) {
    text.append(line).append('\n');
  }
}

package io.chatsignal.server.config;

import io.chatsignal.signaling.TokenKeys;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What an operator would want to hear once, at the start. */
final class Warnings {

  private static final int WEAK_PASSWORD_CHARACTERS = 16;

  private Warnings() {}

  private static boolean isLoopback(String host) {
    return host.equals("localhost") || host.startsWith("127.") || host.equals("::1");
  }

  static List<String> of(Configuration configuration) {
    List<String> warnings = new ArrayList<>(configuration.warnings());
    List<String> secrets = configuration.get(Settings.APP_SECRET);
    if (secrets.stream().anyMatch(TokenKeys::isWeak)) {
      warnings.add(
          "APP_SECRET is shorter than 32 bytes and can be guessed from any token: './chat-signal"
              + " secret generate' makes a good one, and the old one may stand behind it, after a"
              + " comma, for as long as its tokens are in use.");
    }
    Optional<String> password = configuration.get(Settings.APP_PASS);
    if (password.isPresent() && password.get().length() < WEAK_PASSWORD_CHARACTERS) {
      warnings.add(
          "APP_PASS is shorter than %d characters: './chat-signal secret generate' makes a good one."
              .formatted(WEAK_PASSWORD_CHARACTERS));
    }
    // Whoever sets a secret means to be in production; on a first try it would only be noise.
    if (!secrets.isEmpty() && configuration.get(Settings.ALLOWED_ORIGINS).isEmpty()) {
      warnings.add(
          "ALLOWED_ORIGINS is not set: web pages of every origin may connect, given a token.");
    }
    if (!secrets.isEmpty() && configuration.get(Settings.DEMO)) {
      warnings.add(
          "DEMO is on: whoever opens /demo gets an app token for an hour; DEMO=off removes it.");
    }
    if (configuration.get(Settings.MANAGEMENT_PORT).isPresent()
        && !isLoopback(configuration.get(Settings.MANAGEMENT_HOST))) {
      warnings.add(
          "MANAGEMENT_HOST lets other machines read metrics and health, without a password: a"
              + " firewall or the container's network has to keep the world out.");
    }
    return List.copyOf(warnings);
  }
}

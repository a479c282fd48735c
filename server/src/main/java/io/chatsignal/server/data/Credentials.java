package io.chatsignal.server.data;

import io.chatsignal.server.config.ServerConfig;
import io.chatsignal.signaling.TokenKeys;
import io.chatsignal.signaling.Tokens;
import java.time.Duration;
import java.util.List;

/**
 * What signs tokens and what opens {@code POST /app}, each with where it came from: what was made
 * up here is shown to the person who starts the server, what was given to us never is.
 */
public record Credentials(
    List<String> secrets, Origin secretOrigin, String password, Origin passwordOrigin) {

  /** Who chose a credential. */
  public enum Origin {
    CONFIGURED,
    MADE_UP
  }

  public Credentials {
    if (secrets.isEmpty() || password.isEmpty()) {
      throw new IllegalArgumentException("a secret and a password are needed");
    }
    secrets = List.copyOf(secrets);
  }

  /** What is set, completed from the data folder with what is not. */
  public static Credentials of(ServerConfig config) {
    return new DataFolder(config.dataFolder()).complete(config.secrets(), config.password());
  }

  public Tokens tokens(Duration lifetime) {
    return new Tokens(TokenKeys.of(secrets), lifetime.toSeconds());
  }

  /** Printed nowhere, not even by a record's own habit. */
  @Override
  public String toString() {
    return "Credentials[secret " + secretOrigin + ", password " + passwordOrigin + "]";
  }
}

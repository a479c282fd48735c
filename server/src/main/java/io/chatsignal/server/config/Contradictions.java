package io.chatsignal.server.config;

import java.util.OptionalInt;

/** Settings of which each is good by itself, and which can't all be meant. */
final class Contradictions {

  private Contradictions() {}

  static void check(Configuration configuration) {
    together(configuration, Settings.TLS_CERT, Settings.TLS_KEY);
    together(configuration, Settings.TLS_KEY, Settings.TLS_CERT);
    together(configuration, Settings.TURN_URLS, Settings.TURN_SECRET);
    together(configuration, Settings.TURN_SECRET, Settings.TURN_URLS);
    notMore(
        Settings.MAX_PAYLOAD_BYTES,
        configuration.get(Settings.MAX_PAYLOAD_BYTES),
        Settings.MAX_MESSAGE_BYTES,
        configuration.get(Settings.MAX_MESSAGE_BYTES));
    OptionalInt management = configuration.get(Settings.MANAGEMENT_PORT);
    int port = configuration.get(Settings.APP_PORT);
    if (port > 0 && management.equals(OptionalInt.of(port))) {
      throw new ConfigurationException(
          "MANAGEMENT_PORT is %d, and so is APP_PORT: each takes a port of its own."
              .formatted(port));
    }
    OptionalInt connections = configuration.get(Settings.MAX_CONNECTIONS);
    OptionalInt each = configuration.get(Settings.MAX_CONNECTIONS_PER_ADDRESS);
    if (connections.isPresent() && each.isPresent()) {
      notMore(
          Settings.MAX_CONNECTIONS_PER_ADDRESS,
          each.getAsInt(),
          Settings.MAX_CONNECTIONS,
          connections.getAsInt());
    }
    if (configuration.get(Settings.PROXY_PROTOCOL)
        && configuration.get(Settings.TRUSTED_PROXIES).isEmpty()) {
      throw new ConfigurationException(
          "PROXY_PROTOCOL is on without TRUSTED_PROXIES: it takes the proxies' addresses there,"
              + " because anybody could send such a header.");
    }
  }

  private static void together(Configuration configuration, Setting<?> setting, Setting<?> needed) {
    if (configuration.isSet(setting) && !configuration.isSet(needed)) {
      throw new ConfigurationException(
          "%s is set without %s: it takes both or neither."
              .formatted(setting.name(), needed.name()));
    }
  }

  private static void notMore(Setting<?> setting, int value, Setting<?> other, int most) {
    if (value > most) {
      throw new ConfigurationException(
          "%s is %d, more than %s with %d: it takes at most that."
              .formatted(setting.name(), value, other.name(), most));
    }
  }
}

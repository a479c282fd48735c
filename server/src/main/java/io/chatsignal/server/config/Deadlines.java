package io.chatsignal.server.config;

import static io.chatsignal.server.config.Setting.Group.TIMES;
import static io.chatsignal.server.config.Setting.open;

import java.time.Duration;

/** The settings that end what a client begins and does not finish, below Socket.IO. */
final class Deadlines {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration HOUR = Duration.ofHours(1);

  static final Setting<Duration> REQUEST_TIMEOUT =
      open(
          "REQUEST_TIMEOUT",
          Kind.duration(SECOND, HOUR),
          "10s",
          TIMES,
          "From the first byte of an HTTP request to its last, and for a TLS handshake.");

  static final Setting<Duration> IDLE_TIMEOUT =
      open(
          "IDLE_TIMEOUT",
          Kind.duration(SECOND, HOUR),
          "75s",
          TIMES,
          "How long an HTTP connection is kept between requests.");

  static final Setting<Duration> UPGRADE_TIMEOUT =
      open(
          "UPGRADE_TIMEOUT",
          Kind.duration(SECOND, HOUR),
          "10s",
          TIMES,
          "How long a WebSocket may take to take over from polling.");

  static final Setting<Duration> MESSAGE_TIMEOUT =
      open(
          "MESSAGE_TIMEOUT",
          Kind.duration(SECOND, HOUR),
          "60s",
          TIMES,
          "From the first byte of a WebSocket message to its last.");

  private Deadlines() {}
}

package io.chatsignal.server.config;

import static io.chatsignal.server.config.Setting.Group.BASICS;
import static io.chatsignal.server.config.Setting.Group.CALLS;
import static io.chatsignal.server.config.Setting.Group.TIMES;
import static io.chatsignal.server.config.Setting.open;

import java.time.Duration;

/** The settings that say how long something may take: the part of {@link Settings} with times. */
public final class TimeSettings {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration HOUR = Duration.ofHours(1);

  public static final Setting<Duration> TOKEN_LIFETIME =
      open(
          "TOKEN_LIFETIME",
          Kind.duration(SECOND, Duration.ofDays(3650)),
          "86400",
          BASICS,
          "How long a session token is valid.");

  public static final Setting<Duration> TURN_TTL =
      open(
          "TURN_TTL",
          Kind.duration(Duration.ofSeconds(10), Duration.ofDays(30)),
          "1h",
          CALLS,
          "How long such a password is valid; peers get a new one in time.");

  public static final Setting<Duration> REQUEST_TIMEOUT =
      open(
          "REQUEST_TIMEOUT",
          Kind.duration(SECOND, HOUR),
          "10s",
          TIMES,
          "From the first byte of an HTTP request to its last, and for a TLS handshake.");

  public static final Setting<Duration> IDLE_TIMEOUT =
      open(
          "IDLE_TIMEOUT",
          Kind.duration(SECOND, HOUR),
          "75s",
          TIMES,
          "How long an HTTP connection is kept between requests.");

  public static final Setting<Duration> UPGRADE_TIMEOUT =
      open(
          "UPGRADE_TIMEOUT",
          Kind.duration(SECOND, HOUR),
          "10s",
          TIMES,
          "How long a WebSocket may take to take over from polling.");

  public static final Setting<Duration> MESSAGE_TIMEOUT =
      open(
          "MESSAGE_TIMEOUT",
          Kind.duration(SECOND, HOUR),
          "60s",
          TIMES,
          "From the first byte of a WebSocket message to its last.");

  public static final Setting<Duration> CONNECT_TIMEOUT =
      open(
          "CONNECT_TIMEOUT",
          Kind.duration(SECOND, HOUR),
          "10s",
          TIMES,
          "From the first byte to an accepted CONNECT.");

  public static final Setting<Duration> AUTH_TIMEOUT =
      open(
          "AUTH_TIMEOUT",
          Kind.duration(SECOND, HOUR),
          "60s",
          TIMES,
          "From CONNECT to auth-accept; then the socket is closed.");

  public static final Setting<Duration> DRAIN_TIMEOUT =
      open(
          "DRAIN_TIMEOUT",
          Kind.duration(Duration.ZERO, HOUR),
          "20s",
          TIMES,
          "How long clients have to leave when the server is told to stop; 0 ends them at once.");

  public static final Setting<Duration> RESUME_WINDOW =
      open(
          "RESUME_WINDOW",
          Kind.duration(Duration.ZERO, HOUR),
          "15s",
          TIMES,
          "How long a peer whose connection broke keeps its place; 0 is off.");

  public static final Setting<Duration> PING_INTERVAL =
      open(
          "PING_INTERVAL",
          Kind.duration(Duration.ofMillis(100), HOUR),
          "25s",
          TIMES,
          "Between two heartbeats of a connection.");

  public static final Setting<Duration> PING_TIMEOUT =
      open(
          "PING_TIMEOUT",
          Kind.duration(Duration.ofMillis(100), HOUR),
          "20s",
          TIMES,
          "How long a heartbeat's answer may take.");

  public static final Setting<Duration> NODE_LEASE =
      open(
          "NODE_LEASE",
          Kind.duration(SECOND, Duration.ofMinutes(1)),
          "15s",
          TIMES,
          "How long a node may be silent in Redis before its peers are taken for gone.");

  private TimeSettings() {}
}

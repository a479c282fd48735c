package io.chatsignal.transport;

import io.chatsignal.socketio.SocketLimits;
import java.time.Duration;

/**
 * What clients may make the server hold, and for how long.
 *
 * @param maxMessageBytes one message, or the body of one request
 * @param maxFirstMessageBytes the same before the client has entered a namespace
 * @param maxUnsentBytes output that a client does not take
 * @param maxConnections open connections; 0 for as many as the system has
 * @param maxConnectionsPerAddress open connections of one client address; 0 for no limit
 * @param connectTimeout from the opening of a session to an accepted CONNECT
 * @param upgradeTimeout from the opening of a WebSocket that names a session to its taking over
 * @param requestTimeout from the first byte of an HTTP request to its last, and for a TLS handshake
 * @param idleTimeout of an HTTP connection between requests
 * @param messageTimeout from the first byte of a WebSocket message to its last
 * @param socket what one connection may hold at the level of Socket.IO
 */
public record TransportLimits(
    int maxMessageBytes,
    int maxFirstMessageBytes,
    long maxUnsentBytes,
    int maxConnections,
    int maxConnectionsPerAddress,
    Duration connectTimeout,
    Duration upgradeTimeout,
    Duration requestTimeout,
    Duration idleTimeout,
    Duration messageTimeout,
    SocketLimits socket) {
  public static TransportLimits defaults() {
    return new TransportLimits(
        256 << 10,
        16 << 10,
        1 << 20,
        0,
        0,
        Duration.ofSeconds(10),
        Duration.ofSeconds(10),
        Duration.ofSeconds(10),
        Duration.ofSeconds(75),
        Duration.ofSeconds(60),
        SocketLimits.defaults());
  }

  public TransportLimits withMaxMessageBytes(int value) {
    return new TransportLimits(
        value,
        Math.min(value, maxFirstMessageBytes),
        maxUnsentBytes,
        maxConnections,
        maxConnectionsPerAddress,
        connectTimeout,
        upgradeTimeout,
        requestTimeout,
        idleTimeout,
        messageTimeout,
        socket);
  }

  public TransportLimits withMaxFirstMessageBytes(int value) {
    return new TransportLimits(
        maxMessageBytes,
        value,
        maxUnsentBytes,
        maxConnections,
        maxConnectionsPerAddress,
        connectTimeout,
        upgradeTimeout,
        requestTimeout,
        idleTimeout,
        messageTimeout,
        socket);
  }

  public TransportLimits withMaxUnsentBytes(long value) {
    return new TransportLimits(
        maxMessageBytes,
        maxFirstMessageBytes,
        value,
        maxConnections,
        maxConnectionsPerAddress,
        connectTimeout,
        upgradeTimeout,
        requestTimeout,
        idleTimeout,
        messageTimeout,
        socket);
  }

  /** At most so many connections in all and from one address; 0 for no limit. */
  public TransportLimits withMaxConnections(int inAll, int perAddress) {
    return new TransportLimits(
        maxMessageBytes,
        maxFirstMessageBytes,
        maxUnsentBytes,
        inAll,
        perAddress,
        connectTimeout,
        upgradeTimeout,
        requestTimeout,
        idleTimeout,
        messageTimeout,
        socket);
  }

  public TransportLimits withConnectTimeout(Duration value) {
    return new TransportLimits(
        maxMessageBytes,
        maxFirstMessageBytes,
        maxUnsentBytes,
        maxConnections,
        maxConnectionsPerAddress,
        value,
        upgradeTimeout,
        requestTimeout,
        idleTimeout,
        messageTimeout,
        socket);
  }

  public TransportLimits withUpgradeTimeout(Duration value) {
    return new TransportLimits(
        maxMessageBytes,
        maxFirstMessageBytes,
        maxUnsentBytes,
        maxConnections,
        maxConnectionsPerAddress,
        connectTimeout,
        value,
        requestTimeout,
        idleTimeout,
        messageTimeout,
        socket);
  }

  /** Deadlines of one request, of a pause between requests, and of one WebSocket message. */
  public TransportLimits withDeadlines(Duration request, Duration idle, Duration message) {
    return new TransportLimits(
        maxMessageBytes,
        maxFirstMessageBytes,
        maxUnsentBytes,
        maxConnections,
        maxConnectionsPerAddress,
        connectTimeout,
        upgradeTimeout,
        request,
        idle,
        message,
        socket);
  }

  public TransportLimits withSocket(SocketLimits value) {
    return new TransportLimits(
        maxMessageBytes,
        maxFirstMessageBytes,
        maxUnsentBytes,
        maxConnections,
        maxConnectionsPerAddress,
        connectTimeout,
        upgradeTimeout,
        requestTimeout,
        idleTimeout,
        messageTimeout,
        value);
  }
}

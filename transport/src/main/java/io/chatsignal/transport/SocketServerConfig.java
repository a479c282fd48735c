package io.chatsignal.transport;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * How a server listens and what it allows. Begin with {@link #defaults()} and change what differs.
 *
 * @param host the address to listen on; empty for all
 * @param port the port to listen on; 0 for any free one
 * @param path where the protocol is served, with a slash at both ends
 * @param eventLoops threads that carry connections; 0 for one per core
 * @param heartbeat when clients are pinged and given up
 * @param limits what a client may make the server hold
 * @param resumeWindow how long a broken connection's sockets are kept; zero for not at all
 * @param access who may connect
 * @param tls certificate and key, or nothing for plain HTTP
 * @param compression whether permessage-deflate is offered
 */
public record SocketServerConfig(
    String host,
    int port,
    String path,
    int eventLoops,
    Heartbeats heartbeat,
    TransportLimits limits,
    Duration resumeWindow,
    Access access,
    Optional<Tls> tls,
    Compression compression) {

  /** Times of the heartbeat, on the wire in milliseconds. */
  public record Heartbeats(Duration pingInterval, Duration pingTimeout) {}

  /**
   * Who may connect.
   *
   * @param allowedOrigins exact origins, scheme, host and port; none listed allows any
   * @param trustedProxies addresses and networks ({@code 10.0.0.0/8}) whose X-Forwarded-For counts
   * @param proxyProtocol whether each connection begins with a PROXY header, v1 or v2
   */
  public record Access(
      Set<String> allowedOrigins, Set<String> trustedProxies, ProxyProtocol proxyProtocol) {
    public Access {
      allowedOrigins = Set.copyOf(allowedOrigins);
      trustedProxies = Set.copyOf(trustedProxies);
    }

    public static Access open() {
      return new Access(Set.of(), Set.of(), ProxyProtocol.NONE);
    }
  }

  /** Whether connections begin with a PROXY header. */
  public enum ProxyProtocol {
    NONE,
    REQUIRED
  }

  /** PEM files; they are watched, and a changed certificate serves the next connection. */
  public record Tls(Path certificate, Path key) {}

  /** Whether permessage-deflate is negotiated. */
  public enum Compression {
    OFF,
    ON
  }

  /** Port 3000 on all addresses, the protocol's own default times, any origin, no recovery. */
  public static SocketServerConfig defaults() {
    return new SocketServerConfig(
        "",
        3000,
        "/socket.io/",
        0,
        new Heartbeats(Duration.ofSeconds(25), Duration.ofSeconds(20)),
        TransportLimits.defaults(),
        Duration.ZERO,
        Access.open(),
        Optional.empty(),
        Compression.OFF);
  }

  public SocketServerConfig withHost(String value) {
    return new SocketServerConfig(
        value, port, path, eventLoops, heartbeat, limits, resumeWindow, access, tls, compression);
  }

  public SocketServerConfig withPort(int value) {
    return new SocketServerConfig(
        host, value, path, eventLoops, heartbeat, limits, resumeWindow, access, tls, compression);
  }

  public SocketServerConfig withPath(String value) {
    return new SocketServerConfig(
        host, port, value, eventLoops, heartbeat, limits, resumeWindow, access, tls, compression);
  }

  public SocketServerConfig withEventLoops(int value) {
    return new SocketServerConfig(
        host, port, path, value, heartbeat, limits, resumeWindow, access, tls, compression);
  }

  public SocketServerConfig withHeartbeat(Duration pingInterval, Duration pingTimeout) {
    Heartbeats value = new Heartbeats(pingInterval, pingTimeout);
    return new SocketServerConfig(
        host, port, path, eventLoops, value, limits, resumeWindow, access, tls, compression);
  }

  public SocketServerConfig withLimits(TransportLimits value) {
    return new SocketServerConfig(
        host, port, path, eventLoops, heartbeat, value, resumeWindow, access, tls, compression);
  }

  public SocketServerConfig withResumeWindow(Duration value) {
    return new SocketServerConfig(
        host, port, path, eventLoops, heartbeat, limits, value, access, tls, compression);
  }

  public SocketServerConfig withAccess(Access value) {
    return new SocketServerConfig(
        host, port, path, eventLoops, heartbeat, limits, resumeWindow, value, tls, compression);
  }

  public SocketServerConfig withTls(Path certificate, Path key) {
    Optional<Tls> value = Optional.of(new Tls(certificate, key));
    return new SocketServerConfig(
        host, port, path, eventLoops, heartbeat, limits, resumeWindow, access, value, compression);
  }

  public SocketServerConfig withCompression(Compression value) {
    return new SocketServerConfig(
        host, port, path, eventLoops, heartbeat, limits, resumeWindow, access, tls, value);
  }
}

package io.chatsignal.server.config;

import io.chatsignal.transport.SocketServerConfig;
import io.chatsignal.transport.SocketServerConfig.Access;
import io.chatsignal.transport.SocketServerConfig.Compression;
import io.chatsignal.transport.SocketServerConfig.ProxyProtocol;
import io.chatsignal.transport.TransportLimits;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/** The transport's share of the settings, in the transport's words. */
final class Sockets {

  private Sockets() {}

  static SocketServerConfig of(Configuration configuration) {
    SocketServerConfig config =
        SocketServerConfig.defaults()
            .withHost(configuration.get(Settings.APP_HOST).orElse(""))
            .withPort(configuration.get(Settings.APP_PORT))
            .withHeartbeat(
                configuration.get(TimeSettings.PING_INTERVAL),
                configuration.get(TimeSettings.PING_TIMEOUT))
            .withResumeWindow(configuration.get(TimeSettings.RESUME_WINDOW))
            .withLimits(limits(configuration))
            .withAccess(access(configuration))
            .withCompression(
                configuration.get(Settings.COMPRESSION) ? Compression.ON : Compression.OFF);
    Optional<Path> certificate = configuration.get(Settings.TLS_CERT);
    Optional<Path> key = configuration.get(Settings.TLS_KEY);
    return certificate.isPresent() && key.isPresent()
        ? config.withTls(certificate.get(), key.get())
        : config;
  }

  private static TransportLimits limits(Configuration configuration) {
    return TransportLimits.defaults()
        .withMaxMessageBytes(configuration.get(Settings.MAX_MESSAGE_BYTES))
        .withMaxUnsentBytes(configuration.get(Settings.MAX_UNSENT_BYTES))
        .withConnectTimeout(configuration.get(TimeSettings.CONNECT_TIMEOUT))
        .withUpgradeTimeout(configuration.get(TimeSettings.UPGRADE_TIMEOUT))
        .withDeadlines(
            configuration.get(TimeSettings.REQUEST_TIMEOUT),
            configuration.get(TimeSettings.IDLE_TIMEOUT),
            configuration.get(TimeSettings.MESSAGE_TIMEOUT))
        .withMaxConnections(
            configuration.get(Settings.MAX_CONNECTIONS).orElse(0),
            configuration.get(Settings.MAX_CONNECTIONS_PER_ADDRESS).orElse(0));
  }

  private static Access access(Configuration configuration) {
    return new Access(
        Set.copyOf(configuration.get(Settings.ALLOWED_ORIGINS)),
        Set.copyOf(configuration.get(Settings.TRUSTED_PROXIES)),
        configuration.get(Settings.PROXY_PROTOCOL) ? ProxyProtocol.REQUIRED : ProxyProtocol.NONE);
  }
}

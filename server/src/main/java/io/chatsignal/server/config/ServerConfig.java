package io.chatsignal.server.config;

import io.chatsignal.redis.RedisConfig;
import io.chatsignal.server.ice.IceServers;
import io.chatsignal.server.ice.TurnAccess;
import io.chatsignal.server.log.LogConfig;
import io.chatsignal.server.telemetry.TelemetryConfig;
import io.chatsignal.signaling.Limits;
import io.chatsignal.signaling.Rate;
import io.chatsignal.signaling.RoomLimits;
import io.chatsignal.signaling.RoomScope;
import io.chatsignal.transport.SocketServerConfig;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What the server's parts are built from: the settings, checked one against the other.
 *
 * @param secrets empty where one has to be made up
 * @param password empty where one has to be made up
 * @param nodeName what balancers call this node; empty if nothing
 * @param redis where the nodes of this deployment meet; nowhere if this is the only one
 * @param management where metrics and health are; nowhere unless it is set
 * @param warnings what is allowed and likely not meant; one sentence each
 */
public record ServerConfig(
    List<String> secrets,
    Optional<String> password,
    Path dataFolder,
    Duration tokenLifetime,
    Duration authTimeout,
    Duration drainTimeout,
    SocketServerConfig sockets,
    RoomScope roomScope,
    Limits limits,
    IceServers iceServers,
    String nodeName,
    Optional<RedisConfig> redis,
    Optional<InetSocketAddress> management,
    LogConfig log,
    TelemetryConfig telemetry,
    boolean demo,
    List<String> warnings) {

  /**
   * Checks the settings one against the other.
   *
   * @param home the program's folder, beside which the data are unless DATA_DIR says otherwise
   */
  public static ServerConfig of(Configuration configuration, Path home) {
    Contradictions.check(configuration);
    return new ServerConfig(
        configuration.get(Settings.APP_SECRET),
        configuration.get(Settings.APP_PASS),
        configuration.get(Settings.DATA_DIR).orElse(home.resolve("data")),
        configuration.get(TimeSettings.TOKEN_LIFETIME),
        configuration.get(TimeSettings.AUTH_TIMEOUT),
        configuration.get(TimeSettings.DRAIN_TIMEOUT),
        Sockets.of(configuration),
        configuration.get(Settings.ROOM_SCOPE),
        limits(configuration),
        iceServers(configuration),
        configuration.get(Settings.NODE_NAME),
        redis(configuration),
        management(configuration),
        new LogConfig(
            configuration.get(Settings.LOG_FORMAT),
            configuration.get(Settings.LOG_LEVEL),
            configuration.get(Settings.LOG_TRAIL)),
        Exports.of(configuration),
        configuration.get(Settings.DEMO),
        Warnings.of(configuration));
  }

  private static Limits limits(Configuration configuration) {
    return new Limits(
        configuration.get(Settings.MAX_PAYLOAD_BYTES),
        new RoomLimits(
            configuration.get(Settings.MAX_ROOM_NAME),
            configuration.get(Settings.MAX_ROOM_MEMBERS),
            configuration.get(Settings.MAX_ROOM_CANDIDATES),
            configuration.get(Settings.MAX_ROOMS_PER_PEER)),
        new Rate(
            configuration.get(Settings.REQUEST_RATE), configuration.get(Settings.REQUEST_BURST)),
        new Rate(configuration.get(Settings.RELAY_RATE), configuration.get(Settings.RELAY_BURST)));
  }

  /** Its host is a name yet, which may be no address of this machine. */
  private static Optional<InetSocketAddress> management(Configuration configuration) {
    OptionalInt port = configuration.get(Settings.MANAGEMENT_PORT);
    String host = configuration.get(Settings.MANAGEMENT_HOST);
    return port.isPresent()
        ? Optional.of(InetSocketAddress.createUnresolved(host, port.getAsInt()))
        : Optional.empty();
  }

  private static IceServers iceServers(Configuration configuration) {
    Optional<TurnAccess> turn =
        configuration
            .get(Settings.TURN_SECRET)
            .map(secret ->
                new TurnAccess(
                    configuration.get(Settings.TURN_URLS),
                    secret,
                    configuration.get(TimeSettings.TURN_TTL)));
    return new IceServers(configuration.get(Settings.ICE_SERVERS), turn);
  }

  private static Optional<RedisConfig> redis(Configuration configuration) {
    return configuration
        .get(Settings.REDIS_URL)
        .map(address ->
            new RedisConfig(
                    address,
                    configuration.get(Settings.REDIS_PREFIX),
                    configuration.get(TimeSettings.NODE_LEASE))
                .withAuthority(configuration.get(Settings.REDIS_CA)));
  }

  /** Secrets stay out of logs. */
  @Override
  public String toString() {
    return "ServerConfig[limits=" + limits + ", dataFolder=" + dataFolder + "]";
  }
}

package io.chatsignal.server.doctor;

import io.chatsignal.server.config.ServerConfig;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** Tries the setup end to end, with the settings that the server would start with. */
public final class Doctor {

  /** How long anything may take that is asked over the network. */
  static final Duration PATIENCE = Duration.ofSeconds(3);

  private final List<Check> checks = new ArrayList<>();

  /**
   * Looks at nothing yet.
   *
   * @param timeServer where the time can be asked for, as host or host:port
   */
  public Doctor(ServerConfig config, InstantSource clock, String timeServer) {
    checks.add(new PortCheck(config.sockets()));
    checks.add(new FilesCheck(config.sockets().limits().maxConnections()));
    checks.add(new ClockCheck(clock, timeServer));
    config.sockets().tls().ifPresent(tls -> checks.add(new TlsCheck(config.sockets(), clock)));
    config
        .redis()
        .ifPresent(redis ->
            RedisEndpoint.of(redis.address())
                .forEach(endpoint -> checks.add(new RedisCheck(endpoint))));
    config.iceServers().turn().ifPresent(turn -> checks.add(new TurnCheck(turn, clock)));
  }

  public List<Finding> findings() {
    return checks.stream().flatMap(check -> check.findings().stream()).toList();
  }
}

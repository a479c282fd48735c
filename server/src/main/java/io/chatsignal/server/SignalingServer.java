package io.chatsignal.server;

import io.chatsignal.server.config.ConfigurationException;
import io.chatsignal.server.config.ServerConfig;
import io.chatsignal.server.data.Credentials;
import io.chatsignal.server.http.AppEndpoint;
import io.chatsignal.server.http.HttpApi;
import io.chatsignal.server.manage.FullCollections;
import io.chatsignal.server.manage.ManagementServer;
import io.chatsignal.server.manage.NodeHealth;
import io.chatsignal.server.manage.NodeMetrics;
import io.chatsignal.server.manage.Readiness;
import io.chatsignal.server.signal.Drain;
import io.chatsignal.server.signal.SignalClock;
import io.chatsignal.server.signal.SignalService;
import io.chatsignal.server.telemetry.Telemetry;
import io.chatsignal.signaling.AppName;
import io.chatsignal.signaling.Tokens;
import io.chatsignal.transport.SocketServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.UnresolvedAddressException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The parts list: builds everything that the server consists of, and takes it down again. */
public final class SignalingServer implements AutoCloseable {

  /** The demo page asks for a new token whenever it connects. */
  private static final long DEMO_TOKEN_SECONDS = 3600;

  private static final AppName DEMO = new AppName("demo");

  private static final Logger LOG = LoggerFactory.getLogger(SignalingServer.class);
  private static final long DRAIN_ROUND_MILLIS = 50;
  private static final int LAST_POLLS_ROUNDS = 10;

  private enum Life {
    STARTING,
    RUNNING,
    STOPPING
  }

  private @Nullable ManagementServer management;
  private volatile Life life = Life.STARTING;
  private final ServerConfig config;
  private final SignalClock clock = SignalClock.system();
  private final Tokens tokens;
  private final SignalService signaling;
  private final Telemetry telemetry;
  private final NodeMetrics metrics;
  private final HttpApi http;
  private final SocketServer sockets;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("timer").daemon().factory());

  public SignalingServer(String version, ServerConfig config, Credentials credentials) {
    this.config = config;
    tokens = credentials.tokens(config.tokenLifetime());
    signaling =
        new SignalService(tokens, config.limits(), config.roomScope(), config.authTimeout(), clock)
            .offer(config.iceServers());
    AppEndpoint app = new AppEndpoint(credentials.password(), this::issueToken, clock.nanos());
    http = config.demo() ? HttpApi.withDemo(app, this::issueDemoToken) : HttpApi.withoutDemo(app);
    telemetry = telemetry(config, version);
    sockets = new SocketServer(config.sockets());
    sockets.http(telemetry.watched(http));
    if (!config.nodeName().isEmpty()) {
      sockets.connectionPrefix(config.nodeName() + ".");
    }
    signaling.watch(telemetry.requests());
    config.redis().ifPresent(redis -> signaling.join(redis, sockets));
    signaling.serve(sockets.namespace("/"));
    metrics = new NodeMetrics(version, sockets, signaling, readiness());
  }

  private static Telemetry telemetry(ServerConfig config, String version) {
    String instance =
        config.nodeName().isEmpty() ? UUID.randomUUID().toString() : config.nodeName();
    try {
      return Telemetry.of(config.telemetry(), new Telemetry.Self(version, instance));
    } catch (RuntimeException refused) {
      throw new ConfigurationException(
          "OpenTelemetry does not take the OTEL_ settings (%s).".formatted(refused.getMessage()));
    }
  }

  public SignalingServer start() throws StartException {
    try {
      sockets.start();
    } catch (IOException failure) {
      close();
      throw StartException.of(failure, config.sockets());
    }
    signaling.start();
    startManagement();
    telemetry.observe(metrics::write);
    life = Life.RUNNING;
    timer.scheduleAtFixedRate(signaling::endUnauthenticated, 1, 1, TimeUnit.SECONDS);
    timer.scheduleAtFixedRate(signaling::forgetDeparted, 1, 1, TimeUnit.SECONDS);
    timer.scheduleAtFixedRate(signaling::renewIceServers, 1, 1, TimeUnit.SECONDS);
    timer.schedule(this::keepHeapSmall, FullCollections.PERIOD_SECONDS, TimeUnit.SECONDS);
    return this;
  }

  private void keepHeapSmall() {
    FullCollections collections = FullCollections.ofThisProcess();
    if (collections != null) {
      long period = FullCollections.PERIOD_SECONDS;
      timer.scheduleAtFixedRate(
          () -> collections.tick(clock.nanos().getAsLong()), period, period, TimeUnit.SECONDS);
    }
  }

  private void startManagement() throws StartException {
    if (config.management().isEmpty()) {
      return;
    }
    try {
      management = new ManagementServer(config.management().get(), metrics);
    } catch (IOException | UnresolvedAddressException failure) {
      close();
      throw StartException.ofManagement(failure, config.management().get());
    }
  }

  /** Where a browser on this machine finds the server. */
  public String address() {
    String scheme = config.sockets().tls().isPresent() ? "https" : "http";
    String host = config.sockets().host().isEmpty() ? "localhost" : config.sockets().host();
    String literal = host.indexOf(':') < 0 ? host : "[" + host + "]";
    return "%s://%s:%d".formatted(scheme, literal, sockets.address().getPort());
  }

  public boolean hasDemo() {
    return http.hasDemo();
  }

  public String issueToken(AppName app) {
    return tokens.issueApp(app, clock.epochSeconds().getAsLong());
  }

  private String issueDemoToken() {
    return tokens.issuePassingApp(DEMO, clock.epochSeconds().getAsLong(), DEMO_TOKEN_SECONDS);
  }

  /** Whether it serves all that it is there for: without its Redis it does not. */
  public boolean isReady() {
    return signaling.isReady();
  }

  public int connections() {
    return sockets.connections();
  }

  public int peers() {
    return signaling.peers();
  }

  public int rooms() {
    return signaling.rooms();
  }

  /** Where metrics and health are; empty unless they are asked for. */
  public Optional<InetSocketAddress> managementAddress() {
    return Optional.ofNullable(management).map(ManagementServer::address);
  }

  /** The node's own part of readiness: not before it has started, nor while it stops. */
  private Optional<String> lifeTrouble() {
    return switch (life) {
      case STARTING -> Optional.of("The server is starting.");
      case RUNNING -> Optional.empty();
      case STOPPING -> Optional.of("The server is stopping.");
    };
  }

  private Readiness readiness() {
    return new Readiness(
        List.of(
            NodeHealth.of("server", this::lifeTrouble),
            NodeHealth.of("redis", signaling::trouble)));
  }

  /**
   * Lets nobody in any more, sends everybody away and waits until they have left, or until their
   * time is up; then closes.
   */
  public void drain() throws InterruptedException {
    life = Life.STOPPING;
    sockets.refuseNew();
    long before = sockets.counters().open();
    LOG.info(
        "Stopping: {} connections have {} s to leave; a second signal ends them at once.",
        before,
        config.drainTimeout().toSeconds());
    long startNanos = clock.nanos().getAsLong();
    Drain drain = signaling.drain(config.drainTimeout());
    while (sockets.counters().open() + signaling.awaited() > 0
        && !drain.isOver(clock.nanos().getAsLong())) {
      drain.round(clock.nanos().getAsLong());
      Thread.sleep(DRAIN_ROUND_MILLIS);
    }
    long left = sockets.counters().open();
    awaitLastPolls();
    close();
    long millis = (clock.nanos().getAsLong() - startNanos) / 1_000_000;
    LOG.info("Stopped after {} ms; {} of {} connections had to be cut off.", millis, left, before);
  }

  /** Polling clients that were sent away between two requests come once more, to be told so. */
  private void awaitLastPolls() throws InterruptedException {
    for (int i = 0; i < LAST_POLLS_ROUNDS && sockets.connections() > 0; i++) {
      Thread.sleep(DRAIN_ROUND_MILLIS);
    }
  }

  @Override
  public void close() {
    life = Life.STOPPING;
    timer.shutdownNow();
    sockets.refuseNew();
    signaling.close();
    sockets.close();
    if (management != null) {
      management.close();
    }
    telemetry.close();
  }
}

package io.chatsignal.server;

import io.chatsignal.server.config.ServerConfig;
import io.chatsignal.server.data.Credentials;
import io.chatsignal.server.http.AppEndpoint;
import io.chatsignal.server.http.HttpApi;
import io.chatsignal.server.signal.SignalClock;
import io.chatsignal.server.signal.SignalService;
import io.chatsignal.signaling.AppName;
import io.chatsignal.signaling.Tokens;
import io.chatsignal.transport.SocketServer;
import java.io.IOException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** The parts list: builds everything that the server consists of, and takes it down again. */
public final class SignalingServer implements AutoCloseable {

  /** The demo page asks for a new token whenever it connects. */
  private static final long DEMO_TOKEN_SECONDS = 3600;

  private static final AppName DEMO = new AppName("demo");

  private final ServerConfig config;
  private final SignalClock clock = SignalClock.system();
  private final Tokens tokens;
  private final SignalService signaling;
  private final HttpApi http;
  private final SocketServer sockets;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("timer").daemon().factory());

  public SignalingServer(ServerConfig config, Credentials credentials) {
    this.config = config;
    tokens = credentials.tokens(config.tokenLifetime());
    signaling =
        new SignalService(tokens, config.limits(), config.roomScope(), config.authTimeout(), clock)
            .offer(config.iceServers());
    AppEndpoint app = new AppEndpoint(credentials.password(), this::issueToken, clock.nanos());
    http = config.demo() ? HttpApi.withDemo(app, this::issueDemoToken) : HttpApi.withoutDemo(app);
    sockets = new SocketServer(config.sockets());
    sockets.http(http);
    signaling.serve(sockets.namespace("/"));
  }

  public SignalingServer start() throws StartException {
    try {
      sockets.start();
    } catch (IOException failure) {
      close();
      throw StartException.of(failure, config.sockets());
    }
    timer.scheduleAtFixedRate(signaling::endUnauthenticated, 1, 1, TimeUnit.SECONDS);
    timer.scheduleAtFixedRate(signaling::renewIceServers, 1, 1, TimeUnit.SECONDS);
    return this;
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

  public int connections() {
    return sockets.connections();
  }

  public int peers() {
    return signaling.peers();
  }

  public int rooms() {
    return signaling.rooms();
  }

  @Override
  public void close() {
    timer.shutdownNow();
    sockets.close();
  }
}

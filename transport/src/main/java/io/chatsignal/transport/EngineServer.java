package io.chatsignal.transport;

import io.chatsignal.engineio.CloseReason;
import io.chatsignal.engineio.EngineConfig;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An Engine.IO server: listens, and keeps what its connections share. Use {@link SocketServer} for
 * Socket.IO.
 */
public final class EngineServer implements AutoCloseable {
  static final Logger LOG = LoggerFactory.getLogger(EngineServer.class);

  /** Of each connection: the kernel's own choice holds minutes of what busy clients say. */
  private static final int RECEIVE_BUFFER_BYTES = 64 << 10;

  private static final int BACKLOG = 4096;
  private static final long STOP_TIMEOUT_SECONDS = 10;

  private static final int MAX_PACKETS_PER_PAYLOAD = 32_768;

  private final SocketServerConfig config;
  private final EngineConfig engineConfig;
  private final EngineApplication application;
  private final Origins origins;
  private final Addresses addresses;
  private final HeadReader heads;
  private final Admissions admissions;
  private final TransportCounters counters = new TransportCounters();
  private final Admissions channelAdmissions;
  private final EngineRoutes routes = new EngineRoutes(this);

  /** Sessions that requests may name: those that poll, or began so. */
  private final Map<String, EngineConnection> named = new ConcurrentHashMap<>();

  private final Map<EventLoop, LoopState> loops = new HashMap<>();
  private final EventLoopGroup group;
  private Consumer<Channel> channels = _ -> {};
  private Supplier<String> ids = Ids::next;
  private HttpRoutes http = exchange -> exchange.respond(HttpAnswer.empty(404));
  private String connectionPrefix = "";
  private @Nullable Channel listener;
  private @Nullable TlsContext tls;

  public EngineServer(SocketServerConfig config, EngineApplication application) {
    this.config = config;
    this.application = application;
    this.engineConfig =
        new EngineConfig(
            config.heartbeat().pingInterval().toNanos(),
            config.heartbeat().pingTimeout().toNanos(),
            config.limits().upgradeTimeout().toNanos(),
            config.limits().maxMessageBytes(),
            MAX_PACKETS_PER_PAYLOAD,
            config.limits().maxUnsentBytes());
    this.origins = new Origins(config.access().allowedOrigins());
    this.addresses = new Addresses(config.access().trustedProxies());
    this.heads = new HeadReader(addresses);
    this.admissions = Admissions.ofSessions(config.limits());
    this.channelAdmissions = Admissions.ofChannels(config.limits());
    int threads =
        config.eventLoops() > 0 ? config.eventLoops() : Runtime.getRuntime().availableProcessors();
    this.group = new MultiThreadIoEventLoopGroup(threads, NioIoHandler.newFactory());
  }

  // ---- for applications

  /** Answers what is not the protocol's. Call it before {@link #start}. */
  public void http(HttpRoutes handler) {
    http = handler;
  }

  void connectionPrefix(String prefix) {
    connectionPrefix = prefix;
  }

  String newSessionId() {
    return connectionPrefix + nextId();
  }

  /**
   * Looks at each new channel while its pipeline is empty: the place to add a handler that counts
   * or shapes traffic. Call it before {@link #start}.
   */
  public void channels(Consumer<Channel> setup) {
    channels = setup;
  }

  /**
   * Listens.
   *
   * @throws IOException if the port is taken, or the certificate can't be read
   */
  public EngineServer start() throws IOException {
    for (EventExecutor each : group) {
      adopt((EventLoop) each);
    }
    if (config.tls().isPresent()) {
      tls = TlsContext.load(config.tls().get());
    }
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(group)
            .channelFactory(Listener::new)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .option(ChannelOption.SO_RCVBUF, RECEIVE_BUFFER_BYTES)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.SO_KEEPALIVE, true)
            .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WriteBufferWaterMark.DEFAULT)
            .childHandler(new ChannelSetup(this));
    InetSocketAddress where =
        config.host().isEmpty()
            ? new InetSocketAddress(config.port())
            : new InetSocketAddress(config.host(), config.port());
    var bound = bootstrap.bind(where).awaitUninterruptibly();
    if (!bound.isSuccess()) {
      close();
      throw new IOException(String.valueOf(bound.cause().getMessage()), bound.cause());
    }
    listener = bound.channel();
    return this;
  }

  /** Makes a loop one whose channels this server serves. */
  void adopt(EventLoop loop) {
    long period = sweepNanos();
    Sweeper members = new Sweeper(loop, period, Sweeper.Pace.MEMBERS, counters.loopLag()::record);
    Sweeper strangers = new Sweeper(loop, period, Sweeper.Pace.STRANGERS, _ -> {});
    loops.put(loop, new LoopState(members, strangers));
    members.start();
    strangers.start();
  }

  /** Ends what a loop carries, and serves its channels no more. */
  void disown(EventLoop loop) {
    LoopState state = state(loop);
    end(state);
    state.end();
    loops.remove(loop);
  }

  /**
   * Often enough that none of these is late by more than a tenth, unless thousands are due at once,
   * and seldom enough to cost nothing.
   */
  private long sweepNanos() {
    long shortest =
        Stream.of(
                config.heartbeat().pingInterval(),
                config.heartbeat().pingTimeout(),
                limits().connectTimeout(),
                limits().upgradeTimeout(),
                limits().requestTimeout(),
                limits().idleTimeout(),
                limits().messageTimeout())
            .mapToLong(Duration::toNanos)
            .min()
            .orElseThrow();
    return Math.clamp(
        shortest / Sweeper.PERIODS_PER_DEADLINE,
        TimeUnit.MILLISECONDS.toNanos(10),
        TimeUnit.SECONDS.toNanos(1));
  }

  /** Where it listens. */
  public InetSocketAddress address() {
    if (listener == null) {
      throw new IllegalStateException("not started");
    }
    return (InetSocketAddress) listener.localAddress();
  }

  public TransportCounters counters() {
    return counters;
  }

  /**
   * How long the slowest loop has been late to what it had planned; while it is stuck, this grows.
   */
  public Duration lateness() {
    long now = System.nanoTime();
    return Duration.ofNanos(
        loops.values().stream().mapToLong(state -> state.members().lateNanos(now)).max().orElse(0));
  }

  /** Sessions that are open. */
  public int connections() {
    return admissions.count();
  }

  /**
   * Opens no new sessions. It goes on listening, because the requests of polling clients come on
   * connections that may be new.
   */
  public void refuseNew() {
    admissions.close();
  }

  /** Stops listening; connections go on. */
  public void stopListening() {
    Channel listening = listener;
    if (listening != null) {
      listening.close().awaitUninterruptibly();
    }
  }

  /** Stops listening, ends all sessions with a word to their clients, and waits for the threads. */
  @Override
  public void close() {
    if (group.isShuttingDown()) {
      return;
    }
    stopListening();
    List<Future<?>> ended =
        loops.entrySet().stream()
            .<Future<?>>map(each -> each.getKey().submit(() -> end(each.getValue())))
            .toList();
    ended.forEach(future -> future.awaitUninterruptibly(STOP_TIMEOUT_SECONDS, TimeUnit.SECONDS));
    group
        .shutdownGracefully(
            100, TimeUnit.SECONDS.toMillis(STOP_TIMEOUT_SECONDS), TimeUnit.MILLISECONDS)
        .awaitUninterruptibly(2 * STOP_TIMEOUT_SECONDS, TimeUnit.SECONDS);
    loops.values().forEach(LoopState::end);
    if (tls != null) {
      tls.close();
    }
  }

  private static void end(LoopState state) {
    for (Sweeper sweeper : List.of(state.members(), state.strangers())) {
      sweeper.stop();
      for (Sweeper.Entry entry : sweeper.entries()) {
        if (entry instanceof EngineConnection connection) {
          connection.close(CloseReason.SHUTDOWN);
          connection.flush();
        }
      }
    }
  }

  // ---- for the shell

  SocketServerConfig config() {
    return config;
  }

  /** Says how sessions are named, in the place of {@link Ids}. */
  void ids(Supplier<String> supplier) {
    ids = supplier;
  }

  String nextId() {
    return ids.get();
  }

  void prepare(Channel channel) {
    channels.accept(channel);
  }

  TransportLimits limits() {
    return config.limits();
  }

  EngineConfig engineConfig() {
    return engineConfig;
  }

  EngineApplication application() {
    return application;
  }

  Origins origins() {
    return origins;
  }

  Addresses addresses() {
    return addresses;
  }

  HeadReader heads() {
    return heads;
  }

  Admissions admissions() {
    return admissions;
  }

  /** TCP connections, whether they ever become sessions or not. */
  Admissions channelAdmissions() {
    return channelAdmissions;
  }

  @Nullable TlsContext tls() {
    return tls;
  }

  boolean offersCompression() {
    return config.compression() == SocketServerConfig.Compression.ON;
  }

  Sweeper members(EventLoop loop) {
    return state(loop).members();
  }

  Sweeper strangers(EventLoop loop) {
    return state(loop).strangers();
  }

  /** On the loop. */
  Deflate deflate(EventLoop loop) {
    return state(loop).deflate();
  }

  private LoopState state(EventLoop loop) {
    LoopState state = loops.get(loop);
    if (state == null) {
      throw new IllegalArgumentException("no loop of this server");
    }
    return state;
  }

  Collection<EventLoop> eventLoops() {
    return loops.keySet();
  }

  // ---- sessions that requests may name

  void remember(EngineConnection connection) {
    named.put(connection.id(), connection);
  }

  @Nullable EngineConnection find(String sid) {
    return named.get(sid);
  }

  void released(EngineConnection connection) {
    named.remove(connection.id(), connection);
    admissions.leave(connection.client().address());
  }

  // ---- requests

  /** How much of a body a request may bring; asked when its head is there. */
  BodyLimit bodyLimit(RequestHead head) {
    int first = limits().maxFirstMessageBytes();
    if (!isProtocol(head) || !head.method().equals("POST")) {
      return new BodyLimit(first, null);
    }
    EngineConnection connection = find(head.parameter("sid"));
    if (connection == null) {
      return new BodyLimit(first, null);
    }
    if (!connection.beginPost()) {
      connection.with((session, now) -> session.fail("two posts at once", now));
      return new BodyLimit(first, null);
    }
    return new BodyLimit(connection.maxMessageBytes(), connection);
  }

  void serve(HttpRequest request, Responder responder) {
    if (isProtocol(request.head())) {
      routes.handle(request, responder);
    } else if (!origins.allows(request.head())) {
      responder.respond(http.refusal(403));
    } else if (request.method().equals("OPTIONS")) {
      responder.respond(HttpAnswer.empty(204));
    } else {
      http.handle(new RoutedExchange(request, responder));
    }
  }

  HttpAnswer refusal(int status) {
    return http.refusal(status);
  }

  private boolean isProtocol(RequestHead head) {
    String path = config.path();
    return head.path().equals(path)
        || (head.path().length() == path.length() - 1 && path.startsWith(head.path()));
  }
}

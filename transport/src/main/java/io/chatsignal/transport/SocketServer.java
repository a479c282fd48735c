package io.chatsignal.transport;

import io.chatsignal.engineio.EngineVersion;
import io.chatsignal.socketio.SavedSession;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A Socket.IO server. Say what happens in its namespaces, then start it:
 *
 * <pre>{@code
 * SocketServer server = new SocketServer(SocketServerConfig.defaults().withPort(3000));
 * server.namespace("/").onConnection(socket -> new Greeter(socket));
 * server.start();
 * }</pre>
 */
public final class SocketServer implements AutoCloseable {
  private final SocketServerConfig config;
  private final EngineServer engine;
  private final Map<String, Namespace> namespaces = new ConcurrentHashMap<>();

  /** Sockets that their clients may come back to, by the secret that those were given. */
  private final Map<String, Socket> byPid = new ConcurrentHashMap<>();

  private Supplier<String> ids = Ids::next;
  private Supplier<String> pids;
  private @Nullable Elsewhere elsewhere;

  public SocketServer(SocketServerConfig config) {
    this.config = config;
    this.engine = new EngineServer(config, connection -> new SocketLayer(this, connection));
    this.pids = engine::nextId;
  }

  /** The namespace called {@code name}; a namespace never asked for here does not exist. */
  public Namespace namespace(String name) {
    return namespaces.computeIfAbsent(name, Namespace::new);
  }

  /** Answers what is not the protocol's. Call it before {@link #start}. */
  public void http(HttpRoutes routes) {
    engine.http(routes);
  }

  /**
   * Looks at each new channel while its pipeline is empty: the place to add a handler that counts
   * or shapes traffic. Call it before {@link #start}.
   */
  public void channels(Consumer<Channel> setup) {
    engine.channels(setup);
  }

  /** Says how sockets are named. The names must be impossible to guess. */
  public void ids(Supplier<String> supplier) {
    ids = supplier;
  }

  /**
   * Shares sockets with other servers: a client that none was left here for is looked for there.
   * Call it before {@link #start}.
   *
   * @param secrets names of what clients come back to, which must be impossible to guess
   */
  public void share(Supplier<String> secrets, Elsewhere where) {
    pids = secrets;
    elsewhere = where;
  }

  /** The socket that a client may come back to by that secret. */
  public Optional<Socket> find(String pid) {
    return Optional.ofNullable(byPid.get(pid));
  }

  /**
   * Says what the ids of connections begin with, so that a proxy can tell which server they are on.
   */
  public void connectionPrefix(String prefix) {
    engine.connectionPrefix(prefix);
  }

  /**
   * Listens.
   *
   * @throws IOException if the port is taken, or the certificate can't be read
   */
  public SocketServer start() throws IOException {
    engine.start();
    return this;
  }

  public InetSocketAddress address() {
    return engine.address();
  }

  public TransportCounters counters() {
    return engine.counters();
  }

  /** How long the slowest event loop has been late to what it had planned. */
  public Duration lateness() {
    return engine.lateness();
  }

  /** Memory that the network's buffers hold, outside of the heap. */
  public long bufferBytes() {
    return ByteBufAllocator.DEFAULT instanceof ByteBufAllocatorMetricProvider provider
        ? provider.metric().usedDirectMemory()
        : 0;
  }

  /** Connections that are open, in a namespace or not. */
  public int connections() {
    return engine.connections();
  }

  /** Lets nobody in who is not here yet; the others go on as before. */
  public void refuseNew() {
    engine.refuseNew();
  }

  /** Stops listening; connections go on. */
  public void stopListening() {
    engine.stopListening();
  }

  /** Stops listening, ends all connections with a word to their clients, and waits. */
  @Override
  public void close() {
    engine.close();
  }

  // ---- for the shell

  EngineServer engine() {
    return engine;
  }

  SocketServerConfig config() {
    return config;
  }

  boolean isRecovering() {
    return !config.resumeWindow().isZero();
  }

  Sweeper sweeper(EventLoop loop) {
    return engine.members(loop);
  }

  @Nullable Namespace findNamespace(String name) {
    return namespaces.get(name);
  }

  Namespace namespaceOf(String name) {
    Namespace namespace = namespaces.get(name);
    if (namespace == null) {
      throw new IllegalArgumentException("no such namespace");
    }
    return namespace;
  }

  /** A socket for a client that comes for the first time; old clients can't come back. */
  Socket newSocket(EventLoop loop, Handshake handshake, EngineVersion version) {
    boolean recoverable = isRecovering() && version == EngineVersion.V4;
    String pid = recoverable ? pids.get() : "";
    Socket socket = new Socket(this, loop, handshake, ids.get(), pid);
    if (recoverable) {
      byPid.put(pid, socket);
    }
    return socket;
  }

  /** A socket for a client that comes back from another server. */
  Socket movedSocket(EventLoop loop, Handshake handshake, SavedSession saved) {
    Socket socket = new Socket(this, loop, handshake, saved);
    byPid.put(saved.pid(), socket);
    return socket;
  }

  @Nullable Elsewhere elsewhere() {
    return elsewhere;
  }

  @Nullable Socket findByPid(String pid) {
    return byPid.get(pid);
  }

  void forget(Socket socket) {
    byPid.remove(socket.session().pid(), socket);
  }
}

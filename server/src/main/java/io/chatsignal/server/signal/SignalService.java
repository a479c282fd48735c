package io.chatsignal.server.signal;

import io.chatsignal.redis.RedisConfig;
import io.chatsignal.redis.RedisNode;
import io.chatsignal.server.ice.IceServers;
import io.chatsignal.signaling.Census;
import io.chatsignal.signaling.Limits;
import io.chatsignal.signaling.MemoryRoomStore;
import io.chatsignal.signaling.PeerId;
import io.chatsignal.signaling.RoomScope;
import io.chatsignal.signaling.Signaling;
import io.chatsignal.signaling.Tokens;
import io.chatsignal.transport.Namespace;
import io.chatsignal.transport.Socket;
import io.chatsignal.transport.SocketHandler;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Signaling for the sockets of one namespace. Any thread may use it. */
public final class SignalService implements AutoCloseable {
  private final Limits limits;
  private final SignalClock clock;
  private final Tokens tokens;
  private final SignalCounters counters = new SignalCounters();
  private final Peers peers = new Peers(counters);
  private final RoomScope scope;
  private final MemoryRoomStore memory;
  private Signaling signaling;
  private Optional<RedisNode> node = Optional.empty();
  private final long authTimeoutNanos;
  private IceGrants ice;
  private RequestWatch watch = RequestWatch.NONE;

  /** Those whose time to authenticate runs, each with its end. */
  private final Map<SignalHandler, Long> newcomers = new ConcurrentHashMap<>();

  public SignalService(
      Tokens tokens, Limits limits, RoomScope scope, Duration authTimeout, SignalClock clock) {
    this.limits = limits;
    this.clock = clock;
    this.tokens = tokens;
    this.scope = scope;
    this.memory = new MemoryRoomStore(limits.rooms(), peers);
    this.signaling = new Signaling(memory, peers, tokens, limits, scope);
    this.authTimeoutNanos = authTimeout.toNanos();
    this.ice = new IceGrants(IceServers.NONE, clock);
  }

  /** What peers are told of STUN and TURN; nothing unless this is called, before {@link #serve}. */
  public SignalService offer(IceServers servers) {
    ice = new IceGrants(servers, clock);
    return this;
  }

  /** Who sees what is asked for; nobody unless this is called, before {@link #join}. */
  public SignalService watch(RequestWatch watching) {
    watch = watching;
    return this;
  }

  /** Shares rooms with the other nodes that meet there. To be called before {@link #serve}. */
  public SignalService join(RedisConfig redis) {
    RedisNode joined = new RedisNode(redis, limits.rooms(), peers);
    signaling =
        new Signaling(watch.watched(joined.rooms()), joined.directory(), tokens, limits, scope);
    node = Optional.of(joined);
    return this;
  }

  /** How peers have to be named, where that is not all the same. */
  public Optional<Supplier<String>> peerIds() {
    return node.map(RedisNode::peerIds);
  }

  /** Begins to look for the other nodes, if there are any. */
  public void start() {
    node.ifPresent(RedisNode::start);
  }

  /** Whether rooms can be reached. */
  public boolean isReady() {
    return node.map(RedisNode::isReady).orElse(true);
  }

  /** Why rooms can't be reached, in one sentence; empty while they can. */
  public Optional<String> trouble() {
    return node.flatMap(RedisNode::trouble);
  }

  /** Says goodbye to the other nodes. To be called when the sockets are closed. */
  @Override
  public void close() {
    node.ifPresent(RedisNode::close);
  }

  /** Lets in who has an app token, and serves them. */
  public void serve(Namespace namespace) {
    namespace.use(new AppAdmission(tokens, clock)).onConnection(this::enter);
  }

  private SocketHandler enter(Socket socket) {
    PeerId id = new PeerId(socket.id());
    Trail.entered(id, socket.handshake().remoteAddress());
    return connect(id, new SocketLink(socket));
  }

  SignalHandler connect(PeerId id, SignalLink link) {
    SignalHandler handler = new SignalHandler(id, link, this);
    peers.add(handler);
    newcomers.put(handler, clock.nowNanos() + authTimeoutNanos);
    return handler;
  }

  void remove(SignalHandler handler) {
    peers.remove(handler);
    newcomers.remove(handler);
    ice.forget(handler);
  }

  /** Ends the sockets that have not authenticated in time. To be called about once a second. */
  public void endUnauthenticated() {
    long nowNanos = clock.nowNanos();
    newcomers.forEach((handler, deadlineNanos) -> {
      if (nowNanos - deadlineNanos >= 0) {
        newcomers.remove(handler);
        handler.requireAuthentication();
      }
    });
  }

  /** Sends new TURN passwords to those whose old ones expire soon. Once a second will do. */
  public void renewIceServers() {
    ice.renewDue();
  }

  /** Begins to send all peers away, to be done before that time has passed. */
  public Drain drain(Duration limit) {
    return new Drain(peers, limit, clock.nowNanos());
  }

  public SignalCounters counters() {
    return counters;
  }

  /** How many peers are connected. */
  public int peers() {
    return peers.size();
  }

  /** Who is in the rooms here; takes as long as there are rooms. */
  public Census census() {
    return node.map(RedisNode::census).orElseGet(memory::census);
  }

  /** How many rooms there are; of many nodes' rooms, those that this one has peers in. */
  public int rooms() {
    return node.map(RedisNode::roomCount).orElseGet(memory::size);
  }

  RequestWatch watch() {
    return watch;
  }

  IceGrants ice() {
    return ice;
  }

  Signaling signaling() {
    return signaling;
  }

  Limits limits() {
    return limits;
  }

  SignalClock clock() {
    return clock;
  }
}

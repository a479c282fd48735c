package io.chatsignal.server.signal;

import io.chatsignal.redis.Arrived;
import io.chatsignal.redis.RedisConfig;
import io.chatsignal.redis.RedisNode;
import io.chatsignal.server.ice.IceServers;
import io.chatsignal.signaling.Census;
import io.chatsignal.signaling.Limits;
import io.chatsignal.signaling.MemoryRoomStore;
import io.chatsignal.signaling.Peer;
import io.chatsignal.signaling.PeerId;
import io.chatsignal.signaling.PeerState;
import io.chatsignal.signaling.RoomScope;
import io.chatsignal.signaling.Signaling;
import io.chatsignal.signaling.Tokens;
import io.chatsignal.transport.Elsewhere;
import io.chatsignal.transport.Namespace;
import io.chatsignal.transport.Socket;
import io.chatsignal.transport.SocketHandler;
import io.chatsignal.transport.SocketServer;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

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
  private Optional<Moves> moves = Optional.empty();
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

  /**
   * Shares rooms and sockets with the other nodes that meet there. To be called before {@link
   * #serve}.
   */
  public SignalService join(RedisConfig redis, SocketServer sockets) {
    Moves leaving = new Moves(sockets, peers);
    RedisNode joined = new RedisNode(redis, limits.rooms(), peers, leaving);
    signaling =
        new Signaling(watch.watched(joined.rooms()), joined.directory(), tokens, limits, scope);
    node = Optional.of(joined);
    moves = Optional.of(leaving);
    sockets.ids(joined.peerIds());
    sockets.share(
        joined.sessionSecrets(),
        (_, pid, offset) ->
            joined.fetch(pid, offset).thenApply(arrived -> arrived.map(this::unpack)));
    return this;
  }

  private Elsewhere.Fetched unpack(Arrived arrived) {
    MovingSession moving = MovingSession.parse(arrived.packed());
    PeerState state = moving.state().into(arrived.rooms());
    return new Elsewhere.Fetched(
        moving.saved(),
        socket -> {
          SignalHandler handler = welcome(socket, state);
          arrived.ready().run();
          return handler;
        });
  }

  /** Serves a peer that was on another node until now. */
  private SignalHandler welcome(Socket socket, PeerState state) {
    PeerId id = new PeerId(socket.id());
    Trail.arrived(id, socket.handshake().remoteAddress());
    SocketLink link = new SocketLink(socket);
    Peer peer = Peer.arriving(id, link, limits, clock.nowNanos(), state);
    SignalHandler handler = new SignalHandler(peer, link, this);
    peers.add(handler);
    if (peer.isAuthenticated()) {
      ice.renewSoon(handler);
    } else {
      newcomers.put(handler, clock.nowNanos() + authTimeoutNanos);
    }
    return handler;
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

  /** Whether there are other nodes that peers could go to. */
  boolean hasOthers() {
    return node.filter(RedisNode::hasOthers).isPresent();
  }

  /** How many peers have yet to go on to other nodes; none where there are no others. */
  public int awaited() {
    return hasOthers() ? peers.size() : 0;
  }

  /**
   * Ends those peers that are left, and says goodbye to the other nodes. To be called before the
   * sockets are closed, as what is on the way comes through them.
   */
  @Override
  public void close() {
    if (node.isPresent()) {
      peers.all().forEach(SignalHandler::dismiss);
      node.get().close();
    }
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
    Peer peer = new Peer(id, link, limits, clock.nowNanos());
    SignalHandler handler = new SignalHandler(peer, link, this);
    peers.add(handler);
    newcomers.put(handler, clock.nowNanos() + authTimeoutNanos);
    return handler;
  }

  void remove(SignalHandler handler) {
    peers.remove(handler);
    newcomers.remove(handler);
    ice.forget(handler);
    moves.ifPresent(leaving -> leaving.forget(handler.id()));
    node.ifPresent(joined -> joined.ended(handler.id()));
  }

  /** It goes on elsewhere, and passes on what still comes for it here. */
  void depart(SignalHandler handler, int hop) {
    peers.depart(handler, hop);
    newcomers.remove(handler);
    ice.forget(handler);
    watch.left(handler.id());
  }

  /** Forgets those that went on, once nothing comes for them any more. Once a second will do. */
  public void forgetDeparted() {
    node.ifPresent(joined -> peers.forgetDepartedBefore(joined.wayOnwardSince(clock.nowNanos())));
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

  /** Relays that went to other nodes, one for each node that they went to. */
  public long relaysAcross() {
    return node.map(RedisNode::relaysAcross).orElse(0L);
  }

  /** Relays that were passed on to nodes where peers of this one are now. */
  public long relaysOnward() {
    return node.map(RedisNode::relaysOnward).orElse(0L);
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

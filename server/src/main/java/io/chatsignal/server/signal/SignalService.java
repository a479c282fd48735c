package io.chatsignal.server.signal;

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
import java.util.concurrent.ConcurrentHashMap;

/** Signaling for the sockets of one namespace. Any thread may use it. */
public final class SignalService {
  private final Limits limits;
  private final SignalClock clock;
  private final Tokens tokens;
  private final SignalCounters counters = new SignalCounters();
  private final Peers peers = new Peers(counters);
  private final MemoryRoomStore rooms;
  private final Signaling signaling;
  private final long authTimeoutNanos;
  private IceGrants ice;

  /** Those whose time to authenticate runs, each with its end. */
  private final Map<SignalHandler, Long> newcomers = new ConcurrentHashMap<>();

  public SignalService(
      Tokens tokens, Limits limits, RoomScope scope, Duration authTimeout, SignalClock clock) {
    this.limits = limits;
    this.clock = clock;
    this.tokens = tokens;
    this.rooms = new MemoryRoomStore(limits.rooms(), peers);
    this.signaling = new Signaling(rooms, peers, tokens, limits, scope);
    this.authTimeoutNanos = authTimeout.toNanos();
    this.ice = new IceGrants(IceServers.NONE, clock);
  }

  /** What peers are told of STUN and TURN; nothing unless this is called, before {@link #serve}. */
  public SignalService offer(IceServers servers) {
    ice = new IceGrants(servers, clock);
    return this;
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

  /** Who is in the rooms; takes as long as there are rooms. */
  public Census census() {
    return rooms.census();
  }

  /** How many rooms there are. */
  public int rooms() {
    return rooms.size();
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

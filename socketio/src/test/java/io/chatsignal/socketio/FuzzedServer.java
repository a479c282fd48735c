package io.chatsignal.socketio;

import io.chatsignal.engineio.CloseReason;
import io.chatsignal.engineio.EngineCodec.BinarySupport;
import io.chatsignal.engineio.EngineConfig;
import io.chatsignal.engineio.EngineError;
import io.chatsignal.engineio.EngineListener;
import io.chatsignal.engineio.EngineSession;
import io.chatsignal.engineio.EngineVersion;
import io.chatsignal.engineio.Frame;
import io.chatsignal.engineio.MalformedPacketException;
import io.chatsignal.engineio.PollExchange;
import io.chatsignal.engineio.WebSocketLink;
import io.chatsignal.testkit.FakeTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Both protocols, put together as a shell does it, with one client at a time and the sessions that
 * earlier ones left behind. It holds all that the state machines promise: each exchange is answered
 * once, nothing comes after an end, and what is kept has its limits.
 */
final class FuzzedServer
    implements EngineListener, SocketConnection.Port, SocketConnection.Listener {
  private static final long SECOND = 1_000_000_000;
  private static final EngineConfig CONFIG =
      new EngineConfig(25 * SECOND, 20 * SECOND, 10 * SECOND, 4_096, 8, 8_192);
  private static final SocketLimits LIMITS = new SocketLimits(3, 32, 3, 64, 512);
  private static final int MAX_SESSIONS = 8;

  final FakeTime time = new FakeTime();
  final Map<String, FuzzedSession> sessions = new HashMap<>();
  final Queue<ConnectRequest> requests = new ArrayDeque<>();
  private final List<Exchange> exchanges = new ArrayList<>();
  private @Nullable EngineSession engine;
  private @Nullable SocketConnection connection;
  private @Nullable Link link;
  private @Nullable Exchange poll;
  private boolean closed = true;
  private boolean released = true;
  private int ids;

  // ---- a client's life

  void openPolling(EngineVersion version, BinarySupport binary) {
    EngineSession opened = begin(version);
    opened.openPolling(exchange(), binary);
    opened(version);
  }

  void openWebSocket(EngineVersion version) {
    EngineSession opened = begin(version);
    link = new Link();
    opened.openWebSocket(link);
    opened(version);
  }

  /** A newer client; the one before loses its connection. */
  private EngineSession begin(EngineVersion version) {
    end(CloseReason.TRANSPORT_CLOSED);
    closed = false;
    released = false;
    requests.clear();
    poll = null;
    link = null;
    engine = new EngineSession("sid", version, CONFIG, this, time.nanos());
    return engine;
  }

  private void opened(EngineVersion version) {
    connection = new SocketConnection(SocketVersion.over(version), LIMITS, this, this, 10 * SECOND);
    connection.open(time.nanos());
  }

  /** Ends the client; nothing of it may be left. */
  void end(CloseReason reason) {
    EngineSession ended = engine;
    if (ended != null) {
      ended.close(reason, time.nanos());
      ended.tick(time.advanceMillis(20_000).nanos());
      require(closed && released, "an ended session is released");
      require(ended.unsentBytes() == 0, "an ended session keeps nothing");
      for (Exchange exchange : exchanges) {
        require(exchange.answered || exchange.aborted, "every exchange is answered");
      }
      exchanges.clear();
      engine = null;
    }
  }

  void endAll() {
    end(CloseReason.TRANSPORT_CLOSED);
    List.copyOf(sessions.values()).forEach(left -> left.session.close(CloseReason.SHUTDOWN));
    require(sessions.isEmpty(), "sessions end");
  }

  // ---- what a client does

  void get() {
    EngineSession open = with();
    poll = exchange();
    open.poll(poll, time.nanos());
  }

  void abort() {
    if (poll != null && !poll.answered) {
      poll.aborted = true;
      with().pollAborted(poll, time.nanos());
    }
  }

  void post(Frame body) {
    with().post(body, exchange(), time.nanos());
  }

  void probe() {
    Link probing = new Link();
    with().probe(probing, time.nanos());
    link = probing.closed ? link : probing;
  }

  void receive(Frame frame) {
    if (link != null) {
      with().receive(link, frame, time.nanos());
    }
  }

  void lose(CloseReason reason) {
    if (link != null) {
      link.closed = true;
      with().linkClosed(link, reason, time.nanos());
    }
  }

  void failLink(CloseReason reason) {
    if (link != null && !link.closed) {
      with().linkFailed(link, reason, "detail", time.nanos());
    }
  }

  void tick(long millis) {
    with().tick(time.advanceMillis(millis).nanos());
    if (connection != null && !closed) {
      connection.tick(time.nanos());
    }
  }

  /** As a shell does after each batch of work. */
  void flush() {
    EngineSession open = with();
    open.flush();
    if (open.isTooSlow()) {
      open.close(CloseReason.TOO_SLOW, time.nanos());
    }
    require(requests.size() <= LIMITS.maxNamespaces(), "requests are limited");
  }

  EngineSession with() {
    if (engine == null) {
      openPolling(EngineVersion.V4, BinarySupport.BYTES);
    }
    if (engine == null) {
      throw new AssertionError();
    }
    return engine;
  }

  private Exchange exchange() {
    Exchange exchange = new Exchange();
    exchanges.add(exchange);
    return exchange;
  }

  // ---- what we do

  void accept() {
    ConnectRequest request = nextRequest();
    if (request == null || connection == null || sessions.size() >= MAX_SESSIONS) {
      return;
    }
    FuzzedSession lost = sessions.get(request.pid());
    boolean reached =
        lost != null
            && lost.session.namespace().equals(request.namespace())
            && lost.session.reaches(request.offset());
    if (lost != null && reached) {
      lost.session.detach();
      if (connection.isWaiting(request)) {
        connection.acceptAgain(request, lost.session);
      }
      return;
    }
    ids++;
    String id = "id" + ids;
    FuzzedSession fresh = new FuzzedSession(this, request.namespace(), id, LIMITS);
    sessions.put(fresh.session.pid(), fresh);
    connection.accept(request, fresh.session);
  }

  void refuse(String dataJson) {
    ConnectRequest request = nextRequest();
    if (request != null && connection != null) {
      connection.refuse(request, "no", dataJson);
    }
  }

  private @Nullable ConnectRequest nextRequest() {
    ConnectRequest request = requests.poll();
    return request != null && connection != null && connection.isWaiting(request) ? request : null;
  }

  void forget(FuzzedSession session) {
    sessions.remove(session.session.pid());
  }

  // ---- what the state machines say

  @Override
  public void onText(String packet, int start) throws MalformedPacketException {
    layer().onText(packet, start, time.nanos());
  }

  @Override
  public void onBinary(byte[] data) throws MalformedPacketException {
    layer().onBinary(data, time.nanos());
  }

  @Override
  public void onPingSent() {
    layer().onPingSent();
  }

  @Override
  public void onPingAnswered() {
    layer().onPingAnswered();
  }

  @Override
  public void onMalformed(String detail) {
    layer().onMalformed(detail);
  }

  @Override
  public void onTooLarge() {
    layer().onTooLarge();
  }

  @Override
  public void onClosed(CloseReason reason) {
    layer().onClosed(reason);
    closed = true;
  }

  private SocketConnection layer() {
    require(!closed && connection != null, "nothing comes after the end");
    return Objects.requireNonNull(connection);
  }

  @Override
  public void onReleased() {
    require(closed && !released, "a session is released once, after its end");
    released = true;
  }

  @Override
  public void onConnectRequest(ConnectRequest request) {
    requests.add(request);
  }

  @Override
  public void send(String text) {
    require(!closed, "nothing is sent after the end");
    with().send(text);
  }

  @Override
  public void send(byte[] bytes) {
    require(!closed, "nothing is sent after the end");
    with().send(bytes);
  }

  @Override
  public void ping() {
    with().ping(time.nanos());
  }

  @Override
  public void close(CloseReason reason) {
    with().close(reason, time.nanos());
  }

  static void require(boolean condition, String promise) {
    if (!condition) {
      throw new AssertionError(promise);
    }
  }

  private static final class Exchange implements PollExchange {
    private boolean answered;
    private boolean aborted;

    @Override
    public void respond(Frame payload) {
      answer();
    }

    @Override
    public void accept() {
      answer();
    }

    @Override
    public void refuse(EngineError error) {
      answer();
    }

    private void answer() {
      require(!answered && !aborted, "an exchange is answered once");
      answered = true;
    }
  }

  private static final class Link implements WebSocketLink {
    private boolean closed;

    @Override
    public void send(Frame message) {
      require(!closed, "nothing is sent on a closed WebSocket");
    }

    @Override
    public long unsentBytes() {
      return 0;
    }

    @Override
    public void close(CloseReason reason) {
      closed = true;
    }
  }
}

package io.chatsignal.transport;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import io.chatsignal.engineio.CloseReason;
import io.chatsignal.engineio.EngineListener;
import io.chatsignal.engineio.EngineSession;
import io.chatsignal.engineio.EngineVersion;
import io.chatsignal.engineio.MalformedPacketException;
import io.chatsignal.transport.TransportCounters.Carrier;
import io.netty.channel.EventLoop;
import java.util.List;
import java.util.Map;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One Engine.IO session on its event loop. A session that begins with polling lives on the loop of
 * its first request, and moves to the loop of its WebSocket when it upgrades; requests that come in
 * on other loops are posted.
 */
public final class EngineConnection extends Strand implements EngineListener {
  private static final Logger LOG = LoggerFactory.getLogger(EngineConnection.class);

  private final EngineServer server;
  private final EngineSession session;
  private final EngineHandler handler;
  private final ClientInfo client;

  /** Carries the session, or asks to. */
  private @Nullable WebSocketChannel webSocket;

  private volatile int maxMessageBytes;
  private volatile boolean trusted;
  private boolean postInFlight;
  private boolean released;

  /** As what the session was counted last. */
  private Carrier carrier = Carrier.POLLING;

  EngineConnection(
      EngineServer server, EventLoop loop, String id, EngineVersion version, ClientInfo client) {
    super(loop);
    this.server = server;
    this.client = client;
    this.maxMessageBytes = server.limits().maxFirstMessageBytes();
    this.session = new EngineSession(id, version, server.engineConfig(), this, System.nanoTime());
    this.handler = server.application().open(this);
  }

  // ---- for the layer above; on the loop

  /** Sends a message; it leaves when the current batch of work ends. */
  public void send(String message) {
    server.counters().messageOut();
    wake();
    session.send(message);
  }

  /** Sends a binary message; the array is handed over. */
  public void send(byte[] message) {
    server.counters().messageOut();
    wake();
    session.send(message);
  }

  /** Sends a ping before it is due, unless one is under way already. Version 4 only. */
  public void ping() {
    wake();
    session.ping(System.nanoTime());
  }

  /** Ends the session, after what was sent. */
  public void close(CloseReason reason) {
    wake();
    session.close(reason, System.nanoTime());
  }

  /**
   * Has the client end the session, after what was sent. On a WebSocket, what is on its way from
   * there is still received; nothing more goes out.
   */
  void letGo(CloseReason reason) {
    if (webSocket != null && session.isWebSocket()) {
      webSocket.close(reason);
    } else {
      close(reason);
    }
  }

  /**
   * The client was let in: it may now send messages up to the full limit, and its deadlines don't
   * wait for those of strangers.
   */
  public void trust() {
    trusted = true;
    maxMessageBytes = server.limits().maxMessageBytes();
    sweep();
  }

  private void sweep() {
    if (!released) {
      sweeper(loop()).add(this);
    }
  }

  public EngineVersion version() {
    return session.version();
  }

  /** Query parameters of the request that opened the session. */
  public Map<String, List<String>> query() {
    return client.query();
  }

  /** The client's IP address as text. */
  public String remoteAddress() {
    return client.address();
  }

  // ---- for the shell

  String id() {
    return session.id();
  }

  /** The largest message that the client may send now. Any thread. */
  int maxMessageBytes() {
    return maxMessageBytes;
  }

  TransportCounters counters() {
    return server.counters();
  }

  /** Who looks at deadlines of this client on a loop. Any thread. */
  Sweeper sweeper(EventLoop loop) {
    return trusted ? server.members(loop) : server.strangers(loop);
  }

  ClientInfo client() {
    return client;
  }

  /** Marks that a POST is on its way; false where one is already. Any thread. */
  synchronized boolean beginPost() {
    boolean free = !postInFlight;
    postInFlight = true;
    return free;
  }

  synchronized void endPost() {
    postInFlight = false;
  }

  /** Does something with the session, on its loop, after what was posted before. Any thread. */
  void with(ObjLongConsumer<EngineSession> action) {
    if (enter()) {
      act(action);
      if (isHere()) {
        afterDrain();
      }
    } else {
      submit(() -> act(action));
    }
  }

  /**
   * A GET. While a WebSocket asks to take over, it waits for one more round of the loop: what the
   * client said on the WebSocket before is there to be read, but may not have been.
   */
  void poll(HeldPoll exchange) {
    with((session, now) -> {
      if (webSocket != null && session.isProbedBy(webSocket)) {
        loop().schedule(() -> with((open, then) -> poll(open, exchange, then)), 0, NANOSECONDS);
      } else {
        poll(session, exchange, now);
      }
    });
  }

  private static void poll(EngineSession session, HeldPoll exchange, long now) {
    session.poll(exchange, now);
    if (exchange.isAbandoned()) {
      session.pollAborted(exchange, now);
    }
  }

  /** The quick way of a WebSocket that lives on the session's loop: no mailbox, no lambda. */
  void receive(WebSocketChannel from, io.chatsignal.engineio.Frame message) {
    if (!enter()) {
      submit(() -> act((open, now) -> open.receive(from, message, now)));
      return;
    }
    try {
      session.receive(from, message, System.nanoTime());
    } catch (Throwable e) {
      onDefect(e);
    }
  }

  private void act(ObjLongConsumer<EngineSession> action) {
    try {
      action.accept(session, System.nanoTime());
    } catch (Throwable e) {
      onDefect(e);
    }
  }

  void opened(@Nullable WebSocketChannel channel) {
    webSocket = channel;
    carrier = channel == null ? Carrier.POLLING : Carrier.WEBSOCKET;
    server.counters().open(version(), carrier);
    sweep();
  }

  /** Tells the layer above that the session is open. */
  void begin() {
    with((_, _) -> handler.onOpen());
  }

  /**
   * A WebSocket asks to take over from polling. The session follows it to its loop at once, so that
   * all that the two say to each other happens there; a request that still comes in on the old loop
   * is posted. Any thread.
   */
  void probe(WebSocketChannel channel) {
    submit(() -> {
      act((open, now) -> open.probe(channel, now));
      if (session.isProbedBy(channel)) {
        webSocket = channel;
        follow(channel.loop());
      }
    });
  }

  /** The owner's last act on this loop, unless {@code target} is this loop. */
  private void follow(EventLoop target) {
    if (target == loop()) {
      return;
    }
    leave();
    handler.onMove(target);
    moveTo(target);
    submit(this::sweep);
  }

  /** Lets out what was sent, and gives up a peer that does not take it. */
  void flush() {
    wake();
    session.flush();
    WebSocketChannel channel = webSocket;
    if (channel != null) {
      channel.flush();
    }
    if (session.isTooSlow()) {
      close(CloseReason.TOO_SLOW);
    }
  }

  @Override
  void afterDrain() {
    flush();
  }

  /**
   * Whatever may bring a deadline earlier wakes it: each call of the handler's, and the {@link
   * #flush} that all that comes in ends with.
   */
  @Override
  void tick(long nowNanos) {
    act((open, _) -> {
      open.tick(nowNanos);
      if (!open.isClosed()) {
        handler.tick(nowNanos);
        if (webSocket != null) {
          webSocket.tick(nowNanos);
        }
      }
    });
    flush();
    if (!handler.hasDeadline() && (webSocket == null || !webSocket.hasDeadline())) {
      rest(session.dueNanos(nowNanos));
    }
  }

  @Override
  void onDefect(Throwable defect) {
    LOG.error("session {} failed and was closed", session.id(), defect);
    close(CloseReason.INTERNAL_ERROR);
  }

  // ---- EngineListener

  @Override
  public void onText(String packet, int start) throws MalformedPacketException {
    server.counters().messageIn();
    handler.onText(packet, start);
  }

  @Override
  public void onBinary(byte[] data) throws MalformedPacketException {
    server.counters().messageIn();
    handler.onBinary(data);
  }

  @Override
  public void onUpgraded() {
    carrier = Carrier.WEBSOCKET;
    server.counters().upgraded(version());
  }

  @Override
  public void onPingSent() {
    handler.onPingSent();
  }

  @Override
  public void onPingAnswered() {
    handler.onPingAnswered();
  }

  @Override
  public void onMalformed(String detail) {
    LOG.debug("session {} of {} broke the protocol: {}", session.id(), client.address(), detail);
    handler.onMalformed(detail);
  }

  @Override
  public void onTooLarge() {
    LOG.debug("session {} of {} sent too large a message", session.id(), client.address());
    handler.onTooLarge();
  }

  @Override
  public void onClosed(CloseReason reason) {
    server.counters().close(version(), carrier, reason);
    handler.onClosed(reason);
  }

  @Override
  public void onReleased() {
    released = true;
    leave();
    server.released(this);
  }
}

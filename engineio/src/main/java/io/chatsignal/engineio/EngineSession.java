package io.chatsignal.engineio;

import io.chatsignal.engineio.EngineCodec.BinarySupport;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The life of one Engine.IO session, whichever way its packets travel. Owned by one thread at a
 * time; it reads no clock and starts no timer, so every input that time matters to brings it along,
 * and {@link #tick} has to be called soon after {@link #dueNanos}.
 *
 * <pre>
 *   openPolling ──► POLLING ──probe, upgrade──► WEBSOCKET ◄── openWebSocket
 *                      │                            │
 *             close, packets to fetch             close
 *                      ▼                            ▼
 *                   DRAINING ──poll or timeout──► CLOSED
 * </pre>
 */
public final class EngineSession {
  private enum State {
    POLLING,
    WEBSOCKET,
    DRAINING,
    CLOSED
  }

  private final String id;
  private final EngineCodec codec;
  private final EngineConfig config;
  private final EngineListener listener;
  private final Heartbeat heartbeat;
  private State state = State.CLOSED;
  private @Nullable WebSocketLink link;
  private @Nullable Probe probe;

  /** There while the client polls, and until it has fetched its last packets. */
  private @Nullable PollQueue queue;

  private long drainDeadlineNanos;

  public EngineSession(
      String id, EngineVersion version, EngineConfig config, EngineListener listener, long now) {
    this.id = id;
    this.codec = version.codec();
    this.config = config;
    this.listener = listener;
    this.heartbeat = Heartbeat.of(version, config, now);
  }

  public String id() {
    return id;
  }

  public EngineVersion version() {
    return codec.version();
  }

  /** Whether nothing can come from it or go to it any more. */
  public boolean isClosed() {
    return state == State.CLOSED || state == State.DRAINING;
  }

  /** Whether a WebSocket carries it. */
  public boolean isWebSocket() {
    return state == State.WEBSOCKET;
  }

  // ---- opening

  /** Begins a session with a GET. */
  public void openPolling(PollExchange exchange, BinarySupport binary) {
    state = State.POLLING;
    queue = new PollQueue(codec, binary);
    EnginePacket open = new EnginePacket.Open(config.handshakeJson(id, "\"websocket\""));
    exchange.respond(codec.encodePayload(List.of(open), binary));
  }

  /** Begins a session on a WebSocket. */
  public void openWebSocket(WebSocketLink webSocket) {
    state = State.WEBSOCKET;
    link = webSocket;
    webSocket.send(codec.encode(new EnginePacket.Open(config.handshakeJson(id, ""))));
  }

  // ---- long-polling

  /** A GET: answered at once if packets wait, else held until {@link #flush} has some. */
  public void poll(PollExchange exchange, long now) {
    tick(now);
    PollQueue waiting = queue;
    if (waiting == null) {
      exchange.refuse(isClosed() ? EngineError.UNKNOWN_SESSION : EngineError.BAD_REQUEST);
    } else if (state == State.DRAINING) {
      waiting.hold(exchange);
      waiting.release();
      release();
    } else if (waiting.isHolding()) {
      exchange.refuse(EngineError.BAD_REQUEST);
      fail("two polls at once", now);
    } else {
      waiting.hold(exchange);
      if (probe != null && probe.isAnswered()) {
        waiting.release();
      } else {
        waiting.flush();
      }
    }
  }

  /** The client gave up a GET, which is how a polling connection breaks. */
  public void pollAborted(PollExchange exchange, long now) {
    if (queue != null && queue.drop(exchange)) {
      close(CloseReason.TRANSPORT_CLOSED, now);
    }
  }

  /** A POST. */
  public void post(Frame body, PollExchange exchange, long now) {
    tick(now);
    if (state == State.DRAINING) {
      exchange.accept();
      return;
    }
    if (state != State.POLLING) {
      exchange.refuse(isClosed() ? EngineError.UNKNOWN_SESSION : EngineError.BAD_REQUEST);
      return;
    }
    try {
      for (EnginePacket packet : codec.decodePayload(body, config.maxPacketsPerPayload())) {
        if (state != State.POLLING) {
          break;
        }
        receive(packet, now);
      }
      exchange.accept();
    } catch (MalformedPacketException e) {
      exchange.refuse(EngineError.BAD_REQUEST);
      fail(String.valueOf(e.getMessage()), now);
    }
  }

  /** The shell refused a message for its size. */
  public void failTooLarge(long now) {
    if (!isClosed()) {
      listener.onTooLarge();
      close(CloseReason.TOO_LARGE, now);
    }
  }

  // ---- WebSocket

  /**
   * A WebSocket that names this session. Engine.IO "Upgrade": it probes first and then takes over.
   * Closed at once where the session cannot be upgraded.
   */
  public void probe(WebSocketLink webSocket, long now) {
    if (state != State.POLLING || probe != null) {
      webSocket.close(CloseReason.PROTOCOL_ERROR);
    } else {
      probe = new Probe(webSocket, now + config.upgradeTimeoutNanos());
    }
  }

  /** Whether {@code webSocket} is the one that may take over. */
  public boolean isProbedBy(WebSocketLink webSocket) {
    return probe != null && probe.link == webSocket;
  }

  /** A message on a WebSocket of this session; one that is no longer ours is ignored. */
  public void receive(WebSocketLink from, Frame message, long now) {
    Probe probing = probe != null && probe.link == from ? probe : null;
    if (probing == null && (link != from || state != State.WEBSOCKET)) {
      return;
    }
    try {
      if (probing != null) {
        receiveProbe(probing, codec.decode(message));
      } else if (message instanceof Frame.Text(String text) && PacketText.isMessage(text)) {
        heartbeat.onPacket(now);
        listener.onText(text, 1);
      } else {
        receive(codec.decode(message), now);
      }
    } catch (MalformedPacketException e) {
      if (probing != null) {
        dropProbe(CloseReason.PROTOCOL_ERROR);
      } else {
        fail(String.valueOf(e.getMessage()), now);
      }
    }
  }

  /** A WebSocket of this session is gone; one that is no longer ours is ignored. */
  public void linkClosed(WebSocketLink which, CloseReason reason, long now) {
    if (probe != null && probe.link == which) {
      probe = null;
    } else if (link == which) {
      link = null;
      close(reason, now);
    }
  }

  /** A WebSocket of this session broke its own protocol, or sent a message over the limit. */
  public void linkFailed(WebSocketLink which, CloseReason reason, String detail, long now) {
    if (link != which || state != State.WEBSOCKET) {
      linkClosed(which, reason, now);
    } else if (reason == CloseReason.TOO_LARGE) {
      failTooLarge(now);
    } else {
      fail(detail, now);
    }
  }

  private void receiveProbe(Probe probing, EnginePacket packet) {
    switch (probing.receive(packet, codec)) {
      case ANSWERED -> {
        if (queue != null) {
          // A held poll would keep the client from pausing its polling, so it ends now.
          queue.release();
        }
      }
      case COMPLETE -> completeUpgrade(probing);
      case BROKEN -> dropProbe(CloseReason.PROTOCOL_ERROR);
    }
  }

  private void completeUpgrade(Probe probing) {
    PollQueue waiting = queue;
    state = State.WEBSOCKET;
    link = probing.link;
    probe = null;
    queue = null;
    if (waiting != null) {
      waiting.release();
      waiting.packets().forEach(this::send);
    }
    listener.onUpgraded();
  }

  private void dropProbe(CloseReason reason) {
    Probe probing = probe;
    probe = null;
    if (probing != null) {
      probing.link.close(reason);
    }
  }

  // ---- packets

  private void receive(EnginePacket packet, long now) throws MalformedPacketException {
    if (!(packet instanceof EnginePacket.Pong)) {
      heartbeat.onPacket(now);
    }
    switch (packet) {
      case EnginePacket.Text(String data) -> listener.onText(data, 0);
      case EnginePacket.Binary(byte[] data) -> listener.onBinary(data);
      case EnginePacket.Ping(String data) -> {
        heartbeat.onPing();
        send(new EnginePacket.Pong(data));
      }
      case EnginePacket.Pong _ -> {
        if (heartbeat.onPong(now)) {
          listener.onPingAnswered();
        }
      }
      case EnginePacket.Close() -> close(CloseReason.CLIENT_CLOSED, now);
      case EnginePacket.Noop() -> {}
      case EnginePacket.Open _, EnginePacket.Upgrade() ->
          throw new MalformedPacketException("unexpected packet type");
    }
  }

  /** Sends a message, unless closed; it leaves with the next {@link #flush}. */
  public void send(String text) {
    send(new EnginePacket.Text(text));
  }

  /** Sends a binary message; the array is handed over. */
  public void send(byte[] bytes) {
    send(new EnginePacket.Binary(bytes));
  }

  private void send(EnginePacket packet) {
    if (link != null) {
      link.send(codec.encode(packet));
    } else if (queue != null && state == State.POLLING) {
      queue.add(packet);
    }
  }

  /** Lets out what was sent: call it once after each batch of inputs and sends. */
  public void flush() {
    if (queue != null) {
      queue.flush();
    }
  }

  /** Output that the peer has not taken yet, in bytes. */
  public long unsentBytes() {
    return link != null ? link.unsentBytes() : queue != null ? queue.bytes() : 0;
  }

  /** Whether the peer has fallen further behind than it may. */
  public boolean isTooSlow() {
    return !isClosed() && unsentBytes() > config.maxUnsentBytes();
  }

  // ---- time

  /**
   * Sends the ping that is due, and ends what has taken too long. A request does the same first, so
   * that one which comes too late finds the session closed, however seldom this is called.
   */
  public void tick(long now) {
    if (state == State.DRAINING && now - drainDeadlineNanos >= 0) {
      release();
    }
    if (isClosed()) {
      return;
    }
    if (probe != null && probe.isLate(now)) {
      dropProbe(CloseReason.UPGRADE_TIMEOUT);
    }
    switch (heartbeat.due(now)) {
      case NOTHING -> {}
      case PING -> {
        send(new EnginePacket.Ping(""));
        listener.onPingSent();
        flush();
      }
      case TIMEOUT -> close(CloseReason.PING_TIMEOUT, now);
    }
  }

  /** When {@link #tick} has something to do next, unless something happens before. */
  public long dueNanos(long now) {
    return isClosed() || probe != null ? now : heartbeat.deadlineNanos();
  }

  /** Sends a ping early, to learn what has arrived; not where one is under way or in version 3. */
  public void ping(long now) {
    if (!isClosed() && heartbeat.pingEarly(now)) {
      send(new EnginePacket.Ping(""));
      listener.onPingSent();
    }
  }

  // ---- closing

  /** The peer broke the protocol; the shell may find that too. */
  public void fail(String detail, long now) {
    if (!isClosed()) {
      listener.onMalformed(detail);
      close(CloseReason.PROTOCOL_ERROR, now);
    }
  }

  /** Ends the session; what was sent before still goes out where the peer can take it. */
  public void close(CloseReason reason, long now) {
    if (isClosed()) {
      return;
    }
    state = State.CLOSED;
    dropProbe(reason);
    WebSocketLink closing = link;
    link = null;
    if (closing != null) {
      closing.close(reason);
    }
    closePolling(reason, now);
    listener.onClosed(reason);
    if (state == State.CLOSED) {
      listener.onReleased();
    }
  }

  private void closePolling(CloseReason reason, long now) {
    PollQueue last = queue;
    if (last == null) {
      return;
    }
    if (reason != CloseReason.CLIENT_CLOSED) {
      last.add(new EnginePacket.Close());
    }
    if (!last.isHolding() && reason.leavesClientWell()) {
      // The client has yet to come for its last packets, or its GET is on its way.
      state = State.DRAINING;
      drainDeadlineNanos = now + config.pingTimeoutNanos();
    } else {
      queue = null;
      last.release();
    }
  }

  private void release() {
    state = State.CLOSED;
    queue = null;
    listener.onReleased();
  }
}

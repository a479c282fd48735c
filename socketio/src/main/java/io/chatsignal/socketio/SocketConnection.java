package io.chatsignal.socketio;

import io.chatsignal.engineio.CloseReason;
import io.chatsignal.engineio.MalformedPacketException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Shares one engine session among the namespaces that its client enters. Owned by one thread at a
 * time; reads no clock.
 */
public final class SocketConnection {
  /** The engine session below. */
  public interface Port {
    void send(String text);

    void send(byte[] bytes);

    /** Sends a ping behind what was sent, unless one is under way; its answer comes in as usual. */
    void ping();

    void close(CloseReason reason);
  }

  /** Who decides on who enters. */
  public interface Listener {
    /** Answer with {@link #accept} or {@link #refuse}, now or later. */
    void onConnectRequest(ConnectRequest request);
  }

  private final SocketCodec codec;
  private final SocketVersion version;
  private final SocketLimits limits;
  private final Port port;
  private final Listener listener;
  private final long connectTimeoutNanos;
  private final List<SocketSession> sessions = new ArrayList<>(1);

  /** Those that nobody has decided on yet. Immutable: it is empty for nearly all of the time. */
  private List<ConnectRequest> requests = List.of();

  /** Requests that the client took back before anybody decided on them. Immutable likewise. */
  private List<ConnectRequest> withdrawn = List.of();

  private @Nullable Reassembly reassembly;

  /** Whether the client is in no namespace, so that its connection ends at the deadline. */
  private boolean waitsForConnect;

  private long connectDeadlineNanos;
  private boolean everEntered;
  private boolean closed;

  public SocketConnection(
      SocketVersion version,
      SocketLimits limits,
      Port port,
      Listener listener,
      long connectTimeoutNanos) {
    this.version = version;
    this.codec = version.codec();
    this.limits = limits;
    this.port = port;
    this.listener = listener;
    this.connectTimeoutNanos = connectTimeoutNanos;
  }

  /** Begins: revision 4 enters the main namespace without asking. */
  public void open(long now) {
    waitForConnect(now);
    if (version == SocketVersion.V4) {
      request(new ConnectRequest("/", "", ""));
    }
  }

  private void waitForConnect(long now) {
    waitsForConnect = true;
    connectDeadlineNanos = now + connectTimeoutNanos;
  }

  /** Whether the client has entered a namespace, ever: until then it is granted little. */
  public boolean hasEntered() {
    return everEntered;
  }

  // ---- in

  /** A text message of the engine session, from {@code start} to the end of the text. */
  public void onText(String text, int start, long now) throws MalformedPacketException {
    if (closed) {
      return;
    }
    if (reassembly != null) {
      throw new MalformedPacketException("text where an attachment was announced");
    }
    PacketHead head = PacketHead.read(text, start, limits);
    SocketPacket packet = codec.decode(head, limits);
    if (head.attachments() > 0) {
      // Whoever may not send the packet may not make us wait for its attachments either.
      requireEntered();
      reassembly = new Reassembly(packet, head.attachments(), limits.maxAttachmentBytes());
    } else {
      dispatch(packet, List.of(), now);
    }
  }

  /** A binary message of the engine session. */
  public void onBinary(byte[] bytes, long now) throws MalformedPacketException {
    if (closed) {
      return;
    }
    Reassembly pending = reassembly;
    if (pending == null) {
      throw new MalformedPacketException("an attachment that nothing announced");
    }
    if (pending.add(bytes)) {
      reassembly = null;
      dispatch(pending.packet(), pending.attachments(), now);
    }
  }

  private void dispatch(SocketPacket packet, List<byte[]> attachments, long now)
      throws MalformedPacketException {
    switch (packet) {
      case SocketPacket.Connect connect -> receiveConnect(connect);
      case SocketPacket.Disconnect disconnect -> receiveDisconnect(disconnect, now);
      case SocketPacket.Event event -> {
        SocketSession session = session(event.namespace());
        if (session != null) {
          session.receive(event, whole(event.arguments(), attachments));
        }
      }
      case SocketPacket.Ack ack -> {
        SocketSession session = session(ack.namespace());
        if (session != null) {
          session.receiveAck(ack.ackId(), whole(ack.arguments(), attachments));
        }
      }
      case SocketPacket.Connected _, SocketPacket.ConnectError _ ->
          throw new MalformedPacketException("unknown packet type");
    }
  }

  private static Arguments whole(Arguments arguments, List<byte[]> attachments) {
    return attachments.isEmpty() ? arguments : new Arguments(arguments.json(), attachments);
  }

  /**
   * The session of a namespace. A client may not know yet that we ended it, so once it was in any,
   * a packet for another is dropped; before that it is no client of this protocol.
   */
  private @Nullable SocketSession session(String namespace) throws MalformedPacketException {
    requireEntered();
    for (SocketSession session : sessions) {
      if (session.namespace().equals(namespace)) {
        return session;
      }
    }
    return null;
  }

  private void requireEntered() throws MalformedPacketException {
    if (!everEntered) {
      throw new MalformedPacketException("CONNECT comes first");
    }
  }

  private void receiveConnect(SocketPacket.Connect connect) throws MalformedPacketException {
    String namespace = connect.namespace();
    if (version == SocketVersion.V4 && namespace.equals("/")) {
      return; // It was let in when the connection opened, or is about to be.
    }
    if (isKnown(namespace)) {
      throw new MalformedPacketException("CONNECT to a namespace that was entered already");
    }
    if (sessions.size() + requests.size() + withdrawn.size() >= limits.maxNamespaces()) {
      port.send(codec.encode(new SocketPacket.ConnectError(namespace, "Too many namespaces", "")));
      return;
    }
    request(new ConnectRequest(namespace, connect.authJson(), connect.query()));
  }

  private boolean isKnown(String namespace) {
    return sessions.stream().anyMatch(session -> session.namespace().equals(namespace))
        || requests.stream().anyMatch(request -> request.namespace().equals(namespace));
  }

  private void request(ConnectRequest request) {
    requests = with(requests, request);
    listener.onConnectRequest(request);
  }

  private void receiveDisconnect(SocketPacket.Disconnect disconnect, long now)
      throws MalformedPacketException {
    for (ConnectRequest request : requests) {
      if (request.namespace().equals(disconnect.namespace())) {
        requests = without(requests, request);
        withdrawn = with(withdrawn, request);
        return;
      }
    }
    SocketSession session = session(disconnect.namespace());
    if (session != null) {
      sessions.remove(session);
      if (sessions.isEmpty()) {
        waitForConnect(now);
      }
      session.close(CloseReason.CLIENT_GOODBYE);
    }
  }

  // ---- the answer to CONNECT

  /**
   * Whether the client still waits for the answer to {@code request}. One that it has taken back
   * counts as one of its namespaces until then: somebody is still at work on the answer.
   */
  public boolean isWaiting(ConnectRequest request) {
    withdrawn = without(withdrawn, request);
    return !closed && requests.stream().anyMatch(waiting -> waiting == request);
  }

  private boolean stopWaiting(ConnectRequest request) {
    List<ConnectRequest> before = requests;
    requests = without(before, request);
    return requests.size() < before.size();
  }

  private static List<ConnectRequest> with(List<ConnectRequest> requests, ConnectRequest added) {
    return Stream.concat(requests.stream(), Stream.of(added)).toList();
  }

  /** By identity: a client that leaves and asks again may do so with the same words. */
  private static List<ConnectRequest> without(
      List<ConnectRequest> requests, ConnectRequest removed) {
    return requests.stream().filter(request -> request != removed).toList();
  }

  /** Lets the client in with a new session. Ask {@link #isWaiting} first. */
  public void accept(ConnectRequest request, SocketSession session) {
    requireFit(request, session, session.isNew());
    enter(request, session);
    session.entered(this);
  }

  /** Lets the client in with the session that it had. Ask {@link SocketSession#reaches} first. */
  public void acceptAgain(ConnectRequest request, SocketSession session) {
    requireFit(request, session, session.isSuspended() && session.reaches(request.offset()));
    enter(request, session);
    session.resumed(this, request.offset());
  }

  /** A session in the wrong place would be two clients in one, or one with a gap. */
  private void requireFit(ConnectRequest request, SocketSession session, boolean mayEnter) {
    if (!isWaiting(request)) {
      throw new IllegalStateException("nobody waits for this answer");
    }
    if (!mayEnter || !session.namespace().equals(request.namespace())) {
      throw new IllegalStateException("the session can't enter here");
    }
  }

  private void enter(ConnectRequest request, SocketSession session) {
    stopWaiting(request);
    everEntered = true;
    waitsForConnect = false;
    sessions.add(session);
    port.send(
        codec.encode(new SocketPacket.Connected(request.namespace(), session.id(), session.pid())));
  }

  /** Turns the client away; {@code dataJson} is empty where there is nothing to add. */
  public void refuse(ConnectRequest request, String message, String dataJson) {
    if (stopWaiting(request) && !closed) {
      port.send(
          codec.encode(new SocketPacket.ConnectError(request.namespace(), message, dataJson)));
    }
  }

  // ---- out

  void send(SocketPacket packet, List<byte[]> attachments) {
    send(codec.encode(packet), attachments);
  }

  void send(String text, List<byte[]> attachments) {
    port.send(text);
    for (byte[] attachment : attachments) {
      port.send(attachment);
    }
  }

  void ping() {
    port.ping();
  }

  // ---- life

  /** The peer broke a protocol: its sessions may say so before the connection ends. */
  public void onMalformed(String detail) {
    List.copyOf(sessions).forEach(session -> session.malformed(detail));
  }

  /** The peer sent a message over the limit: likewise. */
  public void onTooLarge() {
    List.copyOf(sessions).forEach(SocketSession::tooLarge);
  }

  public void onPingSent() {
    sessions.forEach(SocketSession::pingSent);
  }

  public void onPingAnswered() {
    sessions.forEach(SocketSession::pingAnswered);
  }

  /**
   * Whether {@link #tick} has something to wait for; if not, it need not be called until something
   * has been received or sent.
   */
  public boolean hasDeadline() {
    return sessions.isEmpty() || sessions.stream().anyMatch(SocketSession::waitsForAck);
  }

  /** Ends a connection that nobody uses to be in a namespace, and acks that came too late. */
  public void tick(long now) {
    if (!waitsForConnect && sessions.isEmpty()) {
      waitForConnect(now);
    } else if (waitsForConnect && !closed && now - connectDeadlineNanos >= 0) {
      port.close(CloseReason.CONNECT_TIMEOUT);
    }
    for (int i = 0; i < sessions.size(); i++) {
      sessions.get(i).tick(now);
    }
  }

  /** The engine session ended. */
  public void onClosed(CloseReason reason) {
    closed = true;
    requests = List.of();
    withdrawn = List.of();
    reassembly = null;
    List<SocketSession> ended = List.copyOf(sessions);
    sessions.clear();
    ended.forEach(session -> session.connectionClosed(reason));
  }

  /** A session has ended. */
  void forget(SocketSession session) {
    sessions.remove(session);
  }

  /** A session said goodbye to its client: without another, and none asked for, so do we. */
  void left(CloseReason reason) {
    if (sessions.isEmpty() && requests.isEmpty()) {
      port.close(reason);
    }
  }

  /** A session went on to a newer connection, so what is left of this one is a ghost. */
  void replaced(SocketSession session) {
    sessions.remove(session);
    port.close(CloseReason.REPLACED);
  }
}

package io.chatsignal.transport;

import io.chatsignal.engineio.CloseReason;
import io.chatsignal.engineio.MalformedPacketException;
import io.chatsignal.socketio.ConnectRequest;
import io.chatsignal.socketio.SocketConnection;
import io.chatsignal.socketio.SocketVersion;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Socket.IO on one engine connection: decides on who enters, and brings sockets back. */
final class SocketLayer implements EngineHandler, SocketConnection.Port, SocketConnection.Listener {
  private final SocketServer server;
  private final EngineConnection engine;
  private final SocketConnection connection;
  private final List<Socket> sockets = new ArrayList<>(1);

  SocketLayer(SocketServer server, EngineConnection engine) {
    this.server = server;
    this.engine = engine;
    this.connection =
        new SocketConnection(
            SocketVersion.over(engine.version()),
            server.config().limits().socket(),
            this,
            this,
            server.config().limits().connectTimeout().toNanos());
  }

  // ---- EngineHandler

  @Override
  public void onOpen() {
    connection.open(System.nanoTime());
  }

  @Override
  public void onText(String packet, int start) throws MalformedPacketException {
    connection.onText(packet, start, System.nanoTime());
  }

  @Override
  public void onBinary(byte[] message) throws MalformedPacketException {
    connection.onBinary(message, System.nanoTime());
  }

  @Override
  public void onPingSent() {
    connection.onPingSent();
  }

  @Override
  public void onPingAnswered() {
    connection.onPingAnswered();
  }

  @Override
  public void onMalformed(String detail) {
    connection.onMalformed(detail);
  }

  @Override
  public void onTooLarge() {
    connection.onTooLarge();
  }

  @Override
  public void tick(long nowNanos) {
    connection.tick(nowNanos);
  }

  @Override
  public boolean hasDeadline() {
    return connection.hasDeadline();
  }

  @Override
  public void onMove(EventLoop target) {
    sockets.forEach(socket -> socket.moveTo(target));
  }

  @Override
  public void onClosed(CloseReason reason) {
    connection.onClosed(reason);
    sockets.clear();
  }

  void flush() {
    engine.flush();
  }

  void letGo() {
    engine.letGo(CloseReason.SHUTDOWN);
  }

  /** A socket of this connection has ended. */
  void left(Socket socket) {
    sockets.remove(socket);
  }

  // ---- SocketConnection.Port

  @Override
  public void send(String text) {
    engine.send(text);
  }

  @Override
  public void send(byte[] bytes) {
    engine.send(bytes);
  }

  @Override
  public void ping() {
    engine.ping();
  }

  @Override
  public void close(CloseReason reason) {
    engine.close(reason);
  }

  // ---- CONNECT

  @Override
  public void onConnectRequest(ConnectRequest request) {
    Namespace namespace = server.findNamespace(request.namespace());
    if (namespace == null) {
      connection.refuse(request, "Invalid namespace", "");
      return;
    }
    Handshake handshake = handshake(request);
    CompletionStage<Admission> decision = namespace.admit(handshake);
    CompletableFuture<Admission> future = decision.toCompletableFuture();
    if (future.state() == java.util.concurrent.Future.State.SUCCESS) {
      decide(request, handshake, future.resultNow());
      return;
    }
    decision.whenComplete((admission, failure) ->
        engine.submit(() -> decideLater(request, handshake, admission, failure)));
  }

  private Handshake handshake(ConnectRequest request) {
    Map<String, List<String>> query = new HashMap<>(engine.query());
    if (!request.query().isEmpty()) {
      query.putAll(new QueryStringDecoder(request.query(), false).parameters());
    }
    return new Handshake(
        request.namespace(),
        request.authJson().isEmpty() ? "{}" : request.authJson(),
        query,
        engine.version(),
        engine.remoteAddress(),
        server.isRecovering() && !request.pid().isEmpty());
  }

  private void decideLater(
      ConnectRequest request,
      Handshake handshake,
      @Nullable Admission admission,
      @Nullable Throwable failure) {
    if (admission != null) {
      decide(request, handshake, admission);
    } else {
      EngineServer.LOG.error("a middleware of {} failed", request.namespace(), failure);
      decide(request, handshake, Admission.refuse("The server can't decide on this request."));
    }
  }

  private void decide(ConnectRequest request, Handshake handshake, Admission admission) {
    if (!connection.isWaiting(request)) {
      return;
    }
    switch (admission) {
      case Admission.Refused(String message, String dataJson) ->
          connection.refuse(request, message, dataJson);
      case Admission.Accepted() -> {
        Socket lost = handshake.resuming() ? server.findByPid(request.pid()) : null;
        Elsewhere elsewhere = server.elsewhere();
        if (lost == null && handshake.resuming() && elsewhere != null) {
          elsewhere
              .fetch(request.namespace(), request.pid(), request.offset())
              .exceptionally(_ -> Optional.empty())
              .thenAccept(found -> engine.submit(() -> arrive(request, handshake, found)));
        } else if (lost == null) {
          enter(request, handshake);
        } else {
          Resume resume = new Resume(request, handshake, lost);
          lost.submit(() -> claim(resume));
        }
      }
    }
  }

  private void enter(ConnectRequest request, Handshake handshake) {
    if (handshake.resuming()) {
      engine.counters().failToRecover();
    }
    Socket socket = server.newSocket(engine.loop(), handshake, engine.version());
    sockets.add(socket);
    engine.trust();
    connection.accept(request, socket.session());
    socket.begin(this);
  }

  /** What the client had left on another server is here, unless there was nothing to be had. */
  private void arrive(
      ConnectRequest request, Handshake handshake, Optional<Elsewhere.Fetched> found) {
    if (found.isEmpty()) {
      if (connection.isWaiting(request)) {
        enter(request, handshake);
      }
      return;
    }
    Elsewhere.Fetched fetched = found.get();
    Socket socket = server.movedSocket(engine.loop(), handshake, fetched.session());
    socket.begin(fetched.handler());
    if (!connection.isWaiting(request)) {
      socket.waitForClient();
      return;
    }
    sockets.add(socket);
    engine.trust();
    socket.attach(this);
    engine.counters().move();
    connection.acceptAgain(request, socket.session());
  }

  // ---- recovery

  /** A client on this connection that wants a socket back; which of several does, is identity. */
  private record Resume(ConnectRequest request, Handshake handshake, Socket socket) {}

  /**
   * Brings a socket here from the loop where it was left, or from the connection that this one
   * replaces. If it can't go on without a gap the client starts anew, and the old socket ends: its
   * client will not ask for it again. On the socket's loop.
   */
  private void claim(Resume resume) {
    Socket lost = resume.socket();
    boolean mine =
        lost.handshake().namespace().equals(resume.request().namespace()) && !lost.isReserved();
    if (mine && lost.session().reaches(resume.request().offset())) {
      lost.session().detach();
      lost.claimedBy(resume);
      handOver(resume);
    } else {
      if (mine) {
        lost.session().disconnect(CloseReason.REPLACED);
      }
      engine.submit(() -> enterIfWaiting(resume));
    }
  }

  /** The socket's last act on its loop, unless a yet newer connection of its client was quicker. */
  private void handOver(Resume resume) {
    Socket lost = resume.socket();
    if (lost.isClaimedBy(resume)) {
      lost.leaveLoop();
      lost.moveTo(engine.loop());
      engine.submit(() -> takeOver(resume));
    } else {
      engine.submit(() -> enterIfWaiting(resume));
    }
  }

  private void takeOver(Resume resume) {
    Socket back = resume.socket();
    if (!back.enter()) {
      // This connection has moved on meanwhile, or another one has claimed the socket.
      back.submit(() -> handOver(resume));
    } else if (!back.isClaimedBy(resume)) {
      enterIfWaiting(resume);
    } else {
      back.claimedBy(null);
      attach(resume, back);
    }
  }

  private void attach(Resume resume, Socket back) {
    if (!connection.isWaiting(resume.request())) {
      back.waitForClient();
    } else if (!back.session().reaches(resume.request().offset())) {
      back.session().close(CloseReason.REPLACED);
      enterIfWaiting(resume);
    } else {
      sockets.add(back);
      engine.trust();
      back.attach(this);
      engine.counters().recover();
      connection.acceptAgain(resume.request(), back.session());
    }
  }

  private void enterIfWaiting(Resume resume) {
    if (connection.isWaiting(resume.request())) {
      enter(resume.request(), resume.handshake());
    }
  }
}

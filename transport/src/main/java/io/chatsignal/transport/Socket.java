package io.chatsignal.transport;

import io.chatsignal.engineio.CloseReason;
import io.chatsignal.socketio.AckCallback;
import io.chatsignal.socketio.Arguments;
import io.chatsignal.socketio.Event;
import io.chatsignal.socketio.OutgoingEvent;
import io.chatsignal.socketio.SavedSession;
import io.chatsignal.socketio.SocketSession;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client in one namespace. It belongs to the event loop of its connection, and moves along when
 * the client comes back on another one; only {@link #post} may be called from elsewhere.
 */
public final class Socket extends Strand {
  private static final Logger LOG = LoggerFactory.getLogger(Socket.class);

  private final SocketServer server;
  private Handshake handshake;
  private final SocketSession session;
  private @Nullable SocketHandler handler;
  private @Nullable SocketLayer layer;
  private long resumeDeadlineNanos;

  /** Who is bringing the socket to a new connection; of several, the newest. */
  private @Nullable Object claim;

  /** Another server is about to take the socket. */
  private boolean reserved;

  Socket(SocketServer server, EventLoop loop, Handshake handshake, String id, String pid) {
    super(loop);
    this.server = server;
    this.handshake = handshake;
    SessionEvents events = new SessionEvents();
    this.session =
        pid.isEmpty()
            ? SocketSession.lasting(handshake.namespace(), id, events)
            : SocketSession.recoverable(
                handshake.namespace(), id, pid, server.config().limits().socket(), events);
  }

  /** One that another server has let go. */
  Socket(SocketServer server, EventLoop loop, Handshake handshake, SavedSession saved) {
    super(loop);
    this.server = server;
    this.handshake = handshake;
    this.session =
        SocketSession.moved(
            handshake.namespace(), saved, server.config().limits().socket(), new SessionEvents());
  }

  // ---- for applications

  /** The public name of the client; nobody can guess it, and it opens nothing. */
  public String id() {
    return session.id();
  }

  /**
   * What the client brought along when it came first. Its {@code auth} may hold secrets and is kept
   * only until the function given to {@link Namespace#onConnection} has returned; on the loop.
   */
  public Handshake handshake() {
    return handshake;
  }

  /** Whether a connection carries the socket now. */
  public boolean isConnected() {
    return session.isConnected();
  }

  /** Sends an event whose arguments are JSON texts. On the loop. */
  public void emit(String event, String... jsonArguments) {
    emit(OutgoingEvent.of(event, jsonArguments));
  }

  /** Sends an event; it is kept while the client may be on its way back. On the loop. */
  public void emit(OutgoingEvent event) {
    assertHere();
    session.emit(event);
  }

  /** Sends an event that nobody gets who comes back on another connection. On the loop. */
  public void emitOnce(OutgoingEvent event) {
    assertHere();
    session.emitOnce(event);
  }

  /** Sends an event and waits for the client's answer. On the loop. */
  public void emitWithAck(OutgoingEvent event, Duration timeout, AckCallback callback) {
    assertHere();
    session.emitWithAck(event, System.nanoTime() + timeout.toNanos(), guarded(callback));
  }

  /** Says goodbye to the client and ends the socket; it can't be resumed. On the loop. */
  public void disconnect(CloseReason reason) {
    assertHere();
    session.disconnect(reason);
  }

  /**
   * Ends the socket and its connection, after all that was emitted, and without the goodbye that
   * would keep the client from connecting again. On the loop.
   */
  public void dismiss() {
    assertHere();
    SocketLayer carrier = layer;
    session.close(CloseReason.SHUTDOWN);
    if (carrier != null) {
      carrier.close(CloseReason.SHUTDOWN);
    }
  }

  /**
   * Has the client end the connection, after all that was emitted. What it said before it knew is
   * still heard, but no longer answered. The socket waits for its client, if that may come back. On
   * the loop.
   */
  public void letGo() {
    assertHere();
    if (layer != null) {
      layer.letGo();
    }
  }

  /**
   * Keeps the socket for another server: a connection that still carries it ends, and nobody comes
   * back to it here. False if its client has come back just now, or can't go on after {@code
   * offset}: then it ends. On the loop.
   */
  public boolean reserve(String offset) {
    assertHere();
    if (reserved || claim != null) {
      return false;
    }
    if (!session.reaches(offset)) {
      session.disconnect(CloseReason.REPLACED);
      return false;
    }
    reserved = true;
    session.detach();
    return true;
  }

  /**
   * The socket goes on elsewhere: its handler hears nothing any more, but what is posted still runs
   * here. It has to be reserved. On the loop.
   */
  public SavedSession depart(String offset) {
    assertHere();
    SavedSession saved = session.save(offset);
    handler = null;
    session.close(CloseReason.REPLACED);
    return saved;
  }

  /** Whether a client could go on here that saw {@code offset} last. On the loop. */
  public boolean reaches(String offset) {
    assertHere();
    return session.reaches(offset);
  }

  /**
   * Runs {@code task} on the loop that owns the socket. Tasks of one poster run in order; tasks
   * that were posted before an event came in run before it. Any thread.
   */
  public void post(Runnable task) {
    submit(task);
  }

  private AckCallback guarded(AckCallback callback) {
    return new AckCallback() {
      @Override
      public void onAnswer(Arguments answer) {
        guard(() -> callback.onAnswer(answer));
      }

      @Override
      public void onMissing() {
        guard(callback::onMissing);
      }
    };
  }

  /** Runs the application's code: its defects end the socket, not what the shell is about. */
  private void guard(Runnable call) {
    try {
      call.run();
    } catch (Throwable e) {
      onDefect(e);
    }
  }

  private void tell(Consumer<SocketHandler> news) {
    SocketHandler told = handler;
    if (told != null) {
      guard(() -> news.accept(told));
    }
  }

  private void assertHere() {
    if (!isHere()) {
      throw new IllegalStateException("not on the loop of socket " + id() + "; use post");
    }
  }

  // ---- for the shell

  SocketSession session() {
    return session;
  }

  /** The connection let the client in: from here on the application has it. */
  void begin(SocketLayer by) {
    layer = by;
    handler = server.namespaceOf(handshake.namespace()).handlerFor(this);
    handshake = handshake.withoutAuth();
  }

  /** As {@link #begin}, for a client that is on its way back. */
  void begin(Function<Socket, SocketHandler> factory) {
    handler = factory.apply(this);
  }

  boolean isReserved() {
    return reserved;
  }

  /** Another connection carries the socket now. */
  void attach(SocketLayer by) {
    layer = by;
  }

  /** Takes the socket out of its loop's care, on its way to another loop. */
  void leaveLoop() {
    leave();
  }

  void claimedBy(@Nullable Object claimant) {
    claim = claimant;
  }

  boolean isClaimedBy(Object claimant) {
    return claim == claimant;
  }

  /** No connection carries the socket: it waits for its client, on this loop. */
  void waitForClient() {
    layer = null;
    if (session.isClosed()) {
      return;
    }
    resumeDeadlineNanos = System.nanoTime() + server.config().resumeWindow().toNanos();
    server.sweeper(loop()).add(this);
  }

  @Override
  void tick(long nowNanos) {
    if (nowNanos - resumeDeadlineNanos >= 0) {
      session.close(CloseReason.TRANSPORT_CLOSED);
    }
  }

  @Override
  void afterDrain() {
    if (layer != null) {
      layer.flush();
    }
  }

  @Override
  void onDefect(Throwable defect) {
    LOG.error("socket {} failed and was closed", id(), defect);
    session.disconnect(CloseReason.INTERNAL_ERROR);
  }

  /** Between the session and the application's handler. */
  private final class SessionEvents implements SocketSession.Listener {
    @Override
    public void onEvent(Event event) {
      // What others posted before the event came in is older than the event, and may even have
      // taken the socket away to a newer connection of its client.
      SocketHandler told = handler;
      if (told == null || !enter() || !session.isConnected()) {
        return;
      }
      try {
        told.onEvent(event);
      } catch (Throwable e) {
        onDefect(e);
      }
    }

    @Override
    public void onMalformed(String detail) {
      tell(told -> told.onMalformed(detail));
    }

    @Override
    public void onTooLarge() {
      tell(SocketHandler::onTooLarge);
    }

    @Override
    public void onSuspend() {
      waitForClient();
      tell(SocketHandler::onSuspend);
    }

    @Override
    public void onResume() {
      tell(SocketHandler::onResume);
    }

    @Override
    public void onClosed(CloseReason reason) {
      leaveLoop();
      server.forget(Socket.this);
      if (layer != null) {
        layer.left(Socket.this);
      }
      tell(told -> told.onDisconnect(reason));
    }
  }
}

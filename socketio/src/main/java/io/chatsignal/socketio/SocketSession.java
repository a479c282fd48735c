package io.chatsignal.socketio;

import io.chatsignal.engineio.CloseReason;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One client in one namespace. It outlives a broken connection for as long as its owner keeps it:
 * events meant for it are numbered and kept, and a client that comes back gets those that it
 * missed. Owned by one thread at a time.
 *
 * <pre>
 *   NEW ──entered──► CONNECTED ◄──resumed── SUSPENDED
 *                     │     └──connection broke──▲ │
 *                     └── goodbye, kicked, failed ─┴──► CLOSED
 * </pre>
 */
public final class SocketSession {
  /** What happens to the session; called on its thread. */
  public interface Listener {
    void onEvent(Event event);

    /** The peer broke the protocol; its connection ends right after this call. */
    default void onMalformed(String detail) {}

    /** The peer sent a message over the limit; its connection ends right after this call. */
    default void onTooLarge() {}

    /** The connection broke; the session is kept until {@link #onResume} or {@link #close}. */
    default void onSuspend() {}

    /** The client is back, and has what it missed. */
    default void onResume() {}

    /** The end; called once. */
    void onClosed(CloseReason reason);
  }

  private enum State {
    NEW,
    CONNECTED,
    SUSPENDED,
    CLOSED
  }

  private record PendingAck(AckCallback callback, long deadlineNanos) {}

  /** Most events that may wait for a client's answer at a time. */
  private static final int MAX_PENDING_ACKS = 1000;

  private static final int OFFSET_TAG_LENGTH = 6;
  private static final int RADIX = 36;

  private final String namespace;
  private final String id;
  private final String pid;
  private final Listener listener;
  private final @Nullable ReplayBuffer replay;
  private State state = State.NEW;
  private @Nullable SocketConnection connection;
  private @Nullable Map<Long, PendingAck> pendingAcks;
  private long lastAckId = -1;

  /** A session that ends with its connection. */
  public static SocketSession lasting(String namespace, String id, Listener listener) {
    return new SocketSession(namespace, id, "", listener, null);
  }

  /** A session that survives a broken connection; {@code pid} is the secret to come back by. */
  public static SocketSession recoverable(
      String namespace, String id, String pid, SocketLimits limits, Listener listener) {
    return new SocketSession(
        namespace, id, pid, listener, new ReplayBuffer(limits.maxReplayBytes()));
  }

  /** A session that was left on another server, and waits for its client here. */
  public static SocketSession moved(
      String namespace, SavedSession saved, SocketLimits limits, Listener listener) {
    ReplayBuffer replay = ReplayBuffer.after(limits.maxReplayBytes(), saved.seen(), saved.missed());
    SocketSession session = new SocketSession(namespace, saved.id(), saved.pid(), listener, replay);
    session.state = State.SUSPENDED;
    return session;
  }

  private SocketSession(
      String namespace, String id, String pid, Listener listener, @Nullable ReplayBuffer replay) {
    this.namespace = namespace;
    this.id = id;
    this.pid = pid;
    this.listener = listener;
    this.replay = replay;
  }

  public String namespace() {
    return namespace;
  }

  public String id() {
    return id;
  }

  /** The secret by which the client may come back; empty where it can't. */
  public String pid() {
    return pid;
  }

  boolean isNew() {
    return state == State.NEW;
  }

  public boolean isConnected() {
    return state == State.CONNECTED;
  }

  boolean isSuspended() {
    return state == State.SUSPENDED;
  }

  public boolean isClosed() {
    return state == State.CLOSED;
  }

  // ---- out

  /** Sends an event, or keeps it for a client that may come back. The client has to be in. */
  public void emit(OutgoingEvent event) {
    if (state == State.NEW) {
      throw new IllegalStateException("nobody is there yet");
    }
    if (state == State.CLOSED) {
      return;
    }
    if (replay == null) {
      sendText(event.encode(namespace, SocketPacket.NO_ACK), event.attachments());
      return;
    }
    String offset = offset(replay.add(event));
    if (state == State.CONNECTED) {
      sendText(event.encode(namespace, offset), event.attachments());
      if (connection != null && replay.isProofDue()) {
        connection.ping();
      }
    }
  }

  /**
   * Sends an event that is about the connection, and so worth nothing to a client that comes back
   * on another one.
   */
  public void emitOnce(OutgoingEvent event) {
    sendText(event.encode(namespace, SocketPacket.NO_ACK), event.attachments());
  }

  /**
   * Sends an event and waits for the client's answer. It is not kept for a client that is away:
   * then, and past {@value #MAX_PENDING_ACKS} waiting answers, the answer is missing at once.
   */
  public void emitWithAck(OutgoingEvent event, long deadlineNanos, AckCallback callback) {
    if (pendingAcks == null) {
      pendingAcks = new HashMap<>();
    }
    if (state != State.CONNECTED || pendingAcks.size() >= MAX_PENDING_ACKS) {
      callback.onMissing();
      return;
    }
    pendingAcks.put(++lastAckId, new PendingAck(callback, deadlineNanos));
    sendText(event.encode(namespace, lastAckId), event.attachments());
  }

  void sendAck(long ackId, Arguments answer) {
    if (state == State.CONNECTED && connection != null) {
      connection.send(new SocketPacket.Ack(namespace, ackId, answer), answer.attachments());
    }
  }

  private void sendText(String text, List<byte[]> attachments) {
    if (state == State.CONNECTED && connection != null) {
      connection.send(text, attachments);
    }
  }

  /** Says goodbye to the client and ends the session; the connection ends with its last session. */
  public void disconnect(CloseReason reason) {
    SocketConnection leaving = connection;
    if (state == State.CONNECTED && leaving != null) {
      leaving.send(new SocketPacket.Disconnect(namespace), List.of());
      close(reason);
      leaving.left(reason);
    } else {
      close(reason);
    }
  }

  // ---- in

  void receive(SocketPacket.Event packet, Arguments arguments) {
    if (state == State.CONNECTED) {
      listener.onEvent(new Event(this, packet, arguments));
    }
  }

  void receiveAck(long ackId, Arguments answer) {
    PendingAck pending = pendingAcks == null ? null : pendingAcks.remove(ackId);
    if (pending != null) {
      pending.callback().onAnswer(answer);
    }
  }

  void malformed(String detail) {
    if (state == State.CONNECTED) {
      listener.onMalformed(detail);
    }
  }

  void tooLarge() {
    if (state == State.CONNECTED) {
      listener.onTooLarge();
    }
  }

  void pingSent() {
    if (replay != null) {
      replay.pingSent();
    }
  }

  void pingAnswered() {
    if (replay != null) {
      replay.pingAnswered();
    }
  }

  boolean waitsForAck() {
    return pendingAcks != null && !pendingAcks.isEmpty();
  }

  void tick(long now) {
    if (pendingAcks == null || pendingAcks.isEmpty()) {
      return;
    }
    List<PendingAck> late = new ArrayList<>();
    for (Iterator<PendingAck> each = pendingAcks.values().iterator(); each.hasNext(); ) {
      PendingAck pending = each.next();
      if (now - pending.deadlineNanos() >= 0) {
        each.remove();
        late.add(pending);
      }
    }
    late.forEach(pending -> pending.callback().onMissing());
  }

  // ---- life

  /** Whether a client that saw {@code offset} last ("" for nothing) can go on without a gap. */
  public boolean reaches(String offset) {
    return replay != null && state != State.CLOSED && replay.reaches(number(offset));
  }

  /**
   * What there is to carry elsewhere, for a client that saw {@code offset} last; nobody can go on
   * here after that. Ask {@link #reaches} first.
   */
  public SavedSession save(String offset) {
    if (replay == null) {
      throw new IllegalStateException("nobody can come back to this session");
    }
    long seen = number(offset);
    List<OutgoingEvent> missed = replay.after(seen);
    replay.forgetAll();
    return new SavedSession(id, pid, seen, missed);
  }

  /** Takes a session away from a connection that a newer one replaces. */
  public void detach() {
    SocketConnection old = connection;
    if (state == State.CONNECTED && old != null) {
      suspend();
      old.replaced(this);
    }
  }

  /** The connection let the client in, for the first time. */
  void entered(SocketConnection entered) {
    connection = entered;
    state = State.CONNECTED;
  }

  /** The connection let the client in again; {@link #reaches} was asked before. */
  void resumed(SocketConnection back, String offset) {
    connection = back;
    state = State.CONNECTED;
    if (replay != null) {
      List<OutgoingEvent> missed = replay.after(number(offset));
      long seen = replay.floor();
      for (OutgoingEvent event : missed) {
        seen++;
        sendText(event.encode(namespace, offset(seen)), event.attachments());
      }
    }
    listener.onResume();
  }

  void connectionClosed(CloseReason reason) {
    if (replay != null && reason.mayReturn() && state == State.CONNECTED) {
      suspend();
    } else {
      close(reason);
    }
  }

  private void suspend() {
    state = State.SUSPENDED;
    connection = null;
    dropPendingAcks();
    listener.onSuspend();
  }

  /** Ends the session without a word to the client. */
  public void close(CloseReason reason) {
    if (state == State.CLOSED) {
      return;
    }
    SocketConnection left = connection;
    state = State.CLOSED;
    connection = null;
    if (left != null) {
      left.forget(this);
    }
    dropPendingAcks();
    listener.onClosed(reason);
  }

  private void dropPendingAcks() {
    Map<Long, PendingAck> dropped = pendingAcks;
    pendingAcks = null;
    if (dropped != null) {
      dropped.values().forEach(pending -> pending.callback().onMissing());
    }
  }

  // ---- offsets

  /**
   * The tag keeps a client's own strings from being taken for an offset: a client calls the last
   * argument of any event its offset, if that is a string.
   */
  private String offset(long number) {
    return offsetTag() + Long.toString(number, RADIX);
  }

  private long number(String offset) {
    if (offset.isEmpty()) {
      return 0;
    }
    if (!offset.startsWith(offsetTag()) || offset.length() > OFFSET_TAG_LENGTH + 12) {
      return -1;
    }
    try {
      return Long.parseLong(offset, offsetTag().length(), offset.length(), RADIX);
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  private String offsetTag() {
    return id.substring(Math.max(0, id.length() - OFFSET_TAG_LENGTH));
  }
}

package io.chatsignal.socketio;

import io.chatsignal.engineio.CloseReason;
import io.chatsignal.engineio.MalformedPacketException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** Our side of the recovery model: one session at a time, and the links that carry it in turn. */
final class ModelServer implements SocketSession.Listener {
  static final String PING = "ping";

  private static final SocketLimits LIMITS = new SocketLimits(1, 100, 0, 0, 1_000);

  private final List<OutgoingEvent> emitted = new ArrayList<>();
  private int sessions;
  private @Nullable SocketSession session;
  private @Nullable Link link;
  int recoveries;
  int refusals;

  /** A connection, with what is on its way to the client. It may be dead without our knowing. */
  final class Link implements SocketConnection.Port, SocketConnection.Listener {
    final Queue<String> down = new ArrayDeque<>();
    private final SocketConnection connection =
        new SocketConnection(SocketVersion.V5, LIMITS, this, this, 1);
    private final int seen;
    private boolean pinged;
    private boolean closed;

    /** A client that has seen this many events of its session asks for more. */
    private Link(String connect, int seen) {
      this.seen = seen;
      connection.open(0);
      try {
        connection.onText(connect, 0, 0);
      } catch (MalformedPacketException e) {
        throw new AssertionError(e);
      }
    }

    @Override
    public void send(String text) {
      down.add(text);
    }

    @Override
    public void send(byte[] bytes) {
      throw new AssertionError("the model has no attachments");
    }

    @Override
    public void ping() {
      if (!pinged) {
        pinged = true;
        down.add(PING);
        connection.onPingSent();
      }
    }

    @Override
    public void close(CloseReason reason) {
      if (!closed) {
        closed = true;
        connection.onClosed(reason);
      }
    }

    @Override
    public void onConnectRequest(ConnectRequest request) {
      SocketSession lost = session;
      if (lost != null && lost.pid().equals(request.pid())) {
        if (lost.reaches(request.offset())) {
          recoveries++;
          lost.detach();
          connection.acceptAgain(request, lost);
          return;
        }
        requireReason(request.offset(), lost.id());
        refusals++;
      }
      if (lost != null) {
        lost.disconnect(CloseReason.REPLACED);
      }
      connection.accept(request, begin());
    }

    /** Nobody is refused who could have been served, but for an offset of an earlier session. */
    private void requireReason(String offset, String id) {
      boolean foreign = !offset.isEmpty() && !offset.startsWith(id);
      int missed = emitted.stream().skip(seen).mapToInt(ReplayBuffer::sizeBytes).sum();
      if (!foreign && missed <= LIMITS.maxReplayBytes()) {
        throw new AssertionError("refused at " + offset + " with " + missed + " bytes missed");
      }
    }

    /** The client answers a ping. As in the engine session, only one that was sent counts. */
    void pong() {
      if (pinged && !closed) {
        pinged = false;
        connection.onPingAnswered();
      }
    }
  }

  Link connect(String connect, int seen) {
    link = new Link(connect, seen);
    return link;
  }

  private SocketSession begin() {
    emitted.clear();
    sessions++;
    String id = String.format("%06d", sessions);
    session = SocketSession.recoverable("/", id, "pid-" + id, LIMITS, this);
    return session;
  }

  /** The event says how many came before it. */
  void emit(String... more) {
    if (session != null) {
      String[] arguments = new String[more.length + 1];
      arguments[0] = String.valueOf(emitted.size());
      System.arraycopy(more, 0, arguments, 1, more.length);
      emitted.add(OutgoingEvent.of("e", arguments));
      session.emit(emitted.getLast());
    }
  }

  /** An event that waits for an answer carries no offset and is not kept. */
  void ask() {
    if (session != null) {
      session.emitWithAck(OutgoingEvent.of("q", "\"0000011\""), Long.MAX_VALUE, new Indifferent());
    }
  }

  private static final class Indifferent implements AckCallback {
    @Override
    public void onAnswer(Arguments answer) {}

    @Override
    public void onMissing() {}
  }

  void ping() {
    if (link != null && !link.closed) {
      link.ping();
    }
  }

  void noticeBreak() {
    if (link != null) {
      link.close(CloseReason.TRANSPORT_CLOSED);
    }
  }

  int emitted() {
    return emitted.size();
  }

  @Override
  public void onEvent(Event event) {}

  @Override
  public void onClosed(CloseReason reason) {}
}

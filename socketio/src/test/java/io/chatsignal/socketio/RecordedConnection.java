package io.chatsignal.socketio;

import io.chatsignal.engineio.CloseReason;
import io.chatsignal.engineio.MalformedPacketException;
import io.chatsignal.testkit.FakeTime;
import io.chatsignal.testkit.Recorder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A connection whose both sides write down what they see. What goes to the client begins with an
 * arrow. The engine session below closes at once when it is asked to, as the real one does.
 */
final class RecordedConnection implements SocketConnection.Port, SocketConnection.Listener {
  static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
  static final SocketLimits LIMITS = new SocketLimits(3, 256, 10, 100, 1_000);

  final FakeTime time;
  final Recorder out;
  final SocketConnection connection;
  final List<ConnectRequest> requests = new ArrayList<>();
  boolean closed;

  RecordedConnection(SocketVersion version, FakeTime time, Recorder out) {
    this.time = time;
    this.out = out;
    this.connection = new SocketConnection(version, LIMITS, this, this, CONNECT_TIMEOUT.toNanos());
    connection.open(time.nanos());
  }

  RecordedConnection(SocketVersion version, Recorder out) {
    this(version, new FakeTime(), out);
  }

  // ---- what a client does

  void receive(String text) throws MalformedPacketException {
    connection.onText(text, 0, time.nanos());
  }

  void receive(byte... bytes) throws MalformedPacketException {
    connection.onBinary(bytes, time.nanos());
  }

  /** Loses the connection, or ends it. */
  void end(CloseReason reason) {
    if (!closed) {
      closed = true;
      connection.onClosed(reason);
    }
  }

  /** Asks for a namespace and returns the request, read. */
  ConnectRequest ask(String connect) throws MalformedPacketException {
    receive(connect);
    out.take();
    return requests.getLast();
  }

  // ---- what we do

  /** Lets the client into a namespace with a new session; the way there is read. */
  RecordedSession enter(String connect) throws MalformedPacketException {
    ConnectRequest request = ask(connect);
    RecordedSession session = RecordedSession.recoverable(request.namespace(), out);
    connection.accept(request, session.session);
    out.take();
    return session;
  }

  /** A tick does nothing where the connection said that it has no deadline. */
  void tickAfterMillis(long millis) {
    boolean waiting = connection.hasDeadline();
    int unread = out.unread();
    connection.tick(time.advanceMillis(millis).nanos());
    if (!waiting && out.unread() > unread) {
      throw new AssertionError("done without a deadline: " + out.take());
    }
  }

  // ---- what comes out

  @Override
  public void onConnectRequest(ConnectRequest request) {
    requests.add(request);
    out.record(
        "asks for "
            + request.namespace()
            + (request.authJson().isEmpty() ? "" : " with " + request.authJson())
            + (request.query().isEmpty() ? "" : " and " + request.query()));
  }

  @Override
  public void send(String text) {
    record("> " + text);
  }

  @Override
  public void send(byte[] bytes) {
    record("> " + Wire.show(bytes));
  }

  @Override
  public void ping() {
    record("> ping");
    connection.onPingSent();
  }

  private void record(String line) {
    if (closed) {
      throw new AssertionError("sent after the end: " + line);
    }
    out.record(line);
  }

  @Override
  public void close(CloseReason reason) {
    if (!closed) {
      out.record("> closed " + reason);
      end(reason);
    }
  }
}

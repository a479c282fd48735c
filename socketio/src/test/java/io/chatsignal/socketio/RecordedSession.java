package io.chatsignal.socketio;

import io.chatsignal.engineio.CloseReason;
import io.chatsignal.testkit.Recorder;
import java.util.function.Consumer;

/** A session whose owner writes down what it hears. The first of a kind has the id {@code id}. */
final class RecordedSession implements SocketSession.Listener {
  final SocketSession session;

  /** What the owner does with an event. */
  Consumer<Event> reaction = event -> {};

  private final String name;
  private final Recorder out;
  private boolean closed;

  private RecordedSession(String namespace, String id, Recorder out, SocketLimits limits) {
    this.name = namespace.equals("/") ? "" : namespace + " ";
    this.out = out;
    this.session =
        limits.maxReplayBytes() == 0
            ? SocketSession.lasting(namespace, id, this)
            : SocketSession.recoverable(namespace, id, "pid-" + id, limits, this);
  }

  /** A session that ends with its connection. */
  static RecordedSession lasting(String namespace, Recorder out) {
    return new RecordedSession(namespace, "id", out, new SocketLimits(1, 1, 0, 0, 0));
  }

  static RecordedSession recoverable(String namespace, Recorder out) {
    return recoverable(namespace, "id", out);
  }

  static RecordedSession recoverable(String namespace, String id, Recorder out) {
    return new RecordedSession(namespace, id, out, RecordedConnection.LIMITS);
  }

  void emit(String event, String... json) {
    session.emit(OutgoingEvent.of(event, json));
  }

  /** Emits with a callback that writes down what becomes of it. */
  void emitWithAck(String event, long deadlineNanos) {
    session.emitWithAck(OutgoingEvent.of(event), deadlineNanos, callback(event));
  }

  AckCallback callback(String event) {
    return new AckCallback() {
      private boolean called;

      @Override
      public void onAnswer(Arguments answer) {
        call("answer to " + event + " " + Wire.show(answer));
      }

      @Override
      public void onMissing() {
        call("no answer to " + event);
      }

      private void call(String line) {
        if (called) {
          throw new AssertionError("called twice: " + line);
        }
        called = true;
        record(line);
      }
    };
  }

  @Override
  public void onEvent(Event event) {
    hear(
        "event "
            + event.name()
            + " "
            + Wire.show(event.arguments())
            + (event.expectsAck() ? " ack" : ""));
    reaction.accept(event);
  }

  @Override
  public void onMalformed(String detail) {
    hear("malformed: " + detail);
  }

  @Override
  public void onTooLarge() {
    hear("too large");
  }

  @Override
  public void onSuspend() {
    hear("suspended");
  }

  @Override
  public void onResume() {
    hear("resumed");
  }

  @Override
  public void onClosed(CloseReason reason) {
    hear("closed " + reason);
    closed = true;
  }

  private void hear(String line) {
    if (closed) {
      throw new AssertionError("after the end: " + line);
    }
    record(line);
  }

  private void record(String line) {
    out.record(name + line);
  }
}

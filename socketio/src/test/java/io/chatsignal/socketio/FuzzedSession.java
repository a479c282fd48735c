package io.chatsignal.socketio;

import static io.chatsignal.socketio.FuzzedServer.require;

import io.chatsignal.engineio.CloseReason;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;

/** A session whose owner checks what it hears. */
final class FuzzedSession implements SocketSession.Listener {
  private static final String PLACEHOLDER = "{\"_placeholder\":true,\"num\":0}";
  private static final int MAX_UNANSWERED = 16;

  final SocketSession session;
  private final FuzzedServer server;
  private final Queue<Event> unanswered = new ArrayDeque<>();
  private boolean suspended;
  private boolean closed;
  private int waiting;

  FuzzedSession(FuzzedServer server, String namespace, String id, SocketLimits limits) {
    this.server = server;
    this.session = SocketSession.recoverable(namespace, id, "pid-" + id, limits, this);
  }

  void emit(int length) {
    session.emit(OutgoingEvent.of("event", "\"" + "x".repeat(length) + "\""));
  }

  void emitBinary(int length) {
    session.emit(
        OutgoingEvent.of("event", new Arguments(List.of(PLACEHOLDER), List.of(new byte[length]))));
  }

  /** Emits with a callback that has to be called once. */
  void emitWithAck(long deadlineNanos) {
    waiting++;
    session.emitWithAck(
        OutgoingEvent.of("question"),
        deadlineNanos,
        new AckCallback() {
          private boolean called;

          @Override
          public void onAnswer(Arguments answer) {
            require(!closed, "no answer comes after the end");
            call();
          }

          @Override
          public void onMissing() {
            call();
          }

          private void call() {
            require(!called, "a callback is called once");
            called = true;
            waiting--;
          }
        });
  }

  void answer() {
    Event event = unanswered.poll();
    if (event != null) {
      event.ack("1");
      event.ack("2");
    }
  }

  @Override
  public void onEvent(Event event) {
    require(!closed && !suspended, "events come while the client is there");
    require(event.attachments().size() <= 3, "attachments are limited");
    if (event.name().equals("leave")) {
      session.disconnect(CloseReason.SERVER_GOODBYE);
    } else if (event.expectsAck() && unanswered.size() < MAX_UNANSWERED) {
      unanswered.add(event);
    }
  }

  @Override
  public void onMalformed(String detail) {
    require(!closed && !suspended, "a broken protocol is heard of while the client is there");
    session.emit(OutgoingEvent.of("malformed"));
  }

  @Override
  public void onTooLarge() {
    require(!closed && !suspended, "a limit is heard of while the client is there");
    session.emit(OutgoingEvent.of("too large"));
  }

  @Override
  public void onSuspend() {
    require(!closed && !suspended, "a session is suspended once");
    require(waiting == 0, "nobody waits for an answer of a client that is away");
    suspended = true;
  }

  @Override
  public void onResume() {
    require(!closed && suspended, "a session is resumed if it was suspended");
    suspended = false;
  }

  @Override
  public void onClosed(CloseReason reason) {
    require(!closed, "a session ends once");
    require(waiting == 0, "nobody waits for an answer after the end");
    closed = true;
    server.forget(this);
  }
}

package io.chatsignal.socketio;

import java.util.List;

/** An event that a client sent. Used on the thread that owns its session. */
public final class Event {
  private final SocketSession session;
  private final String name;
  private final Arguments arguments;
  private long ackId;

  Event(SocketSession session, SocketPacket.Event packet, Arguments arguments) {
    this.session = session;
    this.name = packet.name();
    this.arguments = arguments;
    this.ackId = packet.ackId();
  }

  public String name() {
    return name;
  }

  /** Each argument as the JSON text that the client wrote, checked to be well-formed. */
  public List<String> args() {
    return arguments.json();
  }

  public List<byte[]> attachments() {
    return arguments.attachments();
  }

  public Arguments arguments() {
    return arguments;
  }

  /** Whether the client waits for {@link #ack}, which it does until the first call. */
  public boolean expectsAck() {
    return ackId != SocketPacket.NO_ACK;
  }

  /** Answers the client's callback with JSON texts; nothing happens where none waits. */
  public void ack(String... jsonArguments) {
    ack(Arguments.of(jsonArguments));
  }

  /** Answers the client's callback; nothing happens where none waits. */
  public void ack(Arguments answer) {
    long id = ackId;
    ackId = SocketPacket.NO_ACK;
    if (id != SocketPacket.NO_ACK) {
      session.sendAck(id, answer);
    }
  }
}

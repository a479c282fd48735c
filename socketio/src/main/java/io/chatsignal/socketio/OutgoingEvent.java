package io.chatsignal.socketio;

import java.util.List;

/**
 * An event on its way to one client or to many: its arguments are written once. Immutable.
 *
 * @param body the name and the arguments, as they stand between the brackets
 */
public record OutgoingEvent(String body, List<byte[]> attachments) {
  public OutgoingEvent {
    attachments = List.copyOf(attachments);
  }

  /** An event whose arguments are JSON texts. */
  public static OutgoingEvent of(String name, String... jsonArguments) {
    return new OutgoingEvent(body(name, List.of(jsonArguments)), List.of());
  }

  /** An event with arguments that may have binary parts. */
  public static OutgoingEvent of(String name, Arguments arguments) {
    return new OutgoingEvent(body(name, arguments.json()), arguments.attachments());
  }

  static String body(String name, List<String> jsonArguments) {
    StringBuilder body = new StringBuilder();
    JsonText.quote(name, body);
    for (String argument : jsonArguments) {
      body.append(',').append(argument);
    }
    return body.toString();
  }

  String encode(String namespace, long ackId) {
    return start(namespace, ackId).append(body).append(']').toString();
  }

  /** With the offset as a last argument, by which a client that comes back says where it was. */
  String encode(String namespace, String offset) {
    return start(namespace, SocketPacket.NO_ACK)
        .append(body)
        .append(",\"")
        .append(offset)
        .append("\"]")
        .toString();
  }

  private StringBuilder start(String namespace, long ackId) {
    char type = attachments.isEmpty() ? '2' : '5';
    StringBuilder text = new StringBuilder(body.length() + 48);
    text.append(type);
    PacketBody.appendHead(text, attachments.size(), namespace, ackId);
    return text.append('[');
  }
}

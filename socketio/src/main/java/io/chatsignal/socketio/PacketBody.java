package io.chatsignal.socketio;

import io.chatsignal.engineio.MalformedPacketException;
import java.util.List;

/** The packets that both revisions write and read alike. */
final class PacketBody {
  private PacketBody() {}

  static SocketPacket decode(PacketHead head) throws MalformedPacketException {
    return switch (head.type()) {
      case '1' -> {
        if (head.hasData() || head.ackId() != SocketPacket.NO_ACK) {
          throw new MalformedPacketException("DISCONNECT carries nothing");
        }
        yield new SocketPacket.Disconnect(head.namespace());
      }
      case '2', '5' -> decodeEvent(head);
      case '3', '6' -> decodeAck(head);
      case '4' -> throw new MalformedPacketException("only a server refuses a connection");
      default -> throw new MalformedPacketException("unknown packet type");
    };
  }

  private static SocketPacket decodeEvent(PacketHead head) throws MalformedPacketException {
    JsonArray array = JsonArray.read(head.text(), head.dataStart(), head.attachments());
    return new SocketPacket.Event(
        head.namespace(),
        head.ackId(),
        array.eventName(),
        new Arguments(array.arguments(), List.of()));
  }

  private static SocketPacket decodeAck(PacketHead head) throws MalformedPacketException {
    if (head.ackId() == SocketPacket.NO_ACK) {
      throw new MalformedPacketException("an acknowledgement needs an id");
    }
    JsonArray array = JsonArray.read(head.text(), head.dataStart(), head.attachments());
    return new SocketPacket.Ack(
        head.namespace(), head.ackId(), new Arguments(array.elements(), List.of()));
  }

  static String encodeEvent(SocketPacket.Event event) {
    String body = OutgoingEvent.body(event.name(), event.arguments().json());
    return encode('2', '5', event.namespace(), event.ackId(), body, event.arguments());
  }

  static String encodeAck(SocketPacket.Ack ack) {
    String body = String.join(",", ack.arguments().json());
    return encode('3', '6', ack.namespace(), ack.ackId(), body, ack.arguments());
  }

  static String encodeDisconnect(SocketPacket.Disconnect disconnect) {
    return prefix('1', 0, disconnect.namespace(), SocketPacket.NO_ACK).toString();
  }

  private static String encode(
      char plain, char binary, String namespace, long ackId, String body, Arguments arguments) {
    int attachments = arguments.attachments().size();
    return prefix(attachments == 0 ? plain : binary, attachments, namespace, ackId)
        .append('[')
        .append(body)
        .append(']')
        .toString();
  }

  static StringBuilder prefix(char type, int attachments, String namespace, long ackId) {
    StringBuilder text = new StringBuilder(64).append(type);
    appendHead(text, attachments, namespace, ackId);
    return text;
  }

  static void appendHead(StringBuilder text, int attachments, String namespace, long ackId) {
    if (attachments > 0) {
      text.append(attachments).append('-');
    }
    if (!namespace.equals("/")) {
      text.append(namespace).append(',');
    }
    if (ackId != SocketPacket.NO_ACK) {
      text.append(ackId);
    }
  }
}

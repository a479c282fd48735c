package io.chatsignal.socketio;

import io.chatsignal.engineio.MalformedPacketException;

/** Revision 5: CONNECT carries an object both ways. */
final class SocketCodecV5 implements SocketCodec {
  static final SocketCodecV5 INSTANCE = new SocketCodecV5();

  private SocketCodecV5() {}

  @Override
  public SocketPacket decode(PacketHead head, SocketLimits limits) throws MalformedPacketException {
    if (head.type() != '0') {
      return PacketBody.decode(head);
    }
    if (head.ackId() != SocketPacket.NO_ACK) {
      throw new MalformedPacketException("CONNECT takes no id");
    }
    if (head.hasData()) {
      JsonText.requireObject(head.data());
    }
    int question = head.namespace().indexOf('?');
    return question < 0
        ? new SocketPacket.Connect(head.namespace(), head.data(), "")
        : new SocketPacket.Connect(
            head.namespace().substring(0, question),
            head.data(),
            head.namespace().substring(question + 1));
  }

  @Override
  public String encode(SocketPacket packet) {
    return switch (packet) {
      case SocketPacket.Connected connected -> encodeConnected(connected);
      case SocketPacket.ConnectError error -> encodeError(error);
      case SocketPacket.Disconnect disconnect -> PacketBody.encodeDisconnect(disconnect);
      case SocketPacket.Event event -> PacketBody.encodeEvent(event);
      case SocketPacket.Ack ack -> PacketBody.encodeAck(ack);
      case SocketPacket.Connect _ -> throw new IllegalArgumentException("only a client connects");
    };
  }

  private static String encodeConnected(SocketPacket.Connected connected) {
    StringBuilder text =
        PacketBody.prefix('0', 0, connected.namespace(), SocketPacket.NO_ACK)
            .append("{\"sid\":")
            .append(JsonText.quote(connected.sid()));
    if (!connected.pid().isEmpty()) {
      text.append(",\"pid\":").append(JsonText.quote(connected.pid()));
    }
    return text.append('}').toString();
  }

  private static String encodeError(SocketPacket.ConnectError error) {
    StringBuilder text =
        PacketBody.prefix('4', 0, error.namespace(), SocketPacket.NO_ACK)
            .append("{\"message\":")
            .append(JsonText.quote(error.message()));
    if (!error.dataJson().isEmpty()) {
      text.append(",\"data\":").append(error.dataJson());
    }
    return text.append('}').toString();
  }
}

package io.chatsignal.socketio;

import io.chatsignal.engineio.MalformedPacketException;

/** Revision 4: CONNECT carries nothing but a query behind the namespace, ERROR a bare value. */
final class SocketCodecV4 implements SocketCodec {
  static final SocketCodecV4 INSTANCE = new SocketCodecV4();

  private SocketCodecV4() {}

  @Override
  public SocketPacket decode(PacketHead head, SocketLimits limits) throws MalformedPacketException {
    if (head.type() != '0') {
      return PacketBody.decode(head);
    }
    if (head.hasData() || head.ackId() != SocketPacket.NO_ACK) {
      throw new MalformedPacketException("CONNECT carries nothing");
    }
    int question = head.namespace().indexOf('?');
    return question < 0
        ? new SocketPacket.Connect(head.namespace(), "", "")
        : new SocketPacket.Connect(
            head.namespace().substring(0, question), "", head.namespace().substring(question + 1));
  }

  @Override
  public String encode(SocketPacket packet) {
    return switch (packet) {
      case SocketPacket.Connected connected ->
          PacketBody.prefix('0', 0, connected.namespace(), SocketPacket.NO_ACK).toString();
      case SocketPacket.ConnectError error ->
          PacketBody.prefix('4', 0, error.namespace(), SocketPacket.NO_ACK)
              .append(
                  error.dataJson().isEmpty() ? JsonText.quote(error.message()) : error.dataJson())
              .toString();
      case SocketPacket.Disconnect disconnect -> PacketBody.encodeDisconnect(disconnect);
      case SocketPacket.Event event -> PacketBody.encodeEvent(event);
      case SocketPacket.Ack ack -> PacketBody.encodeAck(ack);
      case SocketPacket.Connect _ -> throw new IllegalArgumentException("only a client connects");
    };
  }
}

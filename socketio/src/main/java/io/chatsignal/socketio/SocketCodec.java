package io.chatsignal.socketio;

import io.chatsignal.engineio.MalformedPacketException;

/** Packets to text and back, for one revision of the protocol. Stateless. */
public sealed interface SocketCodec permits SocketCodecV4, SocketCodecV5 {
  /**
   * Reads the text of a packet that a client sent. Where {@link PacketHead#attachments()} is not
   * zero the packet is whole only with that many binary messages behind it.
   *
   * @throws MalformedPacketException if it is no packet that a client may send
   */
  SocketPacket decode(PacketHead head, SocketLimits limits) throws MalformedPacketException;

  /** Writes the text of a packet; its attachments follow as binary messages. */
  String encode(SocketPacket packet);
}

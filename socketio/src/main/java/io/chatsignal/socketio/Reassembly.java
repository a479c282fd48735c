package io.chatsignal.socketio;

import io.chatsignal.engineio.MalformedPacketException;
import java.util.ArrayList;
import java.util.List;

/** A packet whose attachments are still on their way. */
final class Reassembly {
  private final SocketPacket packet;
  private final int expected;
  private final List<byte[]> attachments = new ArrayList<>();
  private int bytesLeft;

  Reassembly(SocketPacket packet, int expected, int maxBytes) {
    this.packet = packet;
    this.expected = expected;
    this.bytesLeft = maxBytes;
  }

  /** Takes the next attachment; returns whether it was the last. */
  boolean add(byte[] attachment) throws MalformedPacketException {
    if (attachment.length > bytesLeft) {
      throw new MalformedPacketException("attachments too large");
    }
    bytesLeft -= attachment.length;
    attachments.add(attachment);
    return attachments.size() == expected;
  }

  SocketPacket packet() {
    return packet;
  }

  List<byte[]> attachments() {
    return attachments;
  }
}

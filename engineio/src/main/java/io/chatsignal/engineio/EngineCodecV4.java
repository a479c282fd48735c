package io.chatsignal.engineio;

import java.util.ArrayList;
import java.util.List;

/**
 * Version 4: binary WebSocket messages are bare, payloads are text separated by U+001E. In text,
 * {@code b} and base64 stand for a binary message: always in payloads, and on a WebSocket where the
 * client was told to.
 */
final class EngineCodecV4 implements EngineCodec {
  static final EngineCodecV4 INSTANCE = new EngineCodecV4();
  private static final char SEPARATOR = '\u001e';

  private EngineCodecV4() {}

  @Override
  public EngineVersion version() {
    return EngineVersion.V4;
  }

  @Override
  public EnginePacket decode(Frame frame) throws MalformedPacketException {
    return switch (frame) {
      case Frame.Text(String text) -> decodeText(text);
      case Frame.Binary(byte[] bytes) -> new EnginePacket.Binary(bytes);
    };
  }

  @Override
  public Frame encode(EnginePacket packet) {
    return packet instanceof EnginePacket.Binary(byte[] data)
        ? new Frame.Binary(data)
        : new Frame.Text(PacketText.encode(packet));
  }

  @Override
  public List<EnginePacket> decodePayload(Frame body, int maxPackets)
      throws MalformedPacketException {
    if (!(body instanceof Frame.Text(String text))) {
      throw new MalformedPacketException("a payload of version 4 is text");
    }
    List<EnginePacket> packets = new ArrayList<>();
    int start = 0;
    while (start <= text.length()) {
      if (packets.size() == maxPackets) {
        throw new MalformedPacketException("too many packets in one payload");
      }
      int separator = text.indexOf(SEPARATOR, start);
      int end = separator < 0 ? text.length() : separator;
      packets.add(decodeText(text.substring(start, end)));
      start = end + 1;
    }
    return packets;
  }

  private static EnginePacket decodeText(String text) throws MalformedPacketException {
    return text.startsWith("b")
        ? new EnginePacket.Binary(PacketText.decodeBase64(text.substring(1)))
        : PacketText.decode(text);
  }

  /** Always text: version 4 has no binary payloads, so {@code binary} changes nothing. */
  @Override
  public Frame encodePayload(List<EnginePacket> packets, BinarySupport binary) {
    if (packets.size() == 1) {
      return new Frame.Text(encodeElement(packets.getFirst()));
    }
    StringBuilder payload = new StringBuilder();
    for (EnginePacket packet : packets) {
      if (!payload.isEmpty()) {
        payload.append(SEPARATOR);
      }
      payload.append(encodeElement(packet));
    }
    return new Frame.Text(payload.toString());
  }

  private static String encodeElement(EnginePacket packet) {
    return packet instanceof EnginePacket.Binary(byte[] data)
        ? "b".concat(PacketText.encodeBase64(data))
        : PacketText.encode(packet);
  }
}

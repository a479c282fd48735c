package io.chatsignal.engineio;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Version 3: binary messages begin with their type as a byte; payloads are a chain of length and
 * packet, in one of two encodings: text, {@code length:packet} with the length in UTF-16 code
 * units, and binary, {@code kind, decimal digits, 0xff, packet} with the length in bytes.
 */
final class EngineCodecV3 implements EngineCodec {
  static final EngineCodecV3 INSTANCE = new EngineCodecV3();

  private static final byte MESSAGE = 4;
  private static final byte KIND_TEXT = 0;
  private static final byte KIND_BINARY = 1;
  private static final int END_OF_LENGTH = 0xff;

  /** Longer lengths than any body we accept; it also keeps the sum within an int. */
  private static final int MAX_LENGTH_DIGITS = 9;

  private EngineCodecV3() {}

  @Override
  public EngineVersion version() {
    return EngineVersion.V3;
  }

  @Override
  public EnginePacket decode(Frame frame) throws MalformedPacketException {
    return switch (frame) {
      case Frame.Text(String text) -> decodeText(text);
      case Frame.Binary(byte[] bytes) -> decodeBinary(bytes, 0, bytes.length);
    };
  }

  @Override
  public Frame encode(EnginePacket packet) {
    return packet instanceof EnginePacket.Binary(byte[] data)
        ? new Frame.Binary(typed(data))
        : new Frame.Text(PacketText.encode(packet));
  }

  private static EnginePacket decodeText(String text) throws MalformedPacketException {
    if (!text.startsWith("b")) {
      return PacketText.decode(text);
    }
    if (text.length() < 2 || text.charAt(1) != '4') {
      throw new MalformedPacketException("only messages can be binary");
    }
    return new EnginePacket.Binary(PacketText.decodeBase64(text.substring(2)));
  }

  private static EnginePacket decodeBinary(byte[] bytes, int start, int end)
      throws MalformedPacketException {
    if (start == end || bytes[start] != MESSAGE) {
      throw new MalformedPacketException("only messages can be binary");
    }
    return new EnginePacket.Binary(Arrays.copyOfRange(bytes, start + 1, end));
  }

  private static byte[] typed(byte[] data) {
    byte[] bytes = new byte[data.length + 1];
    bytes[0] = MESSAGE;
    System.arraycopy(data, 0, bytes, 1, data.length);
    return bytes;
  }

  @Override
  public List<EnginePacket> decodePayload(Frame body, int maxPackets)
      throws MalformedPacketException {
    List<EnginePacket> packets =
        switch (body) {
          case Frame.Text(String text) -> decodeTextPayload(text, maxPackets);
          case Frame.Binary(byte[] bytes) -> decodeBinaryPayload(bytes, maxPackets);
        };
    if (packets.isEmpty()) {
      throw new MalformedPacketException("empty payload");
    }
    return packets;
  }

  private static List<EnginePacket> decodeTextPayload(String text, int maxPackets)
      throws MalformedPacketException {
    List<EnginePacket> packets = new ArrayList<>();
    int position = 0;
    while (position < text.length()) {
      checkCount(packets, maxPackets);
      int digits = position;
      int length = 0;
      while (position < text.length() && text.charAt(position) != ':') {
        length = appendDigit(length, text.charAt(position) - '0', position - digits);
        position++;
      }
      int start = position + 1;
      if (position == digits || length > text.length() - start) {
        throw new MalformedPacketException("invalid packet length");
      }
      packets.add(decodeText(text.substring(start, start + length)));
      position = start + length;
    }
    return packets;
  }

  private static List<EnginePacket> decodeBinaryPayload(byte[] bytes, int maxPackets)
      throws MalformedPacketException {
    List<EnginePacket> packets = new ArrayList<>();
    int position = 0;
    while (position < bytes.length) {
      checkCount(packets, maxPackets);
      byte kind = bytes[position++];
      int digits = position;
      int length = 0;
      while (position < bytes.length && (bytes[position] & 0xff) != END_OF_LENGTH) {
        length = appendDigit(length, bytes[position], position - digits);
        position++;
      }
      int start = position + 1;
      if (position == digits || length > bytes.length - start) {
        throw new MalformedPacketException("invalid packet length");
      }
      packets.add(decodeElement(kind, bytes, start, start + length));
      position = start + length;
    }
    return packets;
  }

  private static EnginePacket decodeElement(byte kind, byte[] bytes, int start, int end)
      throws MalformedPacketException {
    return switch (kind) {
      case KIND_TEXT -> decodeText(utf8(bytes, start, end));
      case KIND_BINARY -> decodeBinary(bytes, start, end);
      default -> throw new MalformedPacketException("unknown packet kind");
    };
  }

  private static void checkCount(List<EnginePacket> packets, int maxPackets)
      throws MalformedPacketException {
    if (packets.size() == maxPackets) {
      throw new MalformedPacketException("too many packets in one payload");
    }
  }

  private static int appendDigit(int length, int digit, int index) throws MalformedPacketException {
    if (digit < 0 || digit > 9 || index >= MAX_LENGTH_DIGITS) {
      throw new MalformedPacketException("invalid packet length");
    }
    return length * 10 + digit;
  }

  private static String utf8(byte[] bytes, int start, int end) throws MalformedPacketException {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes, start, end - start))
          .toString();
    } catch (CharacterCodingException e) {
      throw new MalformedPacketException("invalid UTF-8");
    }
  }

  @Override
  public Frame encodePayload(List<EnginePacket> packets, BinarySupport binary) {
    boolean bytes =
        binary == BinarySupport.BYTES
            && packets.stream().anyMatch(EnginePacket.Binary.class::isInstance);
    return bytes ? encodeBinaryPayload(packets) : encodeTextPayload(packets);
  }

  private static Frame encodeTextPayload(List<EnginePacket> packets) {
    StringBuilder payload = new StringBuilder();
    for (EnginePacket packet : packets) {
      String text =
          packet instanceof EnginePacket.Binary(byte[] data)
              ? "b4".concat(PacketText.encodeBase64(data))
              : PacketText.encode(packet);
      payload.append(text.length()).append(':').append(text);
    }
    return new Frame.Text(payload.toString());
  }

  private static Frame encodeBinaryPayload(List<EnginePacket> packets) {
    ByteArrayOutputStream payload = new ByteArrayOutputStream();
    for (EnginePacket packet : packets) {
      boolean binary = packet instanceof EnginePacket.Binary;
      byte[] element =
          packet instanceof EnginePacket.Binary(byte[] data)
              ? typed(data)
              : PacketText.encode(packet).getBytes(StandardCharsets.UTF_8);
      payload.write(binary ? KIND_BINARY : KIND_TEXT);
      for (char digit : Integer.toString(element.length).toCharArray()) {
        payload.write(digit - '0');
      }
      payload.write(END_OF_LENGTH);
      payload.writeBytes(element);
    }
    return new Frame.Binary(payload.toByteArray());
  }
}

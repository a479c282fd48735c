package io.chatsignal.engineio;

import java.util.List;

/**
 * Packets to frames and back, for one protocol version. Stateless; the caller has checked sizes
 * before it decodes, and that text was valid UTF-8.
 */
public sealed interface EngineCodec permits EngineCodecV3, EngineCodecV4 {
  EngineVersion version();

  /**
   * Reads one WebSocket message.
   *
   * @throws MalformedPacketException if it is no packet of this version
   */
  EnginePacket decode(Frame frame) throws MalformedPacketException;

  /** Writes one WebSocket message. */
  Frame encode(EnginePacket packet);

  /**
   * Reads the body of a POST, in time linear in its length.
   *
   * @param maxPackets the most packets that one body may hold
   * @throws MalformedPacketException if any packet of it is none of this version, if it is empty or
   *     holds more than {@code maxPackets}
   */
  List<EnginePacket> decodePayload(Frame body, int maxPackets) throws MalformedPacketException;

  /**
   * Writes the answer to a GET.
   *
   * @param packets at least one
   * @param binary whether the client takes bytes; without, binary messages become base64
   */
  Frame encodePayload(List<EnginePacket> packets, BinarySupport binary);

  /** Whether a polling client takes binary bodies ({@code b64} absent) or text alone. */
  enum BinarySupport {
    BYTES,
    BASE64
  }
}

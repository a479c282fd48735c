package io.chatsignal.engineio;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.chatsignal.engineio.EngineCodec.BinarySupport;
import java.util.List;

/**
 * Whatever a client sends, a decoder reads it or says how it is malformed; and what it read is
 * written in a way that reads the same.
 */
class EngineCodecFuzzTest {
  private static final int MAX_PACKETS = 64;

  @FuzzTest
  void textOfVersion3(byte[] input) {
    readPacket(EngineVersion.V3, new Frame.Text(new String(input, UTF_8)));
  }

  @FuzzTest
  void textOfVersion4(byte[] input) {
    readPacket(EngineVersion.V4, new Frame.Text(new String(input, UTF_8)));
  }

  @FuzzTest
  void bytesOfVersion3(byte[] input) {
    readPacket(EngineVersion.V3, new Frame.Binary(input));
  }

  @FuzzTest
  void textPayloadOfVersion3(byte[] input) {
    readPayload(EngineVersion.V3, new Frame.Text(new String(input, UTF_8)));
  }

  @FuzzTest
  void binaryPayloadOfVersion3(byte[] input) {
    readPayload(EngineVersion.V3, new Frame.Binary(input));
  }

  @FuzzTest
  void payloadOfVersion4(byte[] input) {
    readPayload(EngineVersion.V4, new Frame.Text(new String(input, UTF_8)));
  }

  private static void readPacket(EngineVersion version, Frame frame) {
    try {
      EnginePacket packet = version.codec().decode(frame);
      Frame again = version.codec().encode(packet);
      requireSame(List.of(packet), List.of(version.codec().decode(again)));
    } catch (MalformedPacketException malformed) {
      requireSound(malformed);
    }
  }

  private static void readPayload(EngineVersion version, Frame body) {
    List<EnginePacket> packets;
    try {
      packets = version.codec().decodePayload(body, MAX_PACKETS);
    } catch (MalformedPacketException malformed) {
      requireSound(malformed);
      return;
    }
    if (packets.isEmpty() || packets.size() > MAX_PACKETS) {
      throw new AssertionError(packets.size() + " packets");
    }
    for (BinarySupport support : BinarySupport.values()) {
      Frame again = version.codec().encodePayload(packets, support);
      try {
        requireSame(packets, version.codec().decodePayload(again, MAX_PACKETS));
      } catch (MalformedPacketException malformed) {
        throw new AssertionError("wrote " + Wire.show(again), malformed);
      }
    }
  }

  private static void requireSame(List<EnginePacket> first, List<EnginePacket> second) {
    if (!Wire.show(first).equals(Wire.show(second))) {
      throw new AssertionError(Wire.show(first) + " became " + Wire.show(second));
    }
  }

  private static void requireSound(MalformedPacketException malformed) {
    if (malformed.getMessage() == null || malformed.getStackTrace().length > 0) {
      throw new AssertionError(malformed);
    }
  }
}

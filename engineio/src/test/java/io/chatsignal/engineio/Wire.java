package io.chatsignal.engineio;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;

/** Frames and packets as a person writes them. */
final class Wire {
  private static final HexFormat HEX = HexFormat.ofDelimiter(" ");

  private Wire() {}

  static Frame text(String text) {
    return new Frame.Text(text);
  }

  /** Bytes from hex digits, blanks between them. */
  static Frame binary(String hex) {
    return new Frame.Binary(bytes(hex));
  }

  static byte[] bytes(String hex) {
    return HEX.parseHex(hex);
  }

  static String show(byte[] bytes) {
    return HEX.formatHex(bytes);
  }

  /** A separator shows as a bar. */
  static String show(Frame frame) {
    return switch (frame) {
      case Frame.Text(String text) -> "text " + text.replace('\u001e', '|');
      case Frame.Binary(byte[] bytes) -> "binary " + show(bytes);
    };
  }

  static String show(EnginePacket packet) {
    return switch (packet) {
      case EnginePacket.Open(String json) -> "open " + json;
      case EnginePacket.Close() -> "close";
      case EnginePacket.Ping(String data) -> "ping " + data;
      case EnginePacket.Pong(String data) -> "pong " + data;
      case EnginePacket.Text(String data) -> "message " + data;
      case EnginePacket.Binary(byte[] data) -> "message [" + show(data) + "]";
      case EnginePacket.Upgrade() -> "upgrade";
      case EnginePacket.Noop() -> "noop";
    };
  }

  static List<String> show(List<EnginePacket> packets) {
    return packets.stream().map(Wire::show).toList();
  }

  static EnginePacket message(String data) {
    return new EnginePacket.Text(data);
  }

  static EnginePacket message(byte... data) {
    return new EnginePacket.Binary(data);
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}

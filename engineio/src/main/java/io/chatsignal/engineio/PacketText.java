package io.chatsignal.engineio;

import java.util.Base64;

/** What both versions share: a digit for the packet's type, then its data. */
final class PacketText {
  private PacketText() {}

  /** Whether it is a text message, which is all but a few packets of any session. */
  static boolean isMessage(String text) {
    return !text.isEmpty() && text.charAt(0) == '4';
  }

  static EnginePacket decode(String text) throws MalformedPacketException {
    if (text.isEmpty()) {
      throw new MalformedPacketException("empty packet");
    }
    return switch (text.charAt(0)) {
      case '0' -> new EnginePacket.Open(text.substring(1));
      case '1' -> new EnginePacket.Close();
      case '2' -> new EnginePacket.Ping(text.substring(1));
      case '3' -> new EnginePacket.Pong(text.substring(1));
      case '4' -> new EnginePacket.Text(text.substring(1));
      case '5' -> new EnginePacket.Upgrade();
      case '6' -> new EnginePacket.Noop();
      default -> throw new MalformedPacketException("unknown packet type");
    };
  }

  /** The text form of a packet that has one. */
  static String encode(EnginePacket packet) {
    return switch (packet) {
      case EnginePacket.Open open -> "0".concat(open.json());
      case EnginePacket.Close() -> "1";
      case EnginePacket.Ping ping -> "2".concat(ping.data());
      case EnginePacket.Pong pong -> "3".concat(pong.data());
      case EnginePacket.Text message -> "4".concat(message.data());
      case EnginePacket.Upgrade() -> "5";
      case EnginePacket.Noop() -> "6";
      case EnginePacket.Binary _ -> throw new IllegalArgumentException("binary has no plain text");
    };
  }

  static byte[] decodeBase64(String text) throws MalformedPacketException {
    try {
      return Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw new MalformedPacketException("invalid base64");
    }
  }

  static String encodeBase64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}

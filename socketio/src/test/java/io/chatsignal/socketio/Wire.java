package io.chatsignal.socketio;

import io.chatsignal.engineio.MalformedPacketException;
import java.util.HexFormat;
import java.util.List;

/** Packets as a person writes them. */
final class Wire {
  private static final HexFormat HEX = HexFormat.ofDelimiter(" ");

  private Wire() {}

  /** What a client's text means; the number of announced attachments stands behind a plus. */
  static String decode(SocketVersion version, String text) throws MalformedPacketException {
    PacketHead head = PacketHead.read(text, 0, SocketLimits.defaults());
    String packet = show(version.codec().decode(head, SocketLimits.defaults()));
    return head.attachments() == 0 ? packet : packet + " +" + head.attachments();
  }

  static String show(SocketPacket packet) {
    return switch (packet) {
      case SocketPacket.Connect(String namespace, String auth, String query) ->
          "connect " + namespace + " auth=" + auth + " query=" + query;
      case SocketPacket.Connected(String namespace, String sid, String pid) ->
          "connected " + namespace + " " + sid + " " + pid;
      case SocketPacket.ConnectError(String namespace, String message, String data) ->
          "refused " + namespace + " " + message + " " + data;
      case SocketPacket.Disconnect(String namespace) -> "disconnect " + namespace;
      case SocketPacket.Event(String namespace, long id, String name, Arguments arguments) ->
          "event " + namespace + id(id) + " " + name + " " + show(arguments);
      case SocketPacket.Ack(String namespace, long id, Arguments arguments) ->
          "ack " + namespace + id(id) + " " + show(arguments);
    };
  }

  private static String id(long id) {
    return id == SocketPacket.NO_ACK ? "" : " #" + id;
  }

  /** Each argument in bars, so that blanks show. */
  static String show(Arguments arguments) {
    StringBuilder text = new StringBuilder("|");
    arguments.json().forEach(json -> text.append(json).append('|'));
    arguments.attachments().forEach(bytes -> text.append(' ').append(show(bytes)));
    return text.toString();
  }

  static String show(byte[] bytes) {
    return "[" + HEX.formatHex(bytes) + "]";
  }

  static byte[] bytes(String hex) {
    return HEX.parseHex(hex);
  }

  static Arguments arguments(List<String> json, String... attachments) {
    return new Arguments(json, List.of(attachments).stream().map(Wire::bytes).toList());
  }
}

package io.chatsignal.socketio;

import io.chatsignal.engineio.MalformedPacketException;

/**
 * The text in front of a packet's data: {@code type [attachments "-"] [namespace ","] [ack id]}.
 *
 * @param type the digit of the packet's type
 * @param attachments how many binary messages belong to the packet; zero for other than binary
 *     types
 * @param namespace the namespace's name and, in revision 4, its query
 * @param ackId {@link SocketPacket#NO_ACK} where there is none
 * @param text the whole packet
 * @param dataStart where in it the data begin, which are unread
 */
record PacketHead(
    char type, int attachments, String namespace, long ackId, String text, int dataStart) {
  /** Within what every client can represent exactly as a number. */
  private static final int MAX_ACK_DIGITS = 15;

  private static final int MAX_ATTACHMENT_DIGITS = 4;

  /** Reads the packet that begins at {@code start} and ends with the text. */
  static PacketHead read(String text, int start, SocketLimits limits)
      throws MalformedPacketException {
    if (text.length() <= start) {
      throw new MalformedPacketException("empty packet");
    }
    char type = text.charAt(start);
    if (type < '0' || type > '6') {
      throw new MalformedPacketException("unknown packet type");
    }
    int position = start + 1;
    int attachments = 0;
    if (type == '5' || type == '6') {
      int dash = digitsEnd(text, position, MAX_ATTACHMENT_DIGITS);
      if (dash == position || dash == text.length() || text.charAt(dash) != '-') {
        throw new MalformedPacketException("invalid number of attachments");
      }
      attachments = Integer.parseInt(text, position, dash, 10);
      if (attachments < 1 || attachments > limits.maxAttachments()) {
        throw new MalformedPacketException("invalid number of attachments");
      }
      position = dash + 1;
    }
    String namespace = "/";
    if (position < text.length() && text.charAt(position) == '/') {
      int comma = text.indexOf(',', position);
      int end = comma < 0 ? text.length() : comma;
      if (end - position > limits.maxNamespaceLength()) {
        throw new MalformedPacketException("namespace too long");
      }
      namespace = text.substring(position, end);
      position = Math.min(end + 1, text.length());
    }
    long ackId = SocketPacket.NO_ACK;
    int idEnd = digitsEnd(text, position, MAX_ACK_DIGITS);
    if (idEnd > position) {
      ackId = Long.parseLong(text, position, idEnd, 10);
      position = idEnd;
    }
    return new PacketHead(type, attachments, namespace, ackId, text, position);
  }

  boolean hasData() {
    return dataStart < text.length();
  }

  String data() {
    return text.substring(dataStart);
  }

  private static int digitsEnd(String text, int start, int most) throws MalformedPacketException {
    int end = start;
    while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
      end++;
      if (end - start > most) {
        throw new MalformedPacketException("number too long");
      }
    }
    return end;
  }
}

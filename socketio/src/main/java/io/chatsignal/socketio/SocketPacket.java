package io.chatsignal.socketio;

/**
 * The packets of Socket.IO. Binary events and acknowledgements are events and acknowledgements with
 * attachments.
 */
public sealed interface SocketPacket {
  /** Stands for "no acknowledgement asked for". */
  long NO_ACK = -1;

  /** The namespace that the packet belongs to; it begins with a slash. */
  String namespace();

  /**
   * A client asks to enter a namespace.
   *
   * @param authJson the object that the client gave, empty where there was none
   * @param query the query string behind the namespace's name, which revision 4 allows
   */
  record Connect(String namespace, String authJson, String query) implements SocketPacket {}

  /** A client was let in; {@code pid} is empty where its session can't be recovered. */
  record Connected(String namespace, String sid, String pid) implements SocketPacket {}

  /** A client was not let in; {@code dataJson} is empty where there is nothing to add. */
  record ConnectError(String namespace, String message, String dataJson) implements SocketPacket {}

  /** Either side leaves the namespace. */
  record Disconnect(String namespace) implements SocketPacket {}

  record Event(String namespace, long ackId, String name, Arguments arguments)
      implements SocketPacket {}

  record Ack(String namespace, long ackId, Arguments arguments) implements SocketPacket {}
}

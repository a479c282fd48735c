package io.chatsignal.socketio;

/**
 * What one connection may make us hold.
 *
 * @param maxNamespaces entered or asked for at a time
 * @param maxNamespaceLength characters of a namespace's name, its query included
 * @param maxAttachments of one packet
 * @param maxAttachmentBytes of one packet, all attachments together
 * @param maxReplayBytes of events kept for a client that may come back; past it the oldest go, and
 *     with them the chance to recover
 */
public record SocketLimits(
    int maxNamespaces,
    int maxNamespaceLength,
    int maxAttachments,
    int maxAttachmentBytes,
    int maxReplayBytes) {
  public SocketLimits {
    if (maxNamespaces < 1 || maxNamespaceLength < 1 || maxAttachments < 0) {
      throw new IllegalArgumentException("a connection needs room for a namespace");
    }
    if (maxAttachmentBytes < 0 || maxReplayBytes < 0) {
      throw new IllegalArgumentException("sizes can't be negative");
    }
  }

  public static SocketLimits defaults() {
    return new SocketLimits(10, 256, 10, 1 << 20, 256 << 10);
  }
}

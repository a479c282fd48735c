package io.chatsignal.engineio;

/** Why a session ended: the one list that logs, metrics and applications read. */
public enum CloseReason {
  /** The client said goodbye, or its page went away. */
  CLIENT_GOODBYE,
  /** The client closed its connection, and may open another. */
  CLIENT_CLOSED,
  /** The connection ended without a word. */
  TRANSPORT_CLOSED,
  /** The connection broke with an error. */
  TRANSPORT_ERROR,
  /** No heartbeat in time. */
  PING_TIMEOUT,
  /** The peer broke a protocol. */
  PROTOCOL_ERROR,
  /** The peer sent a message over the limit. */
  TOO_LARGE,
  /** The peer did not take its output. */
  TOO_SLOW,
  /** No CONNECT was accepted in time. */
  CONNECT_TIMEOUT,
  /** A WebSocket asked to take over from polling, and did not in time. */
  UPGRADE_TIMEOUT,
  /** The application saw no authentication in time. */
  AUTH_TIMEOUT,
  /** The application ended it. */
  SERVER_GOODBYE,
  /** The same session came back on a newer connection. */
  REPLACED,
  /** The server stops. */
  SHUTDOWN,
  /** A defect of ours; the log has its stack. */
  INTERNAL_ERROR;

  /**
   * Whether the peer may be on its way back: the connection went away, and neither side meant the
   * session to end.
   */
  public boolean mayReturn() {
    return switch (this) {
      case CLIENT_CLOSED,
          TRANSPORT_CLOSED,
          TRANSPORT_ERROR,
          PING_TIMEOUT,
          TOO_SLOW,
          REPLACED,
          SHUTDOWN ->
          true;
      case CLIENT_GOODBYE,
          PROTOCOL_ERROR,
          TOO_LARGE,
          CONNECT_TIMEOUT,
          UPGRADE_TIMEOUT,
          AUTH_TIMEOUT,
          SERVER_GOODBYE,
          INTERNAL_ERROR ->
          false;
    };
  }

  /** Whether the client is well, and a GET of it may come yet to be answered. */
  boolean leavesClientWell() {
    return switch (this) {
      case CLIENT_CLOSED, SERVER_GOODBYE, CONNECT_TIMEOUT, AUTH_TIMEOUT, SHUTDOWN, REPLACED -> true;
      case CLIENT_GOODBYE,
          TRANSPORT_CLOSED,
          TRANSPORT_ERROR,
          PING_TIMEOUT,
          PROTOCOL_ERROR,
          TOO_LARGE,
          TOO_SLOW,
          UPGRADE_TIMEOUT,
          INTERNAL_ERROR ->
          false;
    };
  }
}

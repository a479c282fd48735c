package io.chatsignal.transport;

/** The peer broke RFC 6455; the code is what our Close frame says. */
final class WebSocketException extends Exception {
  private static final long serialVersionUID = 1L;

  static final int PROTOCOL_ERROR = 1002;
  static final int INVALID_DATA = 1007;
  static final int TOO_LARGE = 1009;

  private final int code;

  WebSocketException(int code, String message) {
    // A peer can cause as many of these as it likes, so they carry no stack.
    super(message, null, false, false);
    this.code = code;
  }

  int code() {
    return code;
  }
}

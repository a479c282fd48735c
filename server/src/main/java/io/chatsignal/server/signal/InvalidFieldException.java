package io.chatsignal.server.signal;

/** A field is not what the contract says; caught once, in {@link RequestReader}. */
final class InvalidFieldException extends Exception {
  private static final long serialVersionUID = 1;

  InvalidFieldException(String message) {
    super(message, null, false, false);
  }

  String sentence() {
    return String.valueOf(getMessage());
  }
}

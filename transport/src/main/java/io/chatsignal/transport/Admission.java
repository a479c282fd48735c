package io.chatsignal.transport;

/** Whether a client may enter a namespace. */
public sealed interface Admission {
  record Accepted() implements Admission {}

  /**
   * The client is told {@code message}, as its {@code connect_error}.
   *
   * @param dataJson more for the client, as JSON text; empty for nothing
   */
  record Refused(String message, String dataJson) implements Admission {}

  static Admission accept() {
    return new Accepted();
  }

  static Admission refuse(String message) {
    return new Refused(message, "");
  }
}

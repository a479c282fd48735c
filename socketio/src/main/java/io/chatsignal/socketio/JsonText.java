package io.chatsignal.socketio;

import io.chatsignal.engineio.MalformedPacketException;
import java.util.Optional;

/** Small things about JSON text: of a peer's, which may be anything, and of our own. */
public final class JsonText {
  private static final String HEX = "0123456789abcdef";

  private JsonText() {}

  /** {@code value} as a JSON string. */
  public static String quote(String value) {
    StringBuilder text = new StringBuilder(value.length() + 2);
    quote(value, text);
    return text.toString();
  }

  /** Appends {@code value} as a JSON string. */
  public static void quote(String value, StringBuilder to) {
    to.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c >= ' ' && c != '"' && c != '\\') {
        to.append(c);
      } else {
        escape(c, to);
      }
    }
    to.append('"');
  }

  private static void escape(char c, StringBuilder to) {
    to.append('\\');
    switch (c) {
      case '\b' -> to.append('b');
      case '\f' -> to.append('f');
      case '\n' -> to.append('n');
      case '\r' -> to.append('r');
      case '\t' -> to.append('t');
      case '"', '\\' -> to.append(c);
      default -> to.append("u00").append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 0xf));
    }
  }

  /**
   * The string at {@code name} in the object {@code json}; nothing where it is absent or no string.
   */
  public static Optional<String> stringField(String json, String name) {
    try {
      JsonCursor cursor = new JsonCursor(json);
      cursor.pass('{');
      if (cursor.passes('}')) {
        return Optional.empty();
      }
      do {
        boolean found = cursor.string().equals(name);
        cursor.pass(':');
        if (found) {
          return cursor.next() == '"' ? Optional.of(cursor.string()) : Optional.empty();
        }
        cursor.passValue();
      } while (cursor.passes(','));
      return Optional.empty();
    } catch (MalformedPacketException e) {
      return Optional.empty();
    }
  }

  /** Checks that {@code json} is one well-formed object and nothing else. */
  static void requireObject(String json) throws MalformedPacketException {
    JsonCursor cursor = new JsonCursor(json);
    if (cursor.next() != '{') {
      throw new MalformedPacketException("the data must be an object");
    }
    cursor.passValue();
    cursor.passEnd();
  }
}

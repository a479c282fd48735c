package io.chatsignal.socketio;

import io.chatsignal.engineio.MalformedPacketException;

/**
 * Finds the objects that stand for attachments, {@code {"_placeholder":true,"num":N}}, each of
 * which must be there once.
 *
 * <p>Receivers take any object for a placeholder whose mark is true, and the last {@code num} that
 * it has for its number. Text that we pass on must not mean one thing here and another there, so an
 * object with the mark has these two members, in either order, and nothing else.
 */
final class Placeholders {
  private static final int MAX_DIGITS = 4;
  private static final int NO_NUMBER = -1;

  private final String json;
  private final JsonCursor cursor;
  private final boolean[] seen;

  private Placeholders(String json, int start, int attachments) {
    this.json = json;
    this.cursor = new JsonCursor(json, start);
    this.seen = new boolean[attachments];
  }

  /** Checks the placeholders in text that was passed as JSON before, from {@code start} on. */
  static void check(String json, int start, int attachments) throws MalformedPacketException {
    Placeholders placeholders = new Placeholders(json, start, attachments);
    placeholders.readValue();
    placeholders.requireAll();
  }

  private void readValue() throws MalformedPacketException {
    switch (cursor.next()) {
      case '{' -> readObject();
      case '[' -> readArray();
      default -> cursor.passValue();
    }
  }

  private void readArray() throws MalformedPacketException {
    cursor.pass('[');
    if (!cursor.passes(']')) {
      do {
        readValue();
      } while (cursor.passes(','));
      cursor.pass(']');
    }
  }

  private void readObject() throws MalformedPacketException {
    cursor.pass('{');
    int members = 0;
    boolean marked = false;
    int number = NO_NUMBER;
    if (!cursor.passes('}')) {
      do {
        String name = cursor.string();
        cursor.pass(':');
        members++;
        marked |= name.equals("_placeholder") && cursor.next() == 't';
        if (name.equals("num")) {
          number = readNumber();
        } else {
          readValue();
        }
      } while (cursor.passes(','));
      cursor.pass('}');
    }
    if (marked) {
      if (members != 2 || number < 0 || number >= seen.length || seen[number]) {
        throw new MalformedPacketException("invalid placeholder");
      }
      seen[number] = true;
    }
  }

  /** A whole number of few digits; anything else is none. */
  private int readNumber() throws MalformedPacketException {
    cursor.next();
    int start = cursor.position();
    readValue();
    int end = cursor.position();
    if (end - start > MAX_DIGITS) {
      return NO_NUMBER;
    }
    for (int i = start; i < end; i++) {
      if (json.charAt(i) < '0' || json.charAt(i) > '9') {
        return NO_NUMBER;
      }
    }
    return Integer.parseInt(json, start, end, 10);
  }

  private void requireAll() throws MalformedPacketException {
    for (boolean one : seen) {
      if (!one) {
        throw new MalformedPacketException("an attachment has no placeholder");
      }
    }
  }
}

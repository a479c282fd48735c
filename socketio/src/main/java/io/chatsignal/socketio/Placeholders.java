package io.chatsignal.socketio;

import io.chatsignal.engineio.MalformedPacketException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Finds the objects that stand for attachments, {@code {"_placeholder":true,"num":N}}, each of
 * which must be there once.
 *
 * <p>Receivers take any object for a placeholder whose mark is true, and the last {@code num} that
 * it has for its number. Text that we pass on must not mean one thing here and another there, so an
 * object with the mark has these two members, in either order, and nothing else.
 */
final class Placeholders {
  /** More than a placeholder has; stands for an object that holds another value than scalars. */
  private static final int TOO_MANY = 3;

  private static final int MAX_DIGITS = 4;

  private final boolean[] seen;

  /** Of the innermost object that is open. */
  private int members;

  private boolean marked;
  private int number;

  Placeholders(int attachments) {
    seen = new boolean[attachments];
  }

  boolean areExpected() {
    return seen.length > 0;
  }

  /** Reads the object or array that the parser stands at, to its end. */
  void read(JsonParser parser) throws MalformedPacketException {
    int depth = 0;
    for (JsonToken token = parser.currentToken(); ; token = parser.nextToken()) {
      switch (token) {
        case START_OBJECT, START_ARRAY -> {
          enter();
          depth++;
        }
        case END_OBJECT, END_ARRAY -> {
          leave();
          if (--depth == 0) {
            return;
          }
        }
        case PROPERTY_NAME -> members++;
        case VALUE_TRUE -> marked |= "_placeholder".equals(parser.currentName());
        case VALUE_NUMBER_INT -> readNumber(parser);
        case VALUE_STRING,
            VALUE_NUMBER_FLOAT,
            VALUE_FALSE,
            VALUE_NULL,
            VALUE_EMBEDDED_OBJECT,
            NOT_AVAILABLE -> {}
      }
    }
  }

  private void enter() throws MalformedPacketException {
    if (marked) {
      throw invalid();
    }
    members = 0;
    number = -1;
  }

  private void readNumber(JsonParser parser) {
    if ("num".equals(parser.currentName())) {
      number = parser.getStringLength() > MAX_DIGITS ? -1 : parser.getIntValue();
    }
  }

  private void leave() throws MalformedPacketException {
    if (marked) {
      if (members != 2 || number < 0 || number >= seen.length || seen[number]) {
        throw invalid();
      }
      seen[number] = true;
    }
    marked = false;
    members = TOO_MANY;
  }

  private static MalformedPacketException invalid() {
    return new MalformedPacketException("invalid placeholder");
  }

  void requireAll() throws MalformedPacketException {
    for (boolean one : seen) {
      if (!one) {
        throw new MalformedPacketException("an attachment has no placeholder");
      }
    }
  }
}

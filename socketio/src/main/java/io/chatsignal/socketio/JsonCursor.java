package io.chatsignal.socketio;

import io.chatsignal.engineio.MalformedPacketException;

/**
 * Walks over JSON text (RFC 8259) and builds nothing: it checks what it passes, and its positions
 * tell where values begin and end, so that they can be passed on as they were written. Takes time
 * in proportion to the text, and stack for {@value #MAX_DEPTH} levels at most.
 */
public final class JsonCursor {
  /** Deep enough for any real document. */
  static final int MAX_DEPTH = 1000;

  /** Reading a number can take its receiver more than linear time. */
  private static final int MAX_NUMBER_LENGTH = 1000;

  private final String text;
  private int position;
  private int depth;

  public JsonCursor(String text) {
    this(text, 0);
  }

  JsonCursor(String text, int start) {
    this.text = text;
    this.position = start;
  }

  /** Where the cursor stands: behind what it has passed. */
  public int position() {
    return position;
  }

  /** The character that the next token begins with, and the cursor before it; 0 at the end. */
  public char next() {
    while (position < text.length()) {
      char c = text.charAt(position);
      if (c != ' ' && c != '\n' && c != '\r' && c != '\t') {
        return c;
      }
      position++;
    }
    return 0;
  }

  /** Passes {@code token} if it is the next. */
  public boolean passes(char token) {
    boolean found = next() == token && position < text.length();
    if (found) {
      position++;
    }
    return found;
  }

  /** Passes {@code token}, which has to be the next. */
  public void pass(char token) throws MalformedPacketException {
    require(passes(token));
  }

  /** Requires that nothing follows. */
  public void passEnd() throws MalformedPacketException {
    next();
    if (position < text.length()) {
      throw new MalformedPacketException("data behind the end of the packet");
    }
  }

  /** Passes a value of any kind. */
  public void passValue() throws MalformedPacketException {
    switch (next()) {
      case '"' -> passString();
      case '{' -> passObject();
      case '[' -> passArray();
      case 't' -> passWord("true");
      case 'f' -> passWord("false");
      case 'n' -> passWord("null");
      default -> passNumber();
    }
  }

  /** Passes a string and returns what it says. */
  public String string() throws MalformedPacketException {
    require(next() == '"');
    int start = position + 1;
    boolean plain = passString();
    String inside = text.substring(start, position - 1);
    return plain ? inside : unescaped(inside);
  }

  private void passObject() throws MalformedPacketException {
    enter();
    if (!passes('}')) {
      do {
        require(next() == '"');
        passString();
        pass(':');
        passValue();
      } while (passes(','));
      pass('}');
    }
    depth--;
  }

  private void passArray() throws MalformedPacketException {
    enter();
    if (!passes(']')) {
      do {
        passValue();
      } while (passes(','));
      pass(']');
    }
    depth--;
  }

  private void enter() throws MalformedPacketException {
    position++;
    require(++depth <= MAX_DEPTH);
  }

  /**
   * Passes a string, at whose first quote the cursor stands; returns whether nothing is escaped.
   */
  private boolean passString() throws MalformedPacketException {
    boolean plain = true;
    int at = position + 1;
    while (true) {
      require(at < text.length());
      char c = text.charAt(at++);
      if (c == '"') {
        position = at;
        return plain;
      }
      require(c >= ' ');
      if (c == '\\') {
        plain = false;
        at = escapeEnd(at);
      }
    }
  }

  /** Where the escape ends whose backslash is before {@code at}. */
  private int escapeEnd(int at) throws MalformedPacketException {
    require(at < text.length());
    char kind = text.charAt(at);
    if (kind != 'u') {
      require("\"\\/bfnrt".indexOf(kind) >= 0);
      return at + 1;
    }
    require(at + 5 <= text.length());
    for (int i = at + 1; i < at + 5; i++) {
      require(text.charAt(i) < 0x80 && Character.digit(text.charAt(i), 16) >= 0);
    }
    return at + 5;
  }

  private static String unescaped(String inside) {
    StringBuilder said = new StringBuilder(inside.length());
    for (int i = 0; i < inside.length(); i++) {
      char c = inside.charAt(i);
      if (c != '\\') {
        said.append(c);
        continue;
      }
      char kind = inside.charAt(++i);
      switch (kind) {
        case 'b' -> said.append('\b');
        case 'f' -> said.append('\f');
        case 'n' -> said.append('\n');
        case 'r' -> said.append('\r');
        case 't' -> said.append('\t');
        case 'u' -> {
          said.append((char) Integer.parseInt(inside, i + 1, i + 5, 16));
          i += 4;
        }
        default -> said.append(kind);
      }
    }
    return said.toString();
  }

  private void passWord(String word) throws MalformedPacketException {
    require(text.startsWith(word, position));
    position += word.length();
  }

  private void passNumber() throws MalformedPacketException {
    int start = position;
    if (is('-')) {
      position++;
    }
    if (is('0')) {
      position++;
    } else {
      passDigits();
    }
    if (is('.')) {
      position++;
      passDigits();
    }
    if (is('e') || is('E')) {
      position++;
      if (is('+') || is('-')) {
        position++;
      }
      passDigits();
    }
    require(position - start <= MAX_NUMBER_LENGTH);
  }

  private void passDigits() throws MalformedPacketException {
    int start = position;
    while (position < text.length()
        && text.charAt(position) >= '0'
        && text.charAt(position) <= '9') {
      position++;
    }
    require(position > start);
  }

  private boolean is(char c) {
    return position < text.length() && text.charAt(position) == c;
  }

  private static void require(boolean wellFormed) throws MalformedPacketException {
    if (!wellFormed) {
      throw new MalformedPacketException("invalid JSON");
    }
  }
}

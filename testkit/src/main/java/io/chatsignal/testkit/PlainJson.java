package io.chatsignal.testkit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * JSON by the letter of RFC 8259, character by character, with the limits that we set: an oracle
 * that shares nothing with the parser it judges. Objects become maps, the last of two equal names
 * counting, as in {@code JSON.parse}; numbers stay text.
 */
public final class PlainJson {
  private static final int MAX_DEPTH = 1_000;
  private static final int MAX_NUMBER = 1_000;

  private final String text;
  private int position;

  /** The text of a number. */
  public record Numeral(String text) {}

  /** Values that are their own name. */
  public enum Literal {
    TRUE,
    FALSE,
    NULL
  }

  public static final class NoJson extends Exception {
    private static final long serialVersionUID = 1L;
  }

  private PlainJson(String text) {
    this.text = text;
  }

  /** The value that {@code text} is. */
  public static Object read(String text) throws NoJson {
    PlainJson json = new PlainJson(text);
    json.blanks();
    Object value = json.value(0);
    json.blanks();
    json.require(json.position == text.length());
    return value;
  }

  /** The text of each element of the array that {@code text} is. */
  public static List<String> elements(String text) throws NoJson {
    PlainJson json = new PlainJson(text);
    List<String> elements = new ArrayList<>();
    json.blanks();
    json.take('[');
    json.blanks();
    if (!json.skip(']')) {
      do {
        json.blanks();
        int start = json.position;
        json.value(0);
        elements.add(text.substring(start, json.position));
        json.blanks();
      } while (json.skip(','));
      json.take(']');
    }
    json.blanks();
    json.require(json.position == text.length());
    return elements;
  }

  /** A member of an object: its name, and the text of its value. */
  public record Member(String name, String json) {}

  /** The members of the object that {@code text} begins with, each as often as it stands there. */
  public static List<Member> members(String text) throws NoJson {
    PlainJson json = new PlainJson(text);
    List<Member> members = new ArrayList<>();
    json.blanks();
    json.take('{');
    json.blanks();
    if (!json.skip('}')) {
      do {
        json.blanks();
        String name = json.string();
        json.blanks();
        json.take(':');
        json.blanks();
        int start = json.position;
        json.value(0);
        members.add(new Member(name, text.substring(start, json.position)));
        json.blanks();
      } while (json.skip(','));
      json.take('}');
    }
    return members;
  }

  private Object value(int depth) throws NoJson {
    require(position < text.length());
    return switch (text.charAt(position)) {
      case '{' -> object(depth + 1);
      case '[' -> array(depth + 1);
      case '"' -> string();
      case 't' -> literal("true", Literal.TRUE);
      case 'f' -> literal("false", Literal.FALSE);
      case 'n' -> literal("null", Literal.NULL);
      default -> number();
    };
  }

  private Map<String, Object> object(int depth) throws NoJson {
    require(depth <= MAX_DEPTH);
    Map<String, Object> members = new LinkedHashMap<>();
    take('{');
    blanks();
    if (skip('}')) {
      return members;
    }
    do {
      blanks();
      String name = string();
      blanks();
      take(':');
      blanks();
      members.put(name, value(depth));
      blanks();
    } while (skip(','));
    take('}');
    return members;
  }

  private List<Object> array(int depth) throws NoJson {
    require(depth <= MAX_DEPTH);
    List<Object> elements = new ArrayList<>();
    take('[');
    blanks();
    if (skip(']')) {
      return elements;
    }
    do {
      blanks();
      elements.add(value(depth));
      blanks();
    } while (skip(','));
    take(']');
    return elements;
  }

  /** As a string, but surrogates that are escaped come in pairs: so much our parser insists on. */
  private String string() throws NoJson {
    StringBuilder string = new StringBuilder();
    take('"');
    while (!skip('"')) {
      require(position < text.length());
      char c = text.charAt(position++);
      require(c >= ' ');
      string.append(c == '\\' ? escaped() : c);
    }
    return string.toString();
  }

  private char escaped() throws NoJson {
    require(position < text.length());
    char c = text.charAt(position++);
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> {
        int code = 0;
        for (int i = 0; i < 4; i++) {
          require(position < text.length() && text.charAt(position) < 128);
          int digit = Character.digit(text.charAt(position++), 16);
          require(digit >= 0);
          code = code * 16 + digit;
        }
        yield (char) code;
      }
      default -> throw new NoJson();
    };
  }

  private Numeral number() throws NoJson {
    int start = position;
    skip('-');
    if (!skip('0')) {
      digits();
    }
    if (skip('.')) {
      digits();
    }
    if (skip('e') || skip('E')) {
      if (!skip('+')) {
        skip('-');
      }
      digits();
    }
    require(position - start <= MAX_NUMBER);
    return new Numeral(text.substring(start, position));
  }

  private void digits() throws NoJson {
    int start = position;
    while (position < text.length() && isDigit(text.charAt(position))) {
      position++;
    }
    require(position > start);
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private Literal literal(String word, Literal value) throws NoJson {
    require(text.startsWith(word, position));
    position += word.length();
    return value;
  }

  private void blanks() {
    while (position < text.length() && isBlank(text.charAt(position))) {
      position++;
    }
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
  }

  private boolean skip(char c) {
    boolean found = position < text.length() && text.charAt(position) == c;
    position += found ? 1 : 0;
    return found;
  }

  private void take(char c) throws NoJson {
    require(skip(c));
  }

  private void require(boolean condition) throws NoJson {
    if (!condition) {
      throw new NoJson();
    }
  }
}

package io.chatsignal.redis;

/**
 * Strings one behind the other, each after its length: {@code 3:den5:hello}. What is stored and
 * sent is JSON that is never read here, so quoting it once more would only cost.
 */
public final class Pieces {
  private Pieces() {}

  /** Puts strings together. */
  public static final class Writer {
    private final StringBuilder text = new StringBuilder();

    public Writer add(String piece) {
      text.append(piece.length()).append(':').append(piece);
      return this;
    }

    public Writer add(long number) {
      return add(Long.toString(number));
    }

    public String text() {
      return text.toString();
    }
  }

  /** Takes them apart; throws {@link IllegalArgumentException} where there is nothing to take. */
  public static final class Reader {
    private static final int MAX_DIGITS = 9;

    private final String text;
    private int at;

    public Reader(String text) {
      this.text = text;
    }

    public boolean hasMore() {
      return at < text.length();
    }

    public String next() {
      int colon = text.indexOf(':', at);
      if (colon <= at || colon - at > MAX_DIGITS) {
        throw new IllegalArgumentException("no length at " + at + " of " + text.length());
      }
      int start = colon + 1;
      int end = start + Integer.parseInt(text, at, colon, 10);
      if (end < start || end > text.length()) {
        throw new IllegalArgumentException("cut off at " + at + " of " + text.length());
      }
      at = end;
      return text.substring(start, end);
    }

    public long nextLong() {
      return Long.parseLong(next());
    }
  }
}

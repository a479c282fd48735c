package io.chatsignal.signaling;

/** JSON text that is passed on as it came and never read; {@link #NONE} where there was none. */
public record Opaque(String json) {
  public static final Opaque NONE = new Opaque("");

  public boolean isPresent() {
    return !json.isEmpty();
  }

  /** Whether its UTF-8 form takes no more than so many bytes. */
  public boolean fitsIn(int maxBytes) {
    if (json.length() > maxBytes) {
      return false;
    }
    return json.length() <= maxBytes / 3 || utf8Length() <= maxBytes;
  }

  private int utf8Length() {
    int bytes = json.length();
    for (int i = 0; i < json.length(); i++) {
      char c = json.charAt(i);
      if (Character.isSurrogate(c)) {
        bytes += 1; // Each half of a pair is one char here and two of the pair's four bytes there.
      } else if (c >= 0x800) {
        bytes += 2;
      } else if (c >= 0x80) {
        bytes += 1;
      }
    }
    return bytes;
  }

  /** Contents are a user's own and stay out of logs. */
  @Override
  public String toString() {
    return "Opaque[" + json.length() + " characters]";
  }
}

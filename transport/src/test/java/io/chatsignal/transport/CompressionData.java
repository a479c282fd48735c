package io.chatsignal.transport;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/** What compressed messages are made of: as Autobahn's five files are, from all to nothing. */
final class CompressionData {
  private static final int SIZE = 200_000;
  private static final String[] WORDS =
      ("peer room signal offer answer candidate relay socket owner member when once upon a "
              + "network there was no server between them and \u00fcber alles w\u00e4chst gras")
          .split(" ");

  final boolean isText;
  private final String name;
  private final byte[] bytes;

  private CompressionData(int kind, String name, boolean isText) {
    this.name = name;
    this.isText = isText;
    this.bytes = bytes(kind);
  }

  /** In the order of section 12. */
  static List<CompressionData> all() {
    return List.of(
        new CompressionData(0, "JSON", true),
        new CompressionData(1, "bitmap", false),
        new CompressionData(2, "prose", false),
        new CompressionData(3, "HTML", true),
        new CompressionData(4, "document", false));
  }

  /** So many bytes from somewhere; text begins with a 4 and is UTF-8. */
  byte[] message(int length, int from) {
    byte[] message = new byte[length];
    for (int i = 0; i < length; i++) {
      byte octet = bytes[(from + i) % SIZE];
      message[i] = isText && octet < 0 ? (byte) '?' : octet;
    }
    if (isText) {
      message[0] = '4';
    }
    return message;
  }

  private static byte[] bytes(int kind) {
    Random random = new Random(kind);
    StringBuilder out = new StringBuilder();
    while (out.length() < SIZE) {
      switch (kind) {
        case 0 ->
            out.append("{\"id\":")
                .append(random.nextInt())
                .append(",\"on\":true,\"name\":\"")
                .append(word(random))
                .append("\"},\n");
        case 1 -> out.append((char) (128 + 60 * Math.sin(out.length() / 97.) + random.nextInt(9)));
        case 3 ->
            out.append("<li class=\"")
                .append(word(random))
                .append("\"><a href=\"/")
                .append(word(random))
                .append("\">")
                .append(word(random))
                .append("</a></li>\n");
        case 4 -> out.append((char) random.nextInt(256));
        default -> out.append(word(random)).append(random.nextInt(12) == 0 ? ".\n" : " ");
      }
    }
    return out.substring(0, SIZE).getBytes(StandardCharsets.ISO_8859_1);
  }

  private static String word(Random random) {
    return WORDS[random.nextInt(WORDS.length)];
  }

  @Override
  public String toString() {
    return name;
  }
}

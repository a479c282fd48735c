package io.chatsignal.transport;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Strict UTF-8: the JDK's quick decoder replaces what is malformed, ours says so. */
final class Utf8 {
  private Utf8() {}

  /** The text, or nothing where the bytes are not UTF-8. */
  static Optional<String> decode(byte[] bytes, int length) {
    String text = new String(bytes, 0, length, StandardCharsets.UTF_8);
    // Malformed input leaves a replacement character; without one the text is right, and for ASCII
    // the search ends at once.
    if (text.indexOf('\ufffd') < 0) {
      return Optional.of(text);
    }
    try {
      return Optional.of(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, 0, length)).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  /**
   * Checks text that arrives in pieces, so that a message fails at its first wrong byte (RFC 6455
   * section 8.1) and not at its end. The states are those of Unicode's table 3-7.
   */
  static final class Validator {
    private int missing;
    private int low = 0x80;
    private int high = 0xbf;

    /** Takes the next piece; returns whether the text can still be UTF-8. */
    boolean accept(byte[] bytes, int start, int end) {
      for (int i = start; i < end; i++) {
        if (!accept(bytes[i] & 0xff)) {
          return false;
        }
      }
      return true;
    }

    /** Whether the text ends between two characters. */
    boolean isComplete() {
      return missing == 0;
    }

    private boolean accept(int octet) {
      if (missing > 0) {
        boolean fits = octet >= low && octet <= high;
        expect(missing - 1, 0x80, 0xbf);
        return fits;
      }
      if (octet < 0x80) {
        return true;
      }
      switch (octet) {
        case 0xe0 -> expect(2, 0xa0, 0xbf);
        case 0xed -> expect(2, 0x80, 0x9f);
        case 0xf0 -> expect(3, 0x90, 0xbf);
        case 0xf4 -> expect(3, 0x80, 0x8f);
        default -> {
          if (octet < 0xc2 || octet > 0xf4) {
            return false;
          }
          expect(octet < 0xe0 ? 1 : octet < 0xf0 ? 2 : 3, 0x80, 0xbf);
        }
      }
      return true;
    }

    private void expect(int octets, int from, int to) {
      missing = octets;
      low = from;
      high = to;
    }
  }
}

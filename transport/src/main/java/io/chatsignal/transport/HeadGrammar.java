package io.chatsignal.transport;

import io.netty.buffer.ByteBuf;

/**
 * The grammar of a request's head (RFC 9112 sections 2 to 5), octet by octet and without the
 * leniency that the RFC allows: no bare line ends, no folded headers, no space but where one
 * belongs. What passes has one reading, for Netty's decoder and for any proxy in front of us.
 */
final class HeadGrammar {
  private static final boolean[] TOKEN = new boolean[256];
  private static final String VERSION = "HTTP/d.d";

  static {
    for (int octet = 0; octet < 128; octet++) {
      TOKEN[octet] = Character.isLetterOrDigit(octet) || "!#$%&'*+-.^_`|~".indexOf(octet) >= 0;
    }
  }

  private enum Part {
    START,
    EMPTY_LINE_END,
    METHOD,
    TARGET,
    VERSION,
    LINE_END,
    LINE_START,
    NAME,
    VALUE,
    HEAD_END,
    BODY
  }

  private Part part = Part.START;

  /** Octets of the current part. */
  private int length;

  /** The next octet begins a request. */
  void restart() {
    enter(Part.START);
  }

  /** Whether any octet of a request has come; empty lines before it don't count. */
  boolean hasBegun() {
    return part != Part.START && part != Part.EMPTY_LINE_END;
  }

  /**
   * Reads up to the end of the head, or of what is there.
   *
   * @return the index behind the last octet that was read
   * @throws IllegalArgumentException if this is no head of a request
   */
  int read(ByteBuf bytes, int from, int to) {
    int index = from;
    while (index < to && part != Part.BODY) {
      read(bytes.getUnsignedByte(index++));
    }
    return index;
  }

  private void read(int octet) {
    switch (part) {
      case START -> {
        if (octet == '\r') {
          enter(Part.EMPTY_LINE_END);
        } else {
          enter(Part.METHOD);
          read(octet);
        }
      }
      case METHOD -> more(octet, TOKEN[octet], ' ', Part.TARGET);
      case TARGET -> more(octet, octet > ' ' && octet < 0x7f && octet != '#', ' ', Part.VERSION);
      case VERSION -> version(octet);
      case LINE_START -> {
        enter(octet == '\r' ? Part.HEAD_END : Part.NAME);
        if (octet != '\r') {
          read(octet);
        }
      }
      case NAME -> more(octet, TOKEN[octet], ':', Part.VALUE);
      case VALUE -> {
        if (octet == '\r') {
          enter(Part.LINE_END);
        } else {
          check(octet >= ' ' ? octet != 0x7f : octet == '\t');
        }
      }
      case EMPTY_LINE_END -> lineFeed(octet, Part.START);
      case LINE_END -> lineFeed(octet, Part.LINE_START);
      case HEAD_END -> lineFeed(octet, Part.BODY);
      case BODY -> throw new IllegalStateException("the head is over");
    }
  }

  /** One more octet of a part, or the end of a part that has any. */
  private void more(int octet, boolean fits, char end, Part next) {
    if (fits) {
      length++;
    } else {
      check(octet == end && length > 0);
      enter(next);
    }
  }

  private void version(int octet) {
    if (length == VERSION.length()) {
      check(octet == '\r');
      enter(Part.LINE_END);
    } else {
      char expected = VERSION.charAt(length++);
      check(expected == 'd' ? octet >= '0' && octet <= '9' : octet == expected);
    }
  }

  private void lineFeed(int octet, Part next) {
    check(octet == '\n');
    enter(next);
  }

  private void check(boolean fits) {
    if (!fits) {
      throw new IllegalArgumentException("unexpected octet in the " + part);
    }
  }

  private void enter(Part next) {
    part = next;
    length = 0;
  }
}

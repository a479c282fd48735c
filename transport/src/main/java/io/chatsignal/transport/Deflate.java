package io.chatsignal.transport;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * permessage-deflate (RFC 7692) without context takeover in either direction: nothing is kept from
 * one message to the next, so one pair of windows serves all connections of a loop. Owned by that
 * loop.
 */
final class Deflate {
  /** What the extension's answer says. */
  static final String RESPONSE =
      "permessage-deflate; server_no_context_takeover; client_no_context_takeover";

  /** Shorter messages gain nothing. */
  static final int MIN_BYTES = 256;

  private static final byte[] TAIL = {0, 0, (byte) 0xff, (byte) 0xff};

  private final Inflater inflater = new Inflater(true);
  private final Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
  private final byte[] chunk = new byte[8192];

  /** Whether an offer in {@code Sec-WebSocket-Extensions} is one that we can meet. */
  static boolean accepts(String offers) {
    for (String offer : offers.split(",", 16)) {
      if (acceptsOffer(offer)) {
        return true;
      }
    }
    return false;
  }

  private static boolean acceptsOffer(String offer) {
    String[] parts = offer.split(";", 8);
    if (!parts[0].strip().equals("permessage-deflate")) {
      return false;
    }
    return Arrays.stream(parts, 1, parts.length).map(String::strip).allMatch(Deflate::canMeet)
        && Arrays.stream(parts, 1, parts.length).map(Deflate::name).distinct().count()
            == parts.length - 1;
  }

  private static String name(String parameter) {
    int equals = parameter.indexOf('=');
    return (equals < 0 ? parameter : parameter.substring(0, equals)).strip();
  }

  /** Our window is always the largest, so a smaller one for the server can't be promised. */
  private static boolean canMeet(String parameter) {
    int equals = parameter.indexOf('=');
    Optional<String> value =
        equals < 0 ? Optional.empty() : Optional.of(parameter.substring(equals + 1).strip());
    return switch (name(parameter)) {
      case "server_no_context_takeover", "client_no_context_takeover" -> value.isEmpty();
      case "client_max_window_bits" -> value.isEmpty() || isWindow(value.get(), 8);
      case "server_max_window_bits" -> value.isPresent() && isWindow(value.get(), 15);
      default -> false;
    };
  }

  private static boolean isWindow(String value, int least) {
    for (int bits = least; bits <= 15; bits++) {
      if (value.equals(Integer.toString(bits))) {
        return true;
      }
    }
    return false;
  }

  byte[] deflate(byte[] message) {
    deflater.reset();
    deflater.setInput(message);
    ByteArrayOutputStream out = new ByteArrayOutputStream(message.length / 2);
    int count;
    do {
      count = deflater.deflate(chunk, 0, chunk.length, Deflater.SYNC_FLUSH);
      out.write(chunk, 0, count);
    } while (count == chunk.length);
    // RFC 7692 section 7.2.1: the empty block at the end is left out.
    byte[] compressed = out.toByteArray();
    return Arrays.copyOf(compressed, compressed.length - TAIL.length);
  }

  /** Stops at {@code maxBytes}, however much more the message would blow up to. */
  byte[] inflate(byte[] message, int length, int maxBytes) throws WebSocketException {
    inflater.reset();
    byte[] input = Arrays.copyOf(message, length + TAIL.length);
    System.arraycopy(TAIL, 0, input, length, TAIL.length);
    inflater.setInput(input);
    ByteArrayOutputStream out = new ByteArrayOutputStream(Math.min(maxBytes, length * 2 + 16));
    try {
      while (!inflater.needsInput() && !inflater.finished()) {
        int count = inflater.inflate(chunk);
        if (count == 0 && (inflater.needsDictionary() || !inflater.needsInput())) {
          break;
        }
        if (out.size() + count > maxBytes) {
          throw new WebSocketException(WebSocketException.TOO_LARGE, "message too large");
        }
        out.write(chunk, 0, count);
      }
    } catch (DataFormatException e) {
      throw new WebSocketException(WebSocketException.INVALID_DATA, "invalid compressed data");
    }
    if (inflater.needsDictionary()) {
      throw new WebSocketException(WebSocketException.INVALID_DATA, "invalid compressed data");
    }
    return out.toByteArray();
  }

  void end() {
    inflater.end();
    deflater.end();
  }
}

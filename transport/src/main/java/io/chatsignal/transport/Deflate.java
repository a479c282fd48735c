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
  private static final String EXTENSION = "permessage-deflate";
  private static final String CONTEXT = "; server_no_context_takeover; client_no_context_takeover";
  private static final String SERVER_WINDOW = "server_max_window_bits";

  /** Shorter messages gain nothing. */
  static final int MIN_BYTES = 256;

  /** How many bytes a sender leaves out at the end of a message. */
  private static final int TAIL_BYTES = 4;

  /**
   * Those, the end of an empty block, and an empty last block behind it: it is reached only if the
   * message ends where a block does.
   */
  private static final byte[] END = {
    0, 0, (byte) 0xff, (byte) 0xff, 1, 0, 0, (byte) 0xff, (byte) 0xff
  };

  private final Inflater inflater = new Inflater(true);
  private final Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
  private final byte[] chunk = new byte[8192];

  /** Our answer to the offers in {@code Sec-WebSocket-Extensions}: to the first we can meet. */
  static Optional<String> answer(String offers) {
    for (String offer : offers.split(",", 16)) {
      String[] parts = offer.split(";", 8);
      if (parts[0].strip().equals(EXTENSION) && canMeetAll(parts)) {
        boolean window = Arrays.stream(parts).anyMatch(part -> name(part).equals(SERVER_WINDOW));
        return Optional.of(EXTENSION + CONTEXT + (window ? "; " + SERVER_WINDOW + "=15" : ""));
      }
    }
    return Optional.empty();
  }

  private static boolean canMeetAll(String[] parts) {
    int parameters = parts.length - 1;
    return Arrays.stream(parts, 1, parts.length).allMatch(Deflate::canMeet)
        && Arrays.stream(parts, 1, parts.length).map(Deflate::name).distinct().count()
            == parameters;
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
      case SERVER_WINDOW -> value.isPresent() && isWindow(value.get(), 15);
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
    return Arrays.copyOf(compressed, compressed.length - TAIL_BYTES);
  }

  /** Stops at {@code maxBytes}, however much more the message would blow up to. */
  byte[] inflate(byte[] message, int length, int maxBytes) throws WebSocketException {
    ByteArrayOutputStream out = new ByteArrayOutputStream(Math.min(maxBytes, length * 2 + 16));
    inflater.reset();
    try {
      inflate(message, length, out, maxBytes);
      int whole = out.size();
      inflate(END, END.length, out, maxBytes);
      // A block that was cut off would take the end for more of its data.
      if (!inflater.finished() || out.size() > whole) {
        throw invalid();
      }
    } catch (DataFormatException e) {
      throw invalid();
    }
    return out.toByteArray();
  }

  private void inflate(byte[] input, int length, ByteArrayOutputStream out, int maxBytes)
      throws DataFormatException, WebSocketException {
    int left = length;
    while (left > 0) {
      // A sender may end a stream inside of a message (RFC 7692 section 7.2.3.4); then comes
      // another.
      if (inflater.finished()) {
        inflater.reset();
      }
      inflater.setInput(input, length - left, left);
      int count;
      do {
        count = inflater.inflate(chunk);
        if (out.size() + count > maxBytes) {
          throw new WebSocketException(WebSocketException.TOO_LARGE, "message too large");
        }
        out.write(chunk, 0, count);
      } while (count > 0);
      left = inflater.getRemaining();
      if (left > 0 && !inflater.finished()) {
        throw invalid();
      }
    }
  }

  private static WebSocketException invalid() {
    return new WebSocketException(WebSocketException.INVALID_DATA, "invalid compressed data");
  }

  void end() {
    inflater.end();
    deflater.end();
  }
}

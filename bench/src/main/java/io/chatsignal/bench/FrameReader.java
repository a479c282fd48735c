package io.chatsignal.bench;

/** Finds one server frame at a time in a buffer. Reused for every frame of a loop. */
final class FrameReader {
  /** Thrown for bytes that no server of the protocol sends. */
  static final class MalformedFrameException extends Exception {
    private static final long serialVersionUID = 1;

    MalformedFrameException(String message) {
      super(message);
    }
  }

  private final int maxPayloadBytes;
  private int opcode;
  private int from;
  private int to;

  FrameReader(int maxPayloadBytes) {
    this.maxPayloadBytes = maxPayloadBytes;
  }

  /** True when a whole frame stands at {@code start}; the accessors then tell about it. */
  boolean read(byte[] buffer, int start, int end) throws MalformedFrameException {
    if (end - start < 2) {
      return false;
    }
    int first = buffer[start] & 0xFF;
    int second = buffer[start + 1] & 0xFF;
    check(first, second);
    int extra = second < 126 ? 0 : second == 126 ? 2 : 8;
    if (end - start < 2 + extra) {
      return false;
    }
    long length = second < 126 ? second : number(buffer, start + 2, extra);
    if (length < 0 || length > maxPayloadBytes) {
      throw new MalformedFrameException("frame longer than " + maxPayloadBytes + " bytes");
    }
    opcode = first & 0x0F;
    from = start + 2 + extra;
    to = from + (int) length;
    return to <= end;
  }

  private static void check(int first, int second) throws MalformedFrameException {
    if ((first & 0x70) != 0) {
      throw new MalformedFrameException("frame with reserved bits");
    }
    if ((first & 0x80) == 0 || (first & 0x0F) == 0) {
      // Socket.IO servers send whole messages; a fragment is a finding, not a feature.
      throw new MalformedFrameException("fragmented frame");
    }
    if ((second & 0x80) != 0) {
      throw new MalformedFrameException("masked frame from the server");
    }
  }

  private static long number(byte[] buffer, int at, int bytes) {
    long number = 0;
    for (int i = 0; i < bytes; i++) {
      number = (number << 8) | (buffer[at + i] & 0xFF);
    }
    return number;
  }

  int opcode() {
    return opcode;
  }

  int payloadFrom() {
    return from;
  }

  /** The end of the payload, and the start of the next frame. */
  int payloadTo() {
    return to;
  }
}

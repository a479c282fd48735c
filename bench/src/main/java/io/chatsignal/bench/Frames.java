package io.chatsignal.bench;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** RFC 6455 frames as a client writes them. */
final class Frames {
  static final int TEXT = 1;
  static final int CLOSE = 8;
  static final int PING = 9;
  static final int PONG = 10;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private Frames() {}

  /** A whole frame with FIN set; {@code mask} is sent as it is, and may well repeat in a load. */
  static byte[] masked(int opcode, byte[] payload, int mask) {
    byte[] frame = new byte[headerLength(payload.length) + payload.length];
    int at = header(frame, opcode, payload.length, mask);
    System.arraycopy(payload, 0, frame, at, payload.length);
    mask(frame, at, payload.length, mask);
    return frame;
  }

  static int headerLength(int payload) {
    return payload < 126 ? 6 : payload < 65_536 ? 8 : 14;
  }

  private static int header(byte[] frame, int opcode, int length, int mask) {
    frame[0] = (byte) (0x80 | opcode);
    int at = 2;
    if (length < 126) {
      frame[1] = (byte) (0x80 | length);
    } else {
      int bytes = length < 65_536 ? 2 : 8;
      frame[1] = (byte) (bytes == 2 ? 0xFE : 0xFF);
      for (int i = 0; i < bytes; i++) {
        frame[at + i] = (byte) ((long) length >>> (8 * (bytes - 1 - i)));
      }
      at += bytes;
    }
    for (int i = 0; i < 4; i++) {
      frame[at + i] = maskByte(mask, i);
    }
    return at + 4;
  }

  private static void mask(byte[] frame, int from, int length, int mask) {
    long wide = (Integer.toUnsignedLong(mask) << 32) | Integer.toUnsignedLong(mask);
    int i = 0;
    for (; i + 8 <= length; i += 8) {
      LONGS.set(frame, from + i, (long) LONGS.get(frame, from + i) ^ wide);
    }
    for (; i < length; i++) {
      frame[from + i] ^= maskByte(mask, i);
    }
  }

  /** What the payload's byte {@code index} is combined with. */
  static byte maskByte(int mask, int index) {
    return (byte) (mask >>> (24 - 8 * (index & 3)));
  }
}

package io.chatsignal.socketio;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Records of bytes, first in, first out, in one array that is used over and over. What is kept for
 * a while would otherwise outlive young collections one object at a time; here a record costs a
 * copy, and the collector nothing. Owned by one thread at a time.
 */
final class ByteQueue {
  private static final int FIRST_CAPACITY = 512;

  /** Null until something is added, as in most queues. Its length is a power of two. */
  private byte @Nullable [] ring;

  private int head;
  private int used;

  /** What the records take, with four bytes for each one's length. */
  int usedBytes() {
    return used;
  }

  static int sizeOf(int recordLength) {
    return Integer.BYTES + recordLength;
  }

  /** Adds one record, which comes in two parts. */
  void add(byte[] front, byte[] back) {
    int length = front.length + back.length;
    byte[] to = reserve(sizeOf(length));
    for (int shift = 24; shift >= 0; shift -= 8) {
      to[(head + used++) & (to.length - 1)] = (byte) (length >>> shift);
    }
    append(to, front);
    append(to, back);
  }

  private void append(byte[] to, byte[] part) {
    int start = (head + used) & (to.length - 1);
    int first = Math.min(part.length, to.length - start);
    System.arraycopy(part, 0, to, start, first);
    System.arraycopy(part, first, to, 0, part.length - first);
    used += part.length;
  }

  /** Drops the oldest record; there has to be one. */
  void remove() {
    drop(sizeAt(requireRing(), head));
  }

  /** Hands each record to the reader, the oldest first; they stay. */
  void forEach(Consumer<byte[]> reader) {
    for (int read = 0; read < used; ) {
      byte[] record = recordAt(head + read);
      read += sizeOf(record.length);
      reader.accept(record);
    }
  }

  /** Drops all records, and the memory that they were in. */
  void clear() {
    used = 0;
    head = 0;
    ring = null;
  }

  private byte[] recordAt(int position) {
    byte[] from = requireRing();
    byte[] record = new byte[sizeAt(from, position) - Integer.BYTES];
    int start = (position + Integer.BYTES) & (from.length - 1);
    int first = Math.min(record.length, from.length - start);
    System.arraycopy(from, start, record, 0, first);
    System.arraycopy(from, 0, record, first, record.length - first);
    return record;
  }

  private static int sizeAt(byte[] from, int position) {
    int length = 0;
    for (int i = 0; i < Integer.BYTES; i++) {
      length = (length << 8) | (from[(position + i) & (from.length - 1)] & 0xff);
    }
    return Integer.BYTES + length;
  }

  private void drop(int bytes) {
    used -= bytes;
    head = (head + bytes) & (requireRing().length - 1);
  }

  private byte[] reserve(int more) {
    byte[] old = ring;
    if (old != null && used + more <= old.length) {
      return old;
    }
    int capacity = old == null ? FIRST_CAPACITY : old.length;
    while (capacity < used + more) {
      capacity *= 2;
    }
    byte[] grown = new byte[capacity];
    if (old != null) {
      int first = Math.min(used, old.length - head);
      System.arraycopy(old, head, grown, 0, first);
      System.arraycopy(old, 0, grown, first, used - first);
    }
    ring = grown;
    head = 0;
    return grown;
  }

  private byte[] requireRing() {
    if (ring == null) {
      throw new IllegalStateException("the queue is empty");
    }
    return ring;
  }
}

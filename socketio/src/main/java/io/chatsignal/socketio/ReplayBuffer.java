package io.chatsignal.socketio;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The events that a client may not have received yet, for the case that its connection breaks.
 * Every event has a number; the client tells the last one that it saw.
 *
 * <p>A ping's answer says that the events before it have arrived. The heartbeat's are enough for
 * most; where much is under way, {@link #isProofDue} asks for one more. Past {@code maxBytes} the
 * oldest events go too, and with them the chance of a client that has not seen them.
 */
final class ReplayBuffer {
  /**
   * From here on a ping costs less than what it lets us forget: one for each hundred events of a
   * usual size, and a buffer of 32 KiB.
   */
  private static final int PROOF_BYTES = 24 << 10;

  private static final byte[] NO_ATTACHMENTS = new byte[Integer.BYTES];

  private final int maxBytes;
  private final ByteQueue events = new ByteQueue();

  /** The number of the newest event that is no longer kept; zero stands for none. */
  private long floor;

  private long last;
  private long pingMark;
  private boolean pinged;
  private boolean busy;

  ReplayBuffer(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** One that goes on where another one was left. */
  static ReplayBuffer after(int maxBytes, long seen, List<OutgoingEvent> missed) {
    ReplayBuffer buffer = new ReplayBuffer(maxBytes);
    buffer.floor = seen;
    buffer.last = seen;
    missed.forEach(buffer::add);
    return buffer;
  }

  /** Keeps an event and gives it its number. */
  long add(OutgoingEvent event) {
    byte[] attachments = encode(event.attachments());
    byte[] body = event.body().getBytes(UTF_8);
    last++;
    int size = sizeBytes(attachments, body);
    if (size > maxBytes) {
      events.clear();
      floor = last;
      return last;
    }
    while (events.usedBytes() + size > maxBytes) {
      forgetOldest();
    }
    events.add(attachments, body);
    return last;
  }

  /** What it costs to keep an event. */
  static int sizeBytes(OutgoingEvent event) {
    return sizeBytes(encode(event.attachments()), event.body().getBytes(UTF_8));
  }

  private static int sizeBytes(byte[] attachments, byte[] body) {
    return ByteQueue.sizeOf(attachments.length + body.length);
  }

  /** Whether the heartbeat's next ping is too far away to wait for. */
  boolean isProofDue() {
    return !pinged && isBusy();
  }

  void pingSent() {
    pingMark = last;
    pinged = true;
    busy = isBusy();
  }

  private boolean isBusy() {
    return events.usedBytes() > Math.min(PROOF_BYTES, maxBytes / 2);
  }

  void pingAnswered() {
    forgetThrough(pingMark);
    pinged = false;
    if (floor == last && !busy) {
      events
          .clear(); // Who is told much needs the memory again at once; others may be idle for long.
    }
  }

  /** Whether a client that saw {@code offset} last can be given all that it missed. */
  boolean reaches(long offset) {
    return offset >= floor && offset <= last;
  }

  /** What a client that saw {@code offset} last has missed, in order; the rest is forgotten. */
  List<OutgoingEvent> after(long offset) {
    forgetThrough(offset);
    pingMark = 0;
    pinged = false;
    List<OutgoingEvent> missed = new ArrayList<>();
    events.forEach(record -> missed.add(decode(ByteBuffer.wrap(record))));
    return missed;
  }

  /** Whoever has missed anything is given up. */
  void forgetAll() {
    events.clear();
    floor = last + 1;
  }

  long floor() {
    return floor;
  }

  private void forgetThrough(long number) {
    while (floor < number && floor < last) {
      forgetOldest();
    }
  }

  private void forgetOldest() {
    events.remove();
    floor++;
  }

  /** Their number, then the length and the bytes of each. */
  private static byte[] encode(List<byte[]> attachments) {
    if (attachments.isEmpty()) {
      return NO_ATTACHMENTS;
    }
    int size = Integer.BYTES;
    for (byte[] attachment : attachments) {
      size += Integer.BYTES + attachment.length;
    }
    ByteBuffer encoded = ByteBuffer.allocate(size).putInt(attachments.size());
    for (byte[] attachment : attachments) {
      encoded.putInt(attachment.length).put(attachment);
    }
    return encoded.array();
  }

  private static OutgoingEvent decode(ByteBuffer record) {
    List<byte[]> attachments = new ArrayList<>();
    for (int left = record.getInt(); left > 0; left--) {
      byte[] attachment = new byte[record.getInt()];
      record.get(attachment);
      attachments.add(attachment);
    }
    return new OutgoingEvent(UTF_8.decode(record).toString(), attachments);
  }
}

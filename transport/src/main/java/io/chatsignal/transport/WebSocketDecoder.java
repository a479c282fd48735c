package io.chatsignal.transport;

import io.chatsignal.engineio.Frame;
import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.FastThreadLocal;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Bytes of a client to WebSocket messages (RFC 6455, and RFC 7692 where compression was agreed on).
 * Every limit is checked when a header announces a length, before anything is kept; a message's
 * buffer grows with what has arrived, not with what was promised. Owned by the channel's loop.
 */
final class WebSocketDecoder {
  /** Who takes what the client said. */
  interface Sink {
    void onMessage(Frame message);

    void onPing(byte[] data);

    /** The peer closes; {@code code} is 1005 where it gave none. */
    void onClose(int code);

    /** How large a message may be now. */
    int maxMessageBytes();
  }

  private static final int CONTINUATION = 0;
  private static final int TEXT = 1;
  private static final int BINARY = 2;
  private static final int CLOSE = 8;
  private static final int PING = 9;
  private static final int PONG = 10;

  private static final int FIN = 0x80;
  private static final int MAX_HEADER_BYTES = 14;
  private static final int MAX_CONTROL_BYTES = 125;
  private static final int NO_STATUS = 1005;

  /** Beyond this a message is cut up for no other purpose than to cost us work. */
  private static final int MAX_FRAGMENTS = 4096;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  /** A text up to here that is there whole is read in a buffer that each thread has one of. */
  private static final int WHOLE_BYTES = 16 << 10;

  private static final FastThreadLocal<byte[]> WHOLE =
      new FastThreadLocal<>() {
        @Override
        protected byte[] initialValue() {
          return new byte[WHOLE_BYTES];
        }
      };

  private final Sink sink;
  private final @Nullable Deflate deflate;

  /** The beginning of a frame's header, if a read ended inside it. */
  private @Nullable ByteBuf partialHeader;

  /** The frame that is being read; null between frames. */
  private @Nullable FrameHeader frame;

  private byte @Nullable [] control;
  private boolean closed;
  private @Nullable Message message;
  private long begun;

  /** The header of a frame, and how much of its payload has been read. */
  private static final class FrameHeader {
    final int opcode;
    final boolean last;
    final int length;
    final int mask;
    int read;

    FrameHeader(int opcode, boolean last, int length, int mask) {
      this.opcode = opcode;
      this.last = last;
      this.length = length;
      this.mask = mask;
    }

    boolean isControl() {
      return opcode >= CLOSE;
    }
  }

  /** A message that is not whole yet. */
  private static final class Message {
    final boolean text;
    final boolean compressed;
    final Utf8.@Nullable Validator validator;
    byte[] bytes = new byte[0];
    int length;
    int fragments;

    Message(int opcode, boolean compressed) {
      this.text = opcode == TEXT;
      this.compressed = compressed;
      this.validator = text && !compressed ? new Utf8.Validator() : null;
    }

    void reserve(int more) {
      if (length + more > bytes.length) {
        bytes = Arrays.copyOf(bytes, Math.max(length + more, bytes.length * 2));
      }
    }
  }

  WebSocketDecoder(Sink sink, @Nullable Deflate deflate) {
    this.sink = sink;
    this.deflate = deflate;
  }

  /** Whether a message or a frame has begun and not ended. */
  boolean isInsideMessage() {
    return message != null || frame != null || partialHeader != null;
  }

  /** How many messages have begun so far; a control frame between two of them counts as one. */
  long begun() {
    return begun;
  }

  /** Reads what is there. The buffer stays the caller's. */
  void read(ByteBuf in) throws WebSocketException {
    boolean goesOn = isInsideMessage();
    ByteBuf source = in;
    ByteBuf joined = partialHeader;
    if (joined != null) {
      partialHeader = null;
      source = joined.writeBytes(in);
    }
    try {
      while (source.isReadable() && !closed) {
        begun += goesOn ? 0 : 1;
        if (frame == null && !readHeader(source)) {
          partialHeader = source.alloc().buffer(MAX_HEADER_BYTES).writeBytes(source);
        } else {
          readPayload(source);
        }
        goesOn = isInsideMessage();
      }
    } finally {
      if (joined != null) {
        joined.release();
      }
    }
  }

  /** Gives back what is kept between reads. */
  void release() {
    ByteBuf kept = partialHeader;
    partialHeader = null;
    if (kept != null) {
      kept.release();
    }
    message = null;
    frame = null;
  }

  // ---- headers

  /** Reads a header if it is there whole. */
  private boolean readHeader(ByteBuf in) throws WebSocketException {
    int start = in.readerIndex();
    int available = in.readableBytes();
    if (available < 2) {
      return false;
    }
    int first = in.getUnsignedByte(start);
    int second = in.getUnsignedByte(start + 1);
    if ((second & 0x80) == 0) {
      throw new WebSocketException(WebSocketException.PROTOCOL_ERROR, "unmasked frame");
    }
    int shortLength = second & 0x7f;
    checkKind(first, shortLength);
    int lengthBytes = shortLength == 127 ? 8 : shortLength == 126 ? 2 : 0;
    if (available < 2 + lengthBytes + 4) {
      return false;
    }
    long length =
        switch (shortLength) {
          case 127 -> in.getLong(start + 2);
          case 126 -> in.getUnsignedShort(start + 2);
          default -> shortLength;
        };
    if (length < 0
        || (lengthBytes == 2 && length < 126)
        || (lengthBytes == 8 && length <= 0xffff)) {
      throw new WebSocketException(WebSocketException.PROTOCOL_ERROR, "invalid frame length");
    }
    int mask = in.getInt(start + 2 + lengthBytes);
    in.skipBytes(2 + lengthBytes + 4);
    if (first == (FIN | TEXT) && length <= Math.min(in.readableBytes(), WHOLE_BYTES)) {
      readWhole(in, (int) length, mask);
    } else {
      startFrame(first, length, mask);
    }
    return true;
  }

  /** The way of nearly all: a short text in one frame, which is there from end to end. */
  private void readWhole(ByteBuf in, int length, int mask) throws WebSocketException {
    if (length > sink.maxMessageBytes()) {
      throw new WebSocketException(WebSocketException.TOO_LARGE, "message too large");
    }
    byte[] bytes = WHOLE.get();
    in.readBytes(bytes, 0, length);
    unmask(bytes, 0, length, mask);
    sink.onMessage(text(bytes, length));
  }

  /** What the first two bytes say is checked before the rest of the header is there. */
  private void checkKind(int first, int shortLength) throws WebSocketException {
    int opcode = first & 0x0f;
    if (opcode >= CLOSE) {
      checkControl(first, shortLength, opcode);
    } else {
      checkData(first, opcode);
    }
  }

  private static void checkControl(int first, int shortLength, int opcode)
      throws WebSocketException {
    if (opcode > PONG || (first & 0x70) != 0) {
      throw new WebSocketException(WebSocketException.PROTOCOL_ERROR, "unknown kind of frame");
    }
    if ((first & 0x80) == 0 || shortLength > MAX_CONTROL_BYTES) {
      throw new WebSocketException(WebSocketException.PROTOCOL_ERROR, "invalid control frame");
    }
  }

  private void checkData(int first, int opcode) throws WebSocketException {
    boolean compressed = (first & 0x40) != 0;
    if (opcode > BINARY
        || (first & 0x30) != 0
        || (compressed && (deflate == null || opcode == CONTINUATION))) {
      throw new WebSocketException(WebSocketException.PROTOCOL_ERROR, "unknown kind of frame");
    }
    if ((opcode == CONTINUATION) != (message != null)) {
      throw new WebSocketException(WebSocketException.PROTOCOL_ERROR, "fragments out of order");
    }
  }

  private void startFrame(int first, long length, int mask) throws WebSocketException {
    int opcode = first & 0x0f;
    if (opcode >= CLOSE) {
      control = new byte[(int) length];
    } else {
      startFragment(first, length);
    }
    frame = new FrameHeader(opcode, (first & 0x80) != 0, (int) length, mask);
    if (length == 0) {
      endFrame(frame);
    }
  }

  private void startFragment(int first, long length) throws WebSocketException {
    if (message == null) {
      message = new Message(first & 0x0f, (first & 0x40) != 0);
    }
    if (length > sink.maxMessageBytes() - message.length) {
      throw new WebSocketException(WebSocketException.TOO_LARGE, "message too large");
    }
    if (++message.fragments > MAX_FRAGMENTS) {
      throw new WebSocketException(WebSocketException.TOO_LARGE, "too many fragments");
    }
  }

  // ---- payloads

  private void readPayload(ByteBuf in) throws WebSocketException {
    FrameHeader current = frame;
    if (current == null) {
      return;
    }
    int count = Math.min(current.length - current.read, in.readableBytes());
    if (current.isControl()) {
      if (control != null) {
        in.readBytes(control, current.read, count);
        unmask(control, current.read, count, current);
      }
    } else if (message != null) {
      append(message, in, count, current);
    }
    current.read += count;
    if (current.read == current.length) {
      endFrame(current);
    }
  }

  private void append(Message to, ByteBuf in, int count, FrameHeader header)
      throws WebSocketException {
    to.reserve(count);
    in.readBytes(to.bytes, to.length, count);
    unmask(to.bytes, to.length, count, header);
    // A message that comes in one piece is checked when it is decoded.
    boolean onePiece = header.last && to.fragments == 1 && count == header.length;
    if (to.validator != null
        && !onePiece
        && !to.validator.accept(to.bytes, to.length, to.length + count)) {
      throw new WebSocketException(WebSocketException.INVALID_DATA, "invalid UTF-8");
    }
    to.length += count;
  }

  /** A piece that may begin anywhere in the mask; {@code header.read} says where. */
  private static void unmask(byte[] bytes, int start, int count, FrameHeader header) {
    unmask(bytes, start, count, Integer.rotateLeft(header.mask, 8 * (header.read & 3)));
  }

  /** Eight bytes at a time. */
  private static void unmask(byte[] bytes, int start, int count, int mask) {
    long wide = ((long) mask << 32) | (mask & 0xffffffffL);
    int end = start + count;
    int i = start;
    for (; i <= end - Long.BYTES; i += Long.BYTES) {
      LONGS.set(bytes, i, (long) LONGS.get(bytes, i) ^ wide);
    }
    for (int shift = 56; i < end; i++, shift -= 8) {
      bytes[i] ^= (byte) (wide >>> shift);
    }
  }

  private void endFrame(FrameHeader ended) throws WebSocketException {
    frame = null;
    if (ended.isControl()) {
      endControl(ended.opcode);
    } else if (ended.last && message != null) {
      Message whole = message;
      message = null;
      sink.onMessage(decode(whole));
    }
  }

  private void endControl(int opcode) throws WebSocketException {
    byte[] data = control == null ? new byte[0] : control;
    control = null;
    if (opcode == PING) {
      sink.onPing(data);
    } else if (opcode == CLOSE) {
      // RFC 6455 section 5.5.1: nothing follows a Close frame, so what does is not looked at.
      closed = true;
      sink.onClose(closeCode(data));
    }
  }

  private Frame decode(Message whole) throws WebSocketException {
    byte[] bytes = whole.bytes;
    int length = whole.length;
    if (whole.compressed && deflate != null) {
      bytes = deflate.inflate(bytes, length, sink.maxMessageBytes());
      length = bytes.length;
    }
    if (whole.text) {
      return text(bytes, length);
    }
    return new Frame.Binary(length == bytes.length ? bytes : Arrays.copyOf(bytes, length));
  }

  private static Frame.Text text(byte[] bytes, int length) throws WebSocketException {
    return new Frame.Text(
        Utf8.decode(bytes, length)
            .orElseThrow(
                () -> new WebSocketException(WebSocketException.INVALID_DATA, "invalid UTF-8")));
  }

  /** RFC 6455 section 7.4: which codes may stand in a Close frame. */
  private static int closeCode(byte[] data) throws WebSocketException {
    if (data.length == 0) {
      return NO_STATUS;
    }
    if (data.length == 1) {
      throw new WebSocketException(WebSocketException.PROTOCOL_ERROR, "invalid close frame");
    }
    int code = ((data[0] & 0xff) << 8) | (data[1] & 0xff);
    boolean registered =
        (code >= 1000 && code <= 1003)
            || (code >= 1007 && code <= 1014)
            || (code >= 3000 && code <= 4999);
    if (!registered) {
      throw new WebSocketException(WebSocketException.PROTOCOL_ERROR, "invalid close code");
    }
    if (Utf8.decode(Arrays.copyOfRange(data, 2, data.length), data.length - 2).isEmpty()) {
      throw new WebSocketException(WebSocketException.INVALID_DATA, "invalid UTF-8");
    }
    return code;
  }
}

package io.chatsignal.transport;

import io.chatsignal.engineio.Frame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Server frames (RFC 6455 section 5.2): unmasked, and always whole messages. */
final class Frames {
  static final int CLOSE = 8;
  static final int PONG = 10;
  private static final int TEXT = 1;
  private static final int BINARY = 2;
  private static final int LAST = 0x80;
  private static final int COMPRESSED = 0x40;
  private static final int MAX_HEADER_BYTES = 10;

  private Frames() {}

  /** A message, compressed where that was agreed on and is worth it. */
  static ByteBuf message(ByteBufAllocator allocator, Frame message, @Nullable Deflate deflate) {
    int opcode;
    byte[] payload;
    switch (message) {
      case Frame.Text(String text) -> {
        opcode = TEXT;
        payload = text.getBytes(StandardCharsets.UTF_8);
      }
      case Frame.Binary(byte[] bytes) -> {
        opcode = BINARY;
        payload = bytes;
      }
    }
    if (deflate != null && payload.length >= Deflate.MIN_BYTES) {
      return frame(allocator, LAST | COMPRESSED | opcode, deflate.deflate(payload));
    }
    return frame(allocator, LAST | opcode, payload);
  }

  static ByteBuf control(ByteBufAllocator allocator, int opcode, byte[] payload) {
    return frame(allocator, LAST | opcode, payload);
  }

  private static ByteBuf frame(ByteBufAllocator allocator, int first, byte[] payload) {
    ByteBuf frame = allocator.ioBuffer(MAX_HEADER_BYTES + payload.length);
    frame.writeByte(first);
    if (payload.length <= 125) {
      frame.writeByte(payload.length);
    } else if (payload.length <= 0xffff) {
      frame.writeByte(126).writeShort(payload.length);
    } else {
      frame.writeByte(127).writeLong(payload.length);
    }
    return frame.writeBytes(payload);
  }
}

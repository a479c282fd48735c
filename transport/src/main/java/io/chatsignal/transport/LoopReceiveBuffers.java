package io.chatsignal.transport;

import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.concurrent.FastThreadLocal;

/**
 * How large a buffer to read into: as large as the latest reads of the event loop's connections
 * were. A loop reads one connection at a time, so one memory of that will do for all of them, where
 * Netty has each remember its own in 140 bytes. Any thread; what it hands out belongs to the thread
 * that asked.
 */
final class LoopReceiveBuffers implements RecvByteBufAllocator {
  /** What a request takes at least: those of others must not make it come in pieces. */
  private static final int LEAST_BYTES = 1 << 10;

  private static final int FIRST_BYTES = 2 << 10;

  /** A part of a request is kept in the buffer that it was read into, however small it is. */
  private static final int MOST_BYTES = 8 << 10;

  /** Reads of one connection before the others get their turn. */
  private static final int READS_IN_A_ROW = 16;

  private final RecvByteBufAllocator adaptive =
      new AdaptiveRecvByteBufAllocator(LEAST_BYTES, FIRST_BYTES, MOST_BYTES)
          .maxMessagesPerRead(READS_IN_A_ROW);
  private final FastThreadLocal<ExtendedHandle> ofLoop =
      new FastThreadLocal<>() {
        @Override
        protected ExtendedHandle initialValue() {
          return (ExtendedHandle) adaptive.newHandle();
        }
      };

  @Override
  public ExtendedHandle newHandle() {
    return ofLoop.get();
  }
}

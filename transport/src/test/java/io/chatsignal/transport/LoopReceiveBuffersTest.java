package io.chatsignal.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator.ExtendedHandle;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class LoopReceiveBuffersTest {
  private final LoopReceiveBuffers buffers = new LoopReceiveBuffers();

  @Test
  void allConnectionsOfALoopShareOneMemory() {
    assertThat(buffers.newHandle()).isSameAs(buffers.newHandle());
  }

  @Test
  void loopsShareNothing() {
    ExtendedHandle elsewhere = CompletableFuture.supplyAsync(buffers::newHandle).join();
    assertThat(elsewhere).isNotSameAs(buffers.newHandle());
  }

  @Test
  void aBufferIsAsLargeAsTheLatestReadsWere() {
    assertThat(capacityAfterReadsOf(Integer.MAX_VALUE)).isEqualTo(8 << 10);
    assertThat(capacityAfterReadsOf(1)).isEqualTo(1 << 10);
    assertThat(capacityAfterReadsOf(Integer.MAX_VALUE)).isEqualTo(8 << 10);
  }

  private int capacityAfterReadsOf(int bytes) {
    int capacity = 0;
    for (int i = 0; i < 100; i++) {
      capacity = capacityAfterReadOf(bytes);
    }
    return capacity;
  }

  /** One connection reads so much at most, and another one gets its buffer then. */
  private int capacityAfterReadOf(int bytes) {
    ExtendedHandle handle = buffers.newHandle();
    handle.reset(null);
    ByteBuf read = handle.allocate(UnpooledByteBufAllocator.DEFAULT);
    handle.attemptedBytesRead(read.writableBytes());
    handle.lastBytesRead(Math.min(bytes, read.writableBytes()));
    handle.readComplete();
    read.release();
    ByteBuf next = buffers.newHandle().allocate(UnpooledByteBufAllocator.DEFAULT);
    int capacity = next.capacity();
    next.release();
    return capacity;
  }
}

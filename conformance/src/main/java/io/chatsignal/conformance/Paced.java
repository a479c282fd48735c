package io.chatsignal.conformance;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Lets the messages of a WebSocket out one at a time, with a pause behind each. The suites wait for
 * one message and then begin to wait for the next: of two that their library reads at once they
 * miss the second, however right it is. Whoever says something has seen what came before.
 */
final class Paced extends ChannelDuplexHandler {
  private static final int PAUSE_MILLIS = 50;
  private static final ByteBuf UPGRADE =
      Unpooled.unreleasableBuffer(Unpooled.copiedBuffer("HTTP/1.1 101", US_ASCII)).asReadOnly();

  private final Deque<Write> waiting = new ArrayDeque<>();
  private boolean webSocket;
  private @Nullable Future<?> pause;

  private record Write(Object message, ChannelPromise promise) {}

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    webSocket = webSocket || isUpgrade((ByteBuf) message);
    if (webSocket) {
      waiting.add(new Write(message, promise));
    } else {
      ctx.write(message, promise);
    }
  }

  private static boolean isUpgrade(ByteBuf message) {
    return ByteBufUtil.indexOf(UPGRADE, message) == message.readerIndex();
  }

  @Override
  public void flush(ChannelHandlerContext ctx) {
    if (!webSocket) {
      ctx.flush();
    } else if (pause == null) {
      next(ctx);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    // Before the message is heard: what it brings about has not been seen.
    if (pause != null) {
      pause.cancel(false);
      next(ctx);
    }
    ctx.fireChannelRead(message);
  }

  private void next(ChannelHandlerContext ctx) {
    Write write = waiting.poll();
    pause = null;
    if (write != null) {
      ctx.writeAndFlush(write.message(), write.promise());
      pause = ctx.executor().schedule(() -> next(ctx), PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  /** A channel that is closed takes nothing more. */
  @Override
  public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
    drop();
    ctx.close(promise);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    drop();
  }

  private void drop() {
    waiting.forEach(write -> ReferenceCountUtil.release(write.message()));
    waiting.clear();
  }
}

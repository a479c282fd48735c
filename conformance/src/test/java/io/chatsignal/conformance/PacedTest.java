package io.chatsignal.conformance;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PacedTest {
  private final EmbeddedChannel channel = new EmbeddedChannel(new Paced(), new Server());

  /** Answers a handshake with two writes at once, and anything else with one. */
  private static final class Server extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      ByteBuf bytes = (ByteBuf) message;
      boolean handshake = bytes.toString(US_ASCII).equals("GET");
      bytes.release();
      if (handshake) {
        ctx.write(text("HTTP/1.1 101 Switching Protocols"));
        ctx.writeAndFlush(text("open"));
      } else {
        ctx.writeAndFlush(text("answer"));
      }
    }
  }

  @BeforeEach
  void stopTheClock() {
    channel.freezeTime();
  }

  @AfterEach
  void close() {
    channel.finishAndReleaseAll();
  }

  @Test
  void firstMessageIsNotInOneReadWithTheHandshake() {
    channel.writeInbound(text("GET"));
    assertThat(written()).containsExactly("HTTP/1.1 101 Switching Protocols");
    pass(50);
    assertThat(written()).containsExactly("open");
  }

  @Test
  void whoSaysSomethingHasSeenWhatCameBeforeAndNothingElse() {
    channel.writeInbound(text("GET"));
    written();
    channel.writeInbound(text("hello"));
    assertThat(written()).containsExactly("open");
    pass(50);
    assertThat(written()).containsExactly("answer");
  }

  private void pass(long millis) {
    channel.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
    channel.runPendingTasks();
  }

  private List<String> written() {
    List<String> written = new ArrayList<>();
    for (ByteBuf next = channel.readOutbound(); next != null; next = channel.readOutbound()) {
      written.add(next.toString(US_ASCII));
      next.release();
    }
    return written;
  }

  private static ByteBuf text(String text) {
    return Unpooled.copiedBuffer(text, US_ASCII);
  }
}

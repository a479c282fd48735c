package io.chatsignal.transport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ListenerTest {
  private static final int GONE = 3;

  private final EventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final AtomicInteger accepted = new AtomicInteger();

  /** Its first clients are gone before they are served. */
  private final class Unlucky extends Listener {
    @Override
    NioSocketChannel connection(SocketChannel next) {
      if (accepted.incrementAndGet() <= GONE) {
        leave(next);
      }
      return super.connection(next);
    }
  }

  private static void leave(SocketChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class Greeting extends ChannelInboundHandlerAdapter {
    @Override
    public void channelActive(ChannelHandlerContext context) {
      context.writeAndFlush(Unpooled.copiedBuffer("hello", UTF_8));
    }
  }

  @AfterEach
  void stop() {
    loops.shutdownGracefully();
  }

  @Test
  void clientsThatAreGoneBeforeTheyAreServedEndNothingButTheirConnections() throws IOException {
    Channel listener =
        new ServerBootstrap()
            .group(loops)
            .channelFactory(Unlucky::new)
            .childHandler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channel.pipeline().addLast(new Greeting());
                  }
                })
            .bind(InetAddress.getLoopbackAddress(), 0)
            .syncUninterruptibly()
            .channel();
    InetSocketAddress address = (InetSocketAddress) listener.localAddress();
    for (int i = 0; i < GONE; i++) {
      assertThat(firstByte(address)).isEqualTo(-1);
    }
    assertThat(firstByte(address)).isEqualTo('h');
    assertThat(accepted).hasValue(GONE + 1);
  }

  private static int firstByte(InetSocketAddress address) throws IOException {
    try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
      return socket.getInputStream().read();
    }
  }
}

package io.chatsignal.transport;

import io.netty.channel.ChannelId;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Accepts connections, and makes them small: each has a number for a name, where Netty's own is
 * unique among all machines and takes a hundred bytes, and reads with the buffers of its loop.
 */
class Listener extends NioServerSocketChannel {
  private static final AtomicLong ACCEPTED = new AtomicLong();
  private static final LoopReceiveBuffers RECEIVE_BUFFERS = new LoopReceiveBuffers();

  @Override
  protected int doReadMessages(List<Object> accepted) throws IOException {
    SocketChannel next = javaChannel().accept();
    if (next == null) {
      return 0;
    }
    try {
      accepted.add(connection(next));
      return 1;
    } catch (RuntimeException e) {
      // Its client was quicker to leave. Thrown further, it would end the listening.
      EngineServer.LOG.debug("a connection was gone when it was accepted", e);
      next.close();
      return 0;
    }
  }

  /** Fails if the client has gone again. */
  NioSocketChannel connection(SocketChannel accepted) {
    return new Connection(this, accepted);
  }

  private static final class Connection extends NioSocketChannel {
    Connection(Listener listener, SocketChannel channel) {
      super(listener, channel);
      config().setRecvByteBufAllocator(RECEIVE_BUFFERS);
    }

    @Override
    protected ChannelId newId() {
      return new SerialNumber(ACCEPTED.incrementAndGet());
    }
  }

  private record SerialNumber(long value) implements ChannelId {
    @Override
    public String asShortText() {
      return Long.toString(value);
    }

    @Override
    public String asLongText() {
      return asShortText();
    }

    @Override
    public int compareTo(ChannelId other) {
      return other instanceof SerialNumber number
          ? Long.compare(value, number.value)
          : asLongText().compareTo(other.asLongText());
    }
  }
}

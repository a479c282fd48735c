package io.chatsignal.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** TCP. */
record PlainWire(SocketChannel channel) implements Wire {
  @Override
  public boolean finishConnect() throws IOException {
    return channel.finishConnect();
  }

  @Override
  public int read(ByteBuffer into) throws IOException {
    return channel.read(into);
  }

  @Override
  public void write(ByteBuffer from) throws IOException {
    channel.write(from);
  }

  @Override
  public boolean holdsBytes() {
    return false;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}

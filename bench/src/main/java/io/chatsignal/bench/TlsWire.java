package io.chatsignal.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;

/** TLS over TCP. The handshake's computations run on the loop: a load generator has no one else. */
final class TlsWire implements Wire {
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final SocketChannel channel;
  private final SSLEngine engine;
  // Both are kept in the state between a put and a flip: position is the end of what they hold.
  private final ByteBuffer received;
  private final ByteBuffer sending;
  private boolean ended;

  TlsWire(SocketChannel channel, SSLEngine engine) {
    this.channel = channel;
    this.engine = engine;
    int packet = engine.getSession().getPacketBufferSize();
    received = ByteBuffer.allocate(packet);
    sending = ByteBuffer.allocate(2 * packet);
  }

  @Override
  public SocketChannel channel() {
    return channel;
  }

  @Override
  public boolean finishConnect() throws IOException {
    if (channel.isConnectionPending()) {
      if (!channel.finishConnect()) {
        return false;
      }
      engine.beginHandshake();
    }
    return shakeHands();
  }

  private boolean shakeHands() throws IOException {
    // Room for application data that may ride on the last flight; a server speaks after us, so
    // there is none before our request.
    ByteBuffer plain = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize());
    while (true) {
      switch (engine.getHandshakeStatus()) {
        case NEED_WRAP -> wrap(NOTHING);
        case NEED_TASK -> runTasks();
        case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
          int before = received.position();
          int read = read(plain);
          if (read < 0) {
            throw new IOException("the server ended the TLS handshake");
          }
          if (received.position() == before && stillUnwrapping()) {
            return false;
          }
        }
        case FINISHED, NOT_HANDSHAKING -> {
          return !holdsBytes();
        }
      }
    }
  }

  private boolean stillUnwrapping() {
    HandshakeStatus status = engine.getHandshakeStatus();
    return status == HandshakeStatus.NEED_UNWRAP || status == HandshakeStatus.NEED_UNWRAP_AGAIN;
  }

  private void runTasks() {
    Runnable task = engine.getDelegatedTask();
    while (task != null) {
      task.run();
      task = engine.getDelegatedTask();
    }
  }

  @Override
  public int read(ByteBuffer into) throws IOException {
    int start = into.position();
    if (!ended && channel.read(received) < 0) {
      ended = true;
    }
    received.flip();
    SSLEngineResult result;
    do {
      result = engine.unwrap(received, into);
      if (result.getHandshakeStatus() == HandshakeStatus.NEED_TASK) {
        runTasks();
      }
    } while (result.getStatus() == SSLEngineResult.Status.OK
        && result.bytesConsumed() > 0
        && received.hasRemaining());
    received.compact();
    if (result.getStatus() == SSLEngineResult.Status.CLOSED) {
      ended = true;
    }
    int read = into.position() - start;
    return read == 0 && ended ? -1 : read;
  }

  @Override
  public void write(ByteBuffer from) throws IOException {
    flush();
    while (from.hasRemaining() && roomToWrap()) {
      wrap(from);
    }
  }

  private boolean roomToWrap() {
    return sending.remaining() >= engine.getSession().getPacketBufferSize();
  }

  private void wrap(ByteBuffer from) throws IOException {
    SSLEngineResult result = engine.wrap(from, sending);
    if (result.getStatus() == SSLEngineResult.Status.CLOSED) {
      throw new IOException("the server closed the TLS connection");
    }
    flush();
  }

  private void flush() throws IOException {
    sending.flip();
    channel.write(sending);
    sending.compact();
  }

  @Override
  public boolean holdsBytes() {
    return sending.position() > 0;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}

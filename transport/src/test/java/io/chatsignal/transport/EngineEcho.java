package io.chatsignal.transport;

import io.chatsignal.engineio.CloseReason;
import io.chatsignal.testkit.RawClient;
import io.chatsignal.testkit.RawWebSocket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** An Engine.IO server for tests, on a free port of this machine: every message comes back. */
final class EngineEcho implements AutoCloseable {
  /** Sessions that ended, with their reasons. */
  final BlockingQueue<CloseReason> ended = new LinkedBlockingQueue<>();

  private final EngineServer server;

  EngineEcho(UnaryOperator<SocketServerConfig> change) {
    SocketServerConfig config =
        SocketServerConfig.defaults()
            .withHost("127.0.0.1")
            .withPort(0)
            .withPath("/engine.io/")
            .withEventLoops(3);
    server = new EngineServer(change.apply(config), Echo::new);
    try {
      server.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A server with limits of its own. */
  static EngineEcho limited(UnaryOperator<TransportLimits> change) {
    return new EngineEcho(config -> config.withLimits(change.apply(config.limits())));
  }

  InetSocketAddress address() {
    return server.address();
  }

  int sessions() {
    return server.connections();
  }

  RawClient connect() {
    return RawClient.connect(address());
  }

  /** A WebSocket that begins a session of version 4, its handshake read. */
  RawWebSocket webSocket(String headers) {
    RawWebSocket webSocket =
        RawWebSocket.open(address(), "/engine.io/?EIO=4&transport=websocket", headers);
    webSocket.readText();
    return webSocket;
  }

  CloseReason awaitEnd() throws InterruptedException {
    CloseReason reason = ended.poll(10, TimeUnit.SECONDS);
    if (reason == null) {
      throw new AssertionError("no session ended");
    }
    return reason;
  }

  @Override
  public void close() {
    server.close();
  }

  private final class Echo implements EngineHandler {
    private final EngineConnection connection;

    Echo(EngineConnection connection) {
      this.connection = connection;
    }

    @Override
    public void onText(String packet, int start) {
      connection.send(packet.substring(start));
    }

    @Override
    public void onBinary(byte[] message) {
      connection.send(message);
    }

    @Override
    public void onClosed(CloseReason reason) {
      ended.add(reason);
    }
  }
}

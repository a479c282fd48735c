package io.chatsignal.transport;

import io.chatsignal.engineio.CloseReason;
import io.chatsignal.socketio.Event;
import io.chatsignal.socketio.OutgoingEvent;
import io.chatsignal.testkit.RawClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/**
 * A server for tests, on a free port of this machine. Its main namespace sends every event back and
 * answers acks; beside it, {@code /echo} answers a request with its body, {@code /later} when the
 * test says so, {@code /large} with a megabyte.
 */
final class EchoServer implements AutoCloseable {
  static final int LARGE_BYTES = 1 << 20;

  /** Sockets that ended, with their reasons. */
  final BlockingQueue<CloseReason> ended = new LinkedBlockingQueue<>();

  /** Sockets that began. */
  final BlockingQueue<Socket> sockets = new LinkedBlockingQueue<>();

  /** Requests to {@code /later}. */
  final BlockingQueue<HttpExchange> held = new LinkedBlockingQueue<>();

  private final SocketServer server;

  EchoServer() {
    this(config -> config);
  }

  EchoServer(UnaryOperator<SocketServerConfig> change) {
    server =
        new SocketServer(
            change.apply(SocketServerConfig.defaults().withHost("127.0.0.1").withPort(0)));
    server.namespace("/").onConnection(Echo::new);
    server.http(this::answer);
    try {
      server.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A server with limits of its own. */
  static EchoServer limited(UnaryOperator<TransportLimits> change) {
    return new EchoServer(config -> config.withLimits(change.apply(config.limits())));
  }

  InetSocketAddress address() {
    return server.address();
  }

  int connections() {
    return server.connections();
  }

  RawClient connect() {
    return RawClient.connect(address());
  }

  /** Waits for the end of a socket. */
  CloseReason awaitEnd() throws InterruptedException {
    CloseReason reason = ended.poll(10, TimeUnit.SECONDS);
    if (reason == null) {
      throw new AssertionError("no socket ended");
    }
    return reason;
  }

  HttpExchange awaitHeld() throws InterruptedException {
    HttpExchange exchange = held.poll(10, TimeUnit.SECONDS);
    if (exchange == null) {
      throw new AssertionError("no request to /later");
    }
    return exchange;
  }

  /** Does a whole exchange on a connection of its own, as any other client would. */
  void assertServes() {
    try (RawClient client = connect()) {
      client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi");
      RawClient.Response answer = client.readResponse();
      if (answer.status() != 200 || !answer.body().equals("POST hi")) {
        throw new AssertionError("others are not served: " + answer);
      }
    }
  }

  private void answer(HttpExchange exchange) {
    switch (exchange.path()) {
      case "/echo" ->
          exchange.respond(
              HttpAnswer.of(
                  200,
                  "text/plain",
                  exchange.method() + " " + new String(exchange.body(), StandardCharsets.UTF_8)));
      case "/from" -> exchange.respond(HttpAnswer.of(200, "text/plain", exchange.remoteAddress()));
      case "/later" -> held.add(exchange);
      case "/large" -> exchange.respond(new HttpAnswer(200, Map.of(), new byte[LARGE_BYTES]));
      default -> exchange.respond(HttpAnswer.empty(404));
    }
  }

  @Override
  public void close() {
    server.close();
  }

  private final class Echo implements SocketHandler {
    private final Socket socket;

    Echo(Socket socket) {
      this.socket = socket;
      sockets.add(socket);
    }

    @Override
    public void onEvent(Event event) {
      if (event.expectsAck()) {
        event.ack(event.arguments());
      } else {
        socket.emit(OutgoingEvent.of(event.name(), event.arguments()));
      }
    }

    @Override
    public void onDisconnect(CloseReason reason) {
      ended.add(reason);
    }
  }
}

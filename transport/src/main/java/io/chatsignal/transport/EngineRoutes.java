package io.chatsignal.transport;

import io.chatsignal.engineio.EngineCodec.BinarySupport;
import io.chatsignal.engineio.EngineError;
import io.chatsignal.engineio.EngineVersion;
import io.chatsignal.engineio.Frame;
import io.chatsignal.transport.TransportCounters.Refusal;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The protocol's own path: opens sessions, and takes requests to the session that they name. */
final class EngineRoutes {
  private final EngineServer server;

  EngineRoutes(EngineServer server) {
    this.server = server;
  }

  void handle(HttpRequest request, Responder responder) {
    RequestHead head = request.head();
    if (!server.origins().allows(head)) {
      responder.respond(HeldPoll.refusal(403, EngineError.FORBIDDEN));
      return;
    }
    if (head.method().equals("OPTIONS")) {
      responder.respond(HttpAnswer.empty(204));
      return;
    }
    Optional<EngineVersion> version = EngineVersion.of(head.parameter("EIO"));
    String transport = head.parameter("transport");
    boolean webSocket = transport.equals("websocket");
    if (!webSocket && !transport.equals("polling")) {
      responder.respond(HeldPoll.refusal(400, EngineError.UNKNOWN_TRANSPORT));
    } else if (version.isEmpty()) {
      responder.respond(HeldPoll.refusal(400, EngineError.UNSUPPORTED_VERSION));
    } else if (webSocket) {
      webSocket(request, version.get(), responder);
    } else if (head.query().containsKey("j")) {
      // JSONP runs what we answer as a script; browsers have not needed it since 2010.
      responder.respond(HeldPoll.refusal(400, EngineError.BAD_REQUEST));
    } else {
      polling(request, version.get(), responder);
    }
  }

  // ---- long-polling

  private void polling(HttpRequest request, EngineVersion version, Responder responder) {
    if (request.head().query().containsKey("sid")) {
      EngineConnection connection = session(request.head(), version, responder);
      if (connection != null) {
        pollOrPost(connection, request, responder);
      }
    } else if (!request.method().equals("GET")) {
      responder.respond(HeldPoll.refusal(400, EngineError.BAD_METHOD));
    } else if (isUpgrade(request)) {
      responder.respond(HeldPoll.refusal(400, EngineError.BAD_REQUEST));
    } else {
      openPolling(request, version, responder);
    }
  }

  private void openPolling(HttpRequest request, EngineVersion version, Responder responder) {
    EngineConnection connection = admit(request, version, responder);
    if (connection == null) {
      return;
    }
    BinarySupport binary =
        request.head().query().containsKey("b64") ? BinarySupport.BASE64 : BinarySupport.BYTES;
    server.remember(connection);
    connection.opened(null);
    HeldPoll poll = new HeldPoll(responder, server.counters());
    connection.with((session, _) -> session.openPolling(poll, binary));
    connection.begin();
  }

  /** A new session, or nothing where there is no room and the client has been told so. */
  private @Nullable EngineConnection admit(
      HttpRequest request, EngineVersion version, Responder responder) {
    switch (server.admissions().enter(request.remoteAddress())) {
      case ADMITTED -> {
        EventLoop loop = responder.channel().eventLoop();
        return new EngineConnection(
            server, loop, server.newSessionId(), version, ClientInfo.of(request));
      }
      case SERVER_FULL ->
          refuse(responder, Refusal.CONNECTIONS, 503, "The server is full. Try again later.");
      case SERVER_CLOSING ->
          refuse(responder, Refusal.STOPPING, 503, "The server is about to stop. Try again.");
      case ADDRESS_FULL ->
          refuse(
              responder,
              Refusal.CONNECTIONS_PER_ADDRESS,
              429,
              "Too many connections from this address.");
    }
    return null;
  }

  private void refuse(Responder responder, Refusal refusal, int status, String message) {
    server.counters().refuse(refusal);
    responder.respond(busy(status, message));
  }

  private static HttpAnswer busy(int status, String message) {
    return new HttpAnswer(
        status,
        Map.of("Content-Type", "application/json", "Retry-After", "5"),
        ("{\"code\":" + status + ",\"message\":\"" + message + "\"}")
            .getBytes(StandardCharsets.UTF_8));
  }

  /** The session that a request names, or nothing where the client has been told otherwise. */
  private @Nullable EngineConnection session(
      RequestHead head, EngineVersion version, Responder responder) {
    EngineConnection connection = server.find(head.parameter("sid"));
    if (connection == null) {
      responder.respond(HeldPoll.refusal(400, EngineError.UNKNOWN_SESSION));
      return null;
    }
    if (connection.version() != version) {
      responder.respond(HeldPoll.refusal(400, EngineError.UNSUPPORTED_VERSION));
      return null;
    }
    return connection;
  }

  private static void pollOrPost(
      EngineConnection connection, HttpRequest request, Responder responder) {
    HeldPoll exchange = new HeldPoll(responder, connection.counters());
    switch (request.method()) {
      case "GET" -> {
        responder.onAbandoned(
            () -> connection.with((session, now) -> session.pollAborted(exchange, now)));
        connection.poll(exchange);
      }
      case "POST" -> {
        connection.counters().bytesIn(request.body().length);
        Optional<Frame> body = body(request);
        connection.with((session, now) -> {
          if (body.isPresent()) {
            session.post(body.get(), exchange, now);
          } else {
            exchange.refuse(EngineError.BAD_REQUEST);
            session.fail("invalid UTF-8", now);
          }
        });
      }
      default -> responder.respond(HeldPoll.refusal(400, EngineError.BAD_METHOD));
    }
  }

  private static Optional<Frame> body(HttpRequest request) {
    if (request.header("Content-Type").startsWith("application/octet-stream")) {
      return Optional.of(new Frame.Binary(request.body()));
    }
    return Utf8.decode(request.body(), request.body().length).map(Frame.Text::new);
  }

  // ---- WebSocket

  private void webSocket(HttpRequest request, EngineVersion version, Responder responder) {
    if (!isUpgrade(request)) {
      responder.respond(HeldPoll.refusal(400, EngineError.BAD_REQUEST));
      return;
    }
    Optional<HttpAnswer> refusal = WebSocketHandshake.refusalOf(request);
    if (refusal.isPresent()) {
      responder.respond(refusal.get());
      return;
    }
    boolean upgrade = request.head().query().containsKey("sid");
    EngineConnection connection =
        upgrade ? session(request.head(), version, responder) : admit(request, version, responder);
    if (connection == null) {
      return;
    }
    WebSocketHandshake handshake = new WebSocketHandshake(server, request, responder.channel());
    WebSocketChannel channel = handshake.accept(connection);
    if (upgrade) {
      connection.probe(channel);
    } else {
      connection.opened(channel);
      connection.with((session, _) -> session.openWebSocket(channel));
      connection.begin();
    }
    handshake.complete();
  }

  private static boolean isUpgrade(HttpRequest request) {
    return request
        .headers()
        .containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true);
  }
}

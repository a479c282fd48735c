package io.chatsignal.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/** The opening handshake of RFC 6455 section 4.2, and the change of the channel's handlers. */
final class WebSocketHandshake {
  private static final String MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  private static final int KEY_BYTES = 16;

  private final EngineServer server;
  private final HttpRequest request;
  private final Channel channel;

  WebSocketHandshake(EngineServer server, HttpRequest request, Channel channel) {
    this.server = server;
    this.request = request;
    this.channel = channel;
  }

  /** Why the request is no handshake that we can accept, if it isn't. */
  static Optional<HttpAnswer> refusalOf(HttpRequest request) {
    if (!request.header("Sec-WebSocket-Version").equals("13")) {
      return Optional.of(new HttpAnswer(426, Map.of("Sec-WebSocket-Version", "13"), new byte[0]));
    }
    boolean connectionUpgrade =
        request.headers().containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true);
    if (!request.method().equals("GET") || !connectionUpgrade || !hasKey(request)) {
      return Optional.of(HttpAnswer.of(400, "text/plain", "This is no WebSocket handshake.\n"));
    }
    return Optional.empty();
  }

  private static boolean hasKey(HttpRequest request) {
    try {
      String key = request.header("Sec-WebSocket-Key").strip();
      return Base64.getDecoder().decode(key).length == KEY_BYTES;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** Answers 101. What is written to the result follows it. */
  WebSocketChannel accept(EngineConnection connection) {
    Optional<String> extension = agreedExtension();
    channel.write(response(extension));
    Deflate deflate = extension.isPresent() ? server.deflate(channel.eventLoop()) : null;
    WebSocketChannel webSocket =
        new WebSocketChannel(
            channel, connection, deflate, server.limits().messageTimeout().toNanos());
    channel.pipeline().addLast(webSocket);
    // The encoder would take frames for HTTP; the decoder stays until all is in place, because what
    // it has read ahead goes to the next handler when it leaves.
    channel.pipeline().remove(HttpShell.class);
    channel.pipeline().remove(HttpResponseEncoder.class);
    return webSocket;
  }

  /** Lets in what the client sent right behind its handshake. */
  void complete() {
    ChannelPipeline pipeline = channel.pipeline();
    if (pipeline.get(HttpDecoder.class) != null) {
      pipeline.remove(HttpDecoder.class);
    }
    channel.flush();
  }

  private Optional<String> agreedExtension() {
    return server.offersCompression()
        ? Deflate.answer(String.join(",", request.headers().getAll("Sec-WebSocket-Extensions")))
        : Optional.empty();
  }

  private FullHttpResponse response(Optional<String> extension) {
    FullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            HttpResponseStatus.SWITCHING_PROTOCOLS,
            channel.alloc().buffer(0));
    response
        .headers()
        .set(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET)
        .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE)
        .set("Sec-WebSocket-Accept", acceptOf(request.header("Sec-WebSocket-Key").strip()));
    extension.ifPresent(answer -> response.headers().set("Sec-WebSocket-Extensions", answer));
    return response;
  }

  private static String acceptOf(String key) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-1")
              .digest((key + MAGIC).getBytes(StandardCharsets.US_ASCII));
      return Base64.getEncoder().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-1", e);
    }
  }
}

package io.chatsignal.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * HTTP/1.1 on one connection: gathers requests within their limits and deadlines, hands them on one
 * at a time and writes their answers in order. A request that can't be served ends the connection,
 * once those before it are answered. Owned by the channel's loop.
 */
final class HttpShell extends ChannelInboundHandlerAdapter {
  /** Requests that a client may send ahead of the answers. */
  static final int MAX_PIPELINED = 8;

  /** How long a client may take to read the last answer and to close. */
  private static final Duration LINGER = Duration.ofSeconds(5);

  private final EngineServer server;
  private final HttpDecoder decoder;
  private final Deadlines deadlines = new Deadlines();
  private final Deque<HttpRequest> waiting = new ArrayDeque<>(1);
  private @Nullable ChannelHandlerContext context;
  private @Nullable Incoming incoming;
  private @Nullable Responder current;
  private boolean serving;

  /** What ends the connection, in its turn; nothing that comes behind it is read. */
  private @Nullable HttpResponseStatus refusal;

  /** The last answer has been written. */
  private boolean lingering;

  /** A request whose body is still coming. */
  private record Incoming(RequestHead head, BodyLimit limit, ByteArrayOutputStream body) {}

  /** Ends a connection whose request, or next request, does not come. */
  private final class Deadlines extends Sweeper.Entry {
    /** For the request that has begun, or for the client's goodbye; 0 for none. */
    long requestNanos;

    /** For the next request to begin, or for the last answer to be taken; 0 for none. */
    long idleNanos;

    @Override
    void tick(long nowNanos) {
      if (requestNanos != 0 && nowNanos - requestNanos >= 0) {
        onLateRequest();
      } else if (idleNanos != 0 && current == null && nowNanos - idleNanos >= 0) {
        end();
      }
    }
  }

  HttpShell(EngineServer server, HttpDecoder decoder) {
    this.server = server;
    this.decoder = decoder;
  }

  // ---- life

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
    deadlines.requestNanos = after(server.limits().requestTimeout());
    server.strangers(ctx.channel().eventLoop()).add(deadlines);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    deadlines.leave();
    abandonIncoming();
    waiting.clear();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    waiting.clear();
    Responder abandoned = current;
    if (abandoned != null) {
      abandoned.abandon();
    }
    ctx.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof DecoderException && !(cause.getCause() instanceof SSLException)) {
      refuse(ctx, HttpResponseStatus.BAD_REQUEST);
      return;
    }
    if (!(cause instanceof IOException || cause instanceof DecoderException)) {
      EngineServer.LOG.error("an HTTP connection failed and was closed", cause);
    }
    ctx.close();
  }

  private static long after(Duration time) {
    return System.nanoTime() + time.toNanos();
  }

  private void onLateRequest() {
    deadlines.requestNanos = 0;
    if (context != null && decoder.isInsideRequest() && !lingering) {
      refuse(context, HttpResponseStatus.REQUEST_TIMEOUT);
    } else {
      end();
    }
  }

  private void end() {
    if (context != null) {
      context.close();
    }
  }

  private void abandonIncoming() {
    if (incoming != null) {
      incoming.limit().abandon();
      incoming = null;
    }
  }

  // ---- in

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object msg) {
    try {
      if (msg instanceof io.netty.handler.codec.http.HttpRequest head && isReading()) {
        begin(ctx, head);
      }
      if (msg instanceof HttpContent content && isReading()) {
        gather(ctx, content);
      }
    } finally {
      ReferenceCountUtil.release(msg);
    }
  }

  /** A request's time runs from its first byte, whatever of it the decoder has handed on. */
  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (deadlines.requestNanos == 0 && decoder.isInsideRequest() && isReading()) {
      deadlines.requestNanos = after(server.limits().requestTimeout());
    }
  }

  private boolean isReading() {
    return refusal == null && !lingering;
  }

  private void begin(ChannelHandlerContext ctx, io.netty.handler.codec.http.HttpRequest request) {
    if (waiting.size() >= MAX_PIPELINED) {
      refuse(ctx, HttpResponseStatus.TOO_MANY_REQUESTS);
      return;
    }
    RequestHead head;
    try {
      head = server.heads().read(ctx.channel(), request);
    } catch (RefusedRequest e) {
      refuse(ctx, e.status());
      return;
    }
    BodyLimit limit = server.bodyLimit(head);
    incoming = new Incoming(head, limit, new ByteArrayOutputStream(0));
    if (HttpUtil.getContentLength(request, 0L) > limit.maxBytes()) {
      limit.exceed();
      refuse(ctx, HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE);
    } else if (HttpUtil.is100ContinueExpected(request) && current == null && waiting.isEmpty()) {
      ctx.writeAndFlush(
          new DefaultFullHttpResponse(
              HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER));
    }
  }

  private void gather(ChannelHandlerContext ctx, HttpContent content) {
    Incoming request = incoming;
    if (request == null) {
      return;
    }
    if (content.decoderResult().isFailure()) {
      refuse(ctx, HttpResponseStatus.BAD_REQUEST);
      return;
    }
    ByteBuf bytes = content.content();
    if (request.body().size() + bytes.readableBytes() > request.limit().maxBytes()) {
      request.limit().exceed();
      refuse(ctx, HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE);
      return;
    }
    try {
      bytes.readBytes(request.body(), bytes.readableBytes());
    } catch (IOException e) {
      throw new AssertionError("an array takes all bytes", e);
    }
    if (content instanceof LastHttpContent) {
      incoming = null;
      deadlines.requestNanos = 0;
      request.limit().complete();
      waiting.add(new HttpRequest(request.head(), request.body().toByteArray()));
      serveNext(ctx);
    }
  }

  /**
   * Ends the connection with a word, once the requests before are answered: the framing of what
   * comes next is not to be trusted.
   */
  private void refuse(ChannelHandlerContext ctx, HttpResponseStatus status) {
    if (isReading()) {
      refusal = status;
      deadlines.requestNanos = 0;
      abandonIncoming();
      serveNext(ctx);
    }
  }

  // ---- one after the other

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    serveNext(ctx);
  }

  /** A client that does not take its answers gets no more of them made. */
  private void serveNext(ChannelHandlerContext ctx) {
    if (serving) {
      return;
    }
    serving = true;
    while (current == null && !waiting.isEmpty() && ctx.channel().isWritable()) {
      serve(ctx, waiting.remove());
    }
    serving = false;
    if (current == null && waiting.isEmpty() && refusal != null && !lingering) {
      answerRefusal(ctx, refusal);
    }
  }

  private void serve(ChannelHandlerContext ctx, HttpRequest request) {
    Responder responder = new Responder(this, ctx.channel(), request.head());
    current = responder;
    try {
      server.serve(request, responder);
    } catch (RuntimeException e) {
      EngineServer.LOG.error("{} {} failed", request.method(), request.path(), e);
      responder.respond(HttpAnswer.empty(500));
    }
  }

  // ---- out

  /** Writes the answer to the current request, and goes on to the next. On the loop. */
  void write(Responder from, HttpAnswer answer) {
    ChannelHandlerContext ctx = context;
    if (from != current || ctx == null || ctx.isRemoved()) {
      return;
    }
    RequestHead request = from.head();
    HttpAnswer written = answer;
    HttpResponse head;
    try {
      head = headOf(request, answer);
    } catch (IllegalArgumentException e) {
      EngineServer.LOG.error("the answer to {} can't be written", request.path(), e);
      written = HttpAnswer.empty(500);
      head = headOf(request, written);
    }
    current = null;
    boolean silent = isBodiless(written) || request.method().equals("HEAD");
    ctx.write(head);
    LastHttpContent body =
        silent
            ? LastHttpContent.EMPTY_LAST_CONTENT
            : new DefaultLastHttpContent(Unpooled.wrappedBuffer(written.body()));
    if (request.keepAlive()) {
      ctx.writeAndFlush(body);
      deadlines.idleNanos = after(server.limits().idleTimeout());
      serveNext(ctx);
    } else {
      writeLast(ctx, body);
    }
  }

  private HttpResponse headOf(RequestHead request, HttpAnswer answer) {
    HttpResponse head =
        new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(answer.status()));
    answer.headers().forEach(head.headers()::set);
    server.origins().decorate(request, head.headers());
    if (!isBodiless(answer)) {
      head.headers().set(HttpHeaderNames.CONTENT_LENGTH, answer.body().length);
    }
    head.headers()
        .set(
            HttpHeaderNames.CONNECTION,
            request.keepAlive() ? HttpHeaderValues.KEEP_ALIVE : HttpHeaderValues.CLOSE);
    return head;
  }

  private static boolean isBodiless(HttpAnswer answer) {
    return answer.status() == 204 || answer.status() == 304;
  }

  private void answerRefusal(ChannelHandlerContext ctx, HttpResponseStatus status) {
    HttpAnswer answer = server.refusal(status.code());
    HttpResponse head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, status);
    answer.headers().forEach(head.headers()::set);
    head.headers().set(HttpHeaderNames.CONTENT_LENGTH, answer.body().length);
    head.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    ctx.write(head);
    writeLast(ctx, new DefaultLastHttpContent(Unpooled.wrappedBuffer(answer.body())));
  }

  /**
   * Writes the end of the last answer, and leaves it to the client to close, for a while: a close
   * with unread input resets the connection, and the client might never see the answer.
   */
  private void writeLast(ChannelHandlerContext ctx, LastHttpContent body) {
    lingering = true;
    abandonIncoming();
    waiting.clear();
    deadlines.requestNanos = after(LINGER);
    ctx.writeAndFlush(body).addListener(_ -> endOutput(ctx));
  }

  private static void endOutput(ChannelHandlerContext ctx) {
    SslHandler tls = ctx.pipeline().get(SslHandler.class);
    if (tls != null) {
      tls.closeOutbound();
    } else if (ctx.channel() instanceof DuplexChannel channel) {
      channel.shutdownOutput();
    }
  }
}

package io.chatsignal.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.util.ReferenceCountUtil;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * HTTP/1.1 on one connection: gathers requests within their limits and deadlines, hands them on one
 * at a time and writes their answers in order. Owned by the channel's loop.
 */
final class HttpShell extends ChannelInboundHandlerAdapter {
  /** Requests that a client may send ahead of the answers. */
  private static final int MAX_PIPELINED = 8;

  private static final int LINGER_SECONDS = 1;

  private final EngineServer server;
  private final Deadline deadline = new Deadline();
  private final Deque<HttpRequest> waiting = new ArrayDeque<>(1);
  private @Nullable ChannelHandlerContext context;
  private @Nullable Incoming incoming;
  private @Nullable Responder current;
  private boolean closing;

  /** A request whose body is still coming. */
  private record Incoming(RequestHead head, BodyLimit limit, ByteArrayOutputStream body) {}

  /** Ends a connection whose request, or next request, does not come. */
  private final class Deadline extends Sweeper.Entry {
    long nanos;

    @Override
    void tick(long nowNanos) {
      if (current == null && nowNanos - nanos >= 0) {
        expire();
      }
    }
  }

  HttpShell(EngineServer server) {
    this.server = server;
  }

  // ---- life

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
    await(server.limits().requestTimeout());
    server.sweeper(ctx.channel().eventLoop()).add(deadline);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    server.sweeper(ctx.channel().eventLoop()).remove(deadline);
    if (incoming != null) {
      incoming.limit().abandon();
    }
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
    if (cause instanceof IOException) {
      ctx.close();
    } else {
      refuse(ctx, HttpResponseStatus.BAD_REQUEST);
    }
  }

  private void await(Duration time) {
    deadline.nanos = System.nanoTime() + time.toNanos();
  }

  private void expire() {
    if (context != null) {
      if (incoming == null && waiting.isEmpty()) {
        context.close();
      } else {
        refuse(context, HttpResponseStatus.REQUEST_TIMEOUT);
      }
    }
  }

  // ---- in

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object msg) {
    try {
      if (closing) {
        return;
      }
      if (msg instanceof io.netty.handler.codec.http.HttpRequest head) {
        begin(ctx, head);
      }
      if (!closing && msg instanceof HttpContent content) {
        gather(ctx, content);
      }
    } finally {
      ReferenceCountUtil.release(msg);
    }
  }

  private void begin(ChannelHandlerContext ctx, io.netty.handler.codec.http.HttpRequest request) {
    if (request.decoderResult().isFailure()) {
      refuse(ctx, refusalOf(request.decoderResult()));
      return;
    }
    if (waiting.size() >= MAX_PIPELINED) {
      refuse(ctx, HttpResponseStatus.TOO_MANY_REQUESTS);
      return;
    }
    RequestHead head;
    try {
      head = server.addresses().head(ctx.channel(), request);
    } catch (IllegalArgumentException e) {
      refuse(ctx, HttpResponseStatus.BAD_REQUEST);
      return;
    }
    BodyLimit limit = server.bodyLimit(head);
    if (HttpUtil.getContentLength(request, 0L) > limit.maxBytes()) {
      limit.exceed();
      refuse(ctx, HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE);
      return;
    }
    if (HttpUtil.is100ContinueExpected(request)) {
      ctx.writeAndFlush(new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE));
    }
    incoming = new Incoming(head, limit, new ByteArrayOutputStream(0));
    await(server.limits().requestTimeout());
  }

  private static HttpResponseStatus refusalOf(DecoderResult result) {
    return switch (result.cause()) {
      case TooLongHttpLineException _ -> HttpResponseStatus.REQUEST_URI_TOO_LONG;
      case TooLongHttpHeaderException _ -> HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE;
      case null, default -> HttpResponseStatus.BAD_REQUEST;
    };
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
      incoming = null;
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
      request.limit().complete();
      waiting.add(new HttpRequest(request.head(), request.body().toByteArray()));
      serveNext(ctx);
    }
  }

  private void serveNext(ChannelHandlerContext ctx) {
    while (current == null && !closing) {
      HttpRequest request = waiting.poll();
      if (request == null) {
        return;
      }
      Responder responder = new Responder(this, ctx.channel(), request.head());
      current = responder;
      try {
        server.serve(request, responder);
      } catch (RuntimeException e) {
        EngineServer.LOG.error("{} {} failed", request.method(), request.path(), e);
        responder.respond(HttpAnswer.empty(500));
      }
    }
  }

  // ---- out

  /** Writes the answer to the current request, and goes on to the next. On the loop. */
  void write(Responder from, HttpAnswer answer) {
    ChannelHandlerContext ctx = context;
    if (from != current || ctx == null || ctx.isRemoved()) {
      return;
    }
    current = null;
    RequestHead request = from.head();
    DefaultHttpResponse response =
        new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(answer.status()));
    answer.headers().forEach(response.headers()::set);
    server.origins().decorate(request, response.headers());
    boolean bodiless = answer.status() == 204 || answer.status() == 304;
    if (!bodiless) {
      response.headers().set(HttpHeaderNames.CONTENT_LENGTH, answer.body().length);
    }
    boolean keepAlive = request.keepAlive() && !closing;
    response
        .headers()
        .set(
            HttpHeaderNames.CONNECTION,
            keepAlive ? HttpHeaderValues.KEEP_ALIVE : HttpHeaderValues.CLOSE);
    ctx.write(response);
    boolean silent = bodiless || request.method().equals("HEAD");
    LastHttpContent body =
        silent
            ? LastHttpContent.EMPTY_LAST_CONTENT
            : new DefaultLastHttpContent(Unpooled.wrappedBuffer(answer.body()));
    if (keepAlive) {
      ctx.writeAndFlush(body);
      await(server.limits().idleTimeout());
      serveNext(ctx);
    } else {
      closing = true;
      ctx.writeAndFlush(body).addListener(ChannelFutureListener.CLOSE);
    }
  }

  /**
   * Refuses what is no request of ours, and ends the connection: its framing is not to be trusted.
   */
  private void refuse(ChannelHandlerContext ctx, HttpResponseStatus status) {
    if (closing) {
      return;
    }
    closing = true;
    if (incoming != null) {
      incoming.limit().abandon();
      incoming = null;
    }
    HttpAnswer answer = server.refusal(status.code());
    DefaultHttpResponse response = new DefaultHttpResponse(HttpVersion.HTTP_1_1, status);
    answer.headers().forEach(response.headers()::set);
    response.headers().set(HttpHeaderNames.CONTENT_LENGTH, answer.body().length);
    response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    ctx.write(response);
    ctx.writeAndFlush(new DefaultLastHttpContent(Unpooled.wrappedBuffer(answer.body())));
    // A close with unread input resets the connection, and the client would not see the answer.
    ctx.executor().schedule(() -> ctx.close(), LINGER_SECONDS, TimeUnit.SECONDS);
  }
}

package io.chatsignal.transport;

import io.chatsignal.engineio.CloseReason;
import io.chatsignal.engineio.Frame;
import io.chatsignal.engineio.WebSocketLink;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslHandler;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A WebSocket between the network and an engine session. The only handler of its channel (but for
 * TLS): frames are read and written here, each message in one buffer. Owned by the channel's loop,
 * which is the session's too from the moment when the session knows of it.
 */
final class WebSocketChannel extends ChannelInboundHandlerAdapter
    implements WebSocketLink, WebSocketDecoder.Sink {
  /** How long a peer may take to answer our Close frame. */
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(3);

  /** Output that is not worth waiting for the end of the batch with. */
  private static final long FLUSH_EARLY_BYTES = 64 << 10;

  private final Channel channel;
  private final EngineConnection connection;
  private final @Nullable Deflate deflate;
  private final long messageTimeoutNanos;
  private final WebSocketDecoder decoder;
  private boolean dirty;
  private boolean closeSent;

  /** Why we asked the peer to close, if we did before it closed by itself. */
  private @Nullable CloseReason asked;

  private boolean ended;

  /** What the peer did wrong at the level of WebSocket; 0 for nothing. */
  private int failureCode;

  /** The message that the deadline is for. */
  private long watchedMessage;

  private long messageDeadlineNanos;

  /** From our Close frame on. */
  private @Nullable Farewell farewell;

  /** Ends a connection whose peer leaves our Close frame unanswered, or doesn't even take it. */
  private final class Farewell extends Sweeper.Entry {
    private final long deadlineNanos = System.nanoTime() + CLOSE_TIMEOUT.toNanos();

    @Override
    void tick(long nowNanos) {
      if (nowNanos - deadlineNanos >= 0) {
        channel.close();
      }
    }
  }

  WebSocketChannel(
      Channel channel,
      EngineConnection connection,
      @Nullable Deflate deflate,
      long messageTimeoutNanos) {
    this.channel = channel;
    this.connection = connection;
    this.deflate = deflate;
    this.messageTimeoutNanos = messageTimeoutNanos;
    this.decoder = new WebSocketDecoder(this, deflate);
  }

  EventLoop loop() {
    return channel.eventLoop();
  }

  // ---- in

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object msg) {
    ByteBuf bytes = (ByteBuf) msg;
    try {
      if (!ended) {
        connection.counters().bytesIn(bytes.readableBytes());
        decoder.read(bytes);
        watchMessage();
      }
    } catch (WebSocketException e) {
      fail(e);
    } finally {
      bytes.release();
    }
  }

  /** A message's time runs from its first byte, however many more drip in. */
  private void watchMessage() {
    if (!decoder.isInsideMessage()) {
      messageDeadlineNanos = 0;
    } else if (decoder.begun() != watchedMessage) {
      watchedMessage = decoder.begun();
      messageDeadlineNanos = System.nanoTime() + messageTimeoutNanos;
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (connection.isHere()) {
      connection.flush();
    }
    flush();
  }

  @Override
  public void onMessage(Frame message) {
    if (!ended) {
      connection.receive(this, message);
    }
  }

  @Override
  public void onPing(byte[] data) {
    if (!ended) {
      write(Frames.control(channel.alloc(), Frames.PONG, data));
    }
  }

  @Override
  public void onClose(int code) {
    if (!ended) {
      sendClose(code == 1005 ? 1000 : code, "");
      if (asked != null) {
        end(asked);
      } else {
        // A page that is closed or left says 1001; everything else may be on its way back.
        end(code == 1001 ? CloseReason.CLIENT_GOODBYE : CloseReason.CLIENT_CLOSED);
      }
      finish();
    }
  }

  @Override
  public int maxMessageBytes() {
    return connection.maxMessageBytes();
  }

  private void fail(WebSocketException e) {
    CloseReason reason =
        e.code() == WebSocketException.TOO_LARGE
            ? CloseReason.TOO_LARGE
            : CloseReason.PROTOCOL_ERROR;
    String detail = String.valueOf(e.getMessage());
    ended = true;
    decoder.release();
    failureCode = e.code();
    connection.with((session, now) -> session.linkFailed(this, reason, detail, now));
    sendClose(e.code(), detail);
    shutDownOutput();
  }

  /**
   * RFC 6455 section 7.1.7: a failed connection is dropped behind our Close frame, but gently: a
   * full close with input unread would reset it, and the peer would lose that frame. TLS knows no
   * half-closed connection; there the peer has until the timeout.
   */
  private void shutDownOutput() {
    if (channel instanceof DuplexChannel duplex
        && channel.pipeline().get(SslHandler.class) == null) {
      duplex.writeAndFlush(channel.alloc().buffer(0)).addListener(_ -> duplex.shutdownOutput());
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    end(CloseReason.TRANSPORT_CLOSED);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    // A reset connection or broken TLS record; anything of ours is caught where it happens.
    end(
        cause instanceof DecoderException
            ? CloseReason.PROTOCOL_ERROR
            : CloseReason.TRANSPORT_ERROR);
    channel.close();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    decoder.release();
    if (farewell != null) {
      farewell.leave();
    }
  }

  /** Nothing more comes from the peer. */
  private void end(CloseReason reason) {
    if (!ended) {
      ended = true;
      decoder.release();
      connection.with((session, now) -> session.linkClosed(this, reason, now));
    }
  }

  /** Whether {@link #tick} has something to wait for. */
  boolean hasDeadline() {
    return messageDeadlineNanos != 0;
  }

  void tick(long nowNanos) {
    if (hasDeadline() && nowNanos - messageDeadlineNanos >= 0 && !ended) {
      sendClose(1008, "message took too long");
      end(CloseReason.TOO_SLOW);
    }
  }

  // ---- out

  @Override
  public void send(Frame message) {
    write(Frames.message(channel.alloc(), message, deflate));
    if (unsentBytes() > FLUSH_EARLY_BYTES) {
      flush();
    }
  }

  private void write(ByteBuf frame) {
    if (closeSent) {
      frame.release();
      return;
    }
    dirty = true;
    connection.counters().bytesOut(frame.readableBytes());
    channel.write(frame, channel.voidPromise());
  }

  void flush() {
    if (dirty) {
      dirty = false;
      channel.flush();
    }
  }

  @Override
  public long unsentBytes() {
    ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
    return buffer == null ? 0 : buffer.totalPendingWriteBytes();
  }

  /** The one call that may come from another loop: a probe that was turned down. */
  @Override
  public void close(CloseReason reason) {
    if (!loop().inEventLoop()) {
      loop().execute(() -> close(reason));
    } else if (reason == CloseReason.TOO_SLOW) {
      // It would wait behind everything that the peer does not take.
      ended = true;
      channel.close();
    } else {
      asked = reason;
      sendClose(failureCode != 0 ? failureCode : closeCode(reason), closeWords(reason));
    }
  }

  /**
   * RFC 6455 section 7.1.1: the Close frame first, and the connection once the peer answered it.
   */
  private void sendClose(int code, String reason) {
    if (closeSent) {
      return;
    }
    byte[] words = reason.getBytes(StandardCharsets.UTF_8);
    byte[] data = new byte[2 + words.length];
    data[0] = (byte) (code >> 8);
    data[1] = (byte) code;
    System.arraycopy(words, 0, data, 2, words.length);
    write(Frames.control(channel.alloc(), Frames.CLOSE, data));
    closeSent = true;
    flush();
    if (channel.isOpen()) {
      farewell = new Farewell();
      connection.sweeper(loop()).add(farewell);
    }
  }

  /** Both Close frames were exchanged: the server ends the connection. */
  private void finish() {
    channel.writeAndFlush(channel.alloc().buffer(0)).addListener(ChannelFutureListener.CLOSE);
  }

  private static int closeCode(CloseReason reason) {
    return switch (reason) {
      case CLIENT_GOODBYE, CLIENT_CLOSED, SERVER_GOODBYE, TRANSPORT_CLOSED, TRANSPORT_ERROR -> 1000;
      case PROTOCOL_ERROR -> 1002;
      case TOO_LARGE -> 1009;
      case PING_TIMEOUT, TOO_SLOW, CONNECT_TIMEOUT, UPGRADE_TIMEOUT, AUTH_TIMEOUT, REPLACED -> 1008;
      case SHUTDOWN -> 1012;
      case INTERNAL_ERROR -> 1011;
    };
  }

  private static String closeWords(CloseReason reason) {
    return switch (reason) {
      case CLIENT_GOODBYE, CLIENT_CLOSED, SERVER_GOODBYE, TRANSPORT_CLOSED, TRANSPORT_ERROR -> "";
      case PROTOCOL_ERROR -> "malformed packet";
      case TOO_LARGE -> "message too large";
      case PING_TIMEOUT -> "ping timeout";
      case TOO_SLOW -> "too slow";
      case CONNECT_TIMEOUT -> "no CONNECT in time";
      case UPGRADE_TIMEOUT -> "no upgrade in time";
      case AUTH_TIMEOUT -> "no authentication in time";
      case REPLACED -> "replaced by a newer connection";
      case SHUTDOWN -> "server is going away";
      case INTERNAL_ERROR -> "internal error";
    };
  }
}

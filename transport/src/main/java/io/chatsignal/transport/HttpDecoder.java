package io.chatsignal.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.List;

/** Netty's decoder at its strictest, behind {@link HeadGrammar}, which is stricter. */
final class HttpDecoder extends HttpRequestDecoder {
  static final int MAX_LINE_BYTES = 4096;
  static final int MAX_HEADER_BYTES = 8192;

  private final HeadGrammar grammar = new HeadGrammar();

  /** How far the grammar has read ahead of Netty's decoder, which takes whole lines only. */
  private int ahead;

  HttpDecoder() {
    super(
        new HttpDecoderConfig()
            .setMaxInitialLineLength(MAX_LINE_BYTES)
            .setMaxHeaderSize(MAX_HEADER_BYTES)
            .setAllowDuplicateContentLengths(false)
            .setStrictLineParsing(true)
            .setUseRfc9112TransferEncoding(true));
  }

  /** Whether a request has begun that is not complete. */
  boolean isInsideRequest() {
    return grammar.hasBegun();
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
    int start = in.readerIndex();
    int checked;
    try {
      checked = grammar.read(in, start + ahead, in.writerIndex());
    } catch (IllegalArgumentException e) {
      in.skipBytes(in.readableBytes());
      throw e;
    }
    super.decode(ctx, in, out);
    ahead = Math.max(0, checked - in.readerIndex());
    if (!out.isEmpty() && out.getLast() instanceof LastHttpContent) {
      grammar.restart();
      ahead = 0;
    }
  }

  /** RFC 9112 section 6.3: a request with both lengths is an attack or a defect. */
  @Override
  protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
    throw new IllegalArgumentException(
        "both " + HttpHeaderNames.TRANSFER_ENCODING + " and " + HttpHeaderNames.CONTENT_LENGTH);
  }
}

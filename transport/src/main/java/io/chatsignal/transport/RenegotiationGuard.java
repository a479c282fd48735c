package io.chatsignal.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Ends a connection of TLS 1.2 whose client wants to renegotiate: each time costs the server much
 * more than the client, and the JDK's own switch for it is one for the whole process. Stands before
 * the TLS handler and reads the heads of the records, which are never encrypted (RFC 5246 section
 * 6.2.1).
 */
final class RenegotiationGuard extends ChannelInboundHandlerAdapter {
  private static final int CHANGE_CIPHER_SPEC = 20;
  private static final int HANDSHAKE = 22;
  private static final int HEAD_BYTES = 5;

  private int headBytes;
  private int length;

  /**
   * Behind its ChangeCipherSpec a client owes its Finished, and nothing else of a handshake. In TLS
   * 1.3 that is application data to look at, and at most a second hello comes there.
   */
  private int handshakesLeft = Integer.MAX_VALUE;

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object msg) {
    ByteBuf bytes = (ByteBuf) msg;
    if (passes(bytes)) {
      ctx.fireChannelRead(bytes);
    } else {
      bytes.release();
      ctx.close();
    }
  }

  /** Whether no renegotiation begins in these bytes, nor has begun before. */
  private boolean passes(ByteBuf bytes) {
    int at = bytes.readerIndex();
    while (at < bytes.writerIndex() && handshakesLeft >= 0) {
      if (headBytes < HEAD_BYTES) {
        readHead(bytes.getUnsignedByte(at));
        at++;
      } else {
        int step = Math.min(length, bytes.writerIndex() - at);
        length -= step;
        at += step;
      }
      if (headBytes == HEAD_BYTES && length == 0) {
        headBytes = 0;
      }
    }
    return handshakesLeft >= 0;
  }

  private void readHead(int octet) {
    switch (headBytes++) {
      case 0 -> begin(octet);
      case 3 -> length = octet << 8;
      case 4 -> length |= octet;
      default -> {} // The version, which the TLS handler judges.
    }
  }

  private void begin(int type) {
    if (type == CHANGE_CIPHER_SPEC) {
      handshakesLeft = Math.min(handshakesLeft, 1);
    } else if (type == HANDSHAKE) {
      handshakesLeft--;
    }
  }
}

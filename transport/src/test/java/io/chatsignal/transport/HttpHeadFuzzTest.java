package io.chatsignal.transport;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.chatsignal.transport.FuzzedShell.Pieces;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * A request is refused, or it has one reading: that of the decoder, of a plain reader of lines, and
 * of either however the network cuts it up.
 */
class HttpHeadFuzzTest {
  private static final int MAX_INPUT = 4000;
  private static final String UNDECODABLE = "undecodable";
  private static final HeadReader HEADS =
      new HeadReader(new Addresses(Set.of("10.0.0.0/8", "fd00::/8")));

  @FuzzTest
  void requests(byte[] input) {
    if (input.length > MAX_INPUT) {
      return;
    }
    String whole = decode(input, Pieces.whole());
    String pieces = decode(input, Pieces.of(input));
    if (!whole.equals(pieces)) {
      throw new AssertionError("in one piece: " + whole + "\nin pieces: " + pieces);
    }
    if (whole.startsWith("request ") && !whole.startsWith(plainHead(input))) {
      throw new AssertionError("another reading: " + plainHead(input) + "\nis not: " + whole);
    }
  }

  @FuzzTest
  void addresses(byte[] input) {
    String text = new String(input, StandardCharsets.ISO_8859_1);
    Addresses.normalized(text)
        .ifPresent(address -> {
          if (!Addresses.normalized(address).equals(Addresses.normalized(text))) {
            throw new AssertionError(address);
          }
          Addresses.bucketOf(address);
        });
    Deflate.answer(text)
        .ifPresent(answer -> {
          if (!answer.startsWith("permessage-deflate; ") || answer.length() > 200) {
            throw new AssertionError(answer);
          }
        });
  }

  /** All that the decoder makes of the input, as text. */
  private static String decode(byte[] input, Pieces pieces) {
    UnpooledByteBufAllocator buffers = new UnpooledByteBufAllocator(false, true);
    EmbeddedChannel channel = new EmbeddedChannel();
    channel.config().setAllocator(buffers);
    channel.attr(Addresses.PROXIED).set("10.0.0.1");
    channel.pipeline().addLast(new HttpDecoder());
    StringBuilder out = new StringBuilder();
    try {
      // What follows an undecodable request is not looked at.
      boolean decodable = true;
      for (int start = 0; start < input.length && decodable; ) {
        int end = Math.min(input.length, start + pieces.next());
        channel.writeInbound(channel.alloc().buffer().writeBytes(input, start, end - start));
        decodable = take(channel, out);
        start = end;
      }
    } catch (DecoderException e) {
      take(channel, out);
      out.append("refused");
    }
    channel.finishAndReleaseAll();
    long kept = buffers.metric().usedHeapMemory() + buffers.metric().usedDirectMemory();
    FuzzedShell.require(kept == 0, "buffers are given back: " + kept);
    return out.toString();
  }

  /** Whether all of it could be decoded. */
  private static boolean take(EmbeddedChannel channel, StringBuilder out) {
    boolean decodable = true;
    for (Object part = channel.readInbound(); part != null; part = channel.readInbound()) {
      if (part instanceof HttpRequest request) {
        decodable &= request.decoderResult().isSuccess();
        show(channel, request, out);
      }
      if (part instanceof HttpContent content) {
        out.append(content.content().toString(StandardCharsets.ISO_8859_1));
        if (content.decoderResult().isFailure()) {
          decodable = false;
          out.append(UNDECODABLE);
        }
        if (content instanceof LastHttpContent) {
          out.append("\nend\n");
        }
      }
      ReferenceCountUtil.release(part);
    }
    return decodable;
  }

  private static void show(EmbeddedChannel channel, HttpRequest request, StringBuilder out) {
    if (request.decoderResult().isFailure()) {
      out.append(UNDECODABLE);
      return;
    }
    out.append("request ").append(request.method()).append(' ').append(request.uri());
    out.append(' ').append(request.protocolVersion()).append('\n');
    request
        .headers()
        .forEach(header ->
            out.append(header.getKey()).append(": ").append(header.getValue()).append('\n'));
    try {
      RequestHead head = HEADS.read(channel, request);
      out.append("taken from ").append(head.remoteAddress()).append('\n');
    } catch (RefusedRequest e) {
      out.append("turned down with ").append(e.status()).append('\n');
    }
  }

  /** The first head's lines, as anybody would read them. */
  private static String plainHead(byte[] input) {
    String text = new String(input, StandardCharsets.ISO_8859_1);
    while (text.startsWith("\r\n")) {
      text = text.substring(2);
    }
    String[] lines = text.substring(0, text.indexOf("\r\n\r\n")).split("\r\n", -1);
    StringBuilder out = new StringBuilder("request ").append(lines[0]).append('\n');
    for (int i = 1; i < lines.length; i++) {
      int colon = lines[i].indexOf(':');
      out.append(lines[i], 0, colon).append(": ");
      out.append(withoutBlanks(lines[i].substring(colon + 1))).append('\n');
    }
    return out.toString();
  }

  private static String withoutBlanks(String value) {
    int start = 0;
    int end = value.length();
    while (start < end && isBlank(value.charAt(start))) {
      start++;
    }
    while (start < end && isBlank(value.charAt(end - 1))) {
      end--;
    }
    return value.substring(start, end);
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t';
  }
}

package io.chatsignal.transport;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.chatsignal.engineio.Frame;
import io.chatsignal.transport.FuzzedShell.Pieces;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Frames, their text and their compression, from clients that write anything. */
class WebSocketFuzzTest {
  private static final int LIMIT = 1000;
  private static final Deflate DEFLATE = new Deflate();

  @FuzzTest
  void frames(byte[] input) {
    requireSame(input, null);
  }

  @FuzzTest
  void compressedFrames(byte[] input) {
    requireSame(input, DEFLATE);
  }

  /** A stream means the same however the network cuts it up, and leaves no buffer. */
  private static void requireSame(byte[] input, @Nullable Deflate deflate) {
    String whole = decode(input, Pieces.whole(), deflate);
    String pieces = decode(input, Pieces.of(input), deflate);
    if (!whole.equals(pieces)) {
      throw new AssertionError("in one piece: " + whole + "\nin pieces: " + pieces);
    }
  }

  private static String decode(byte[] input, Pieces pieces, @Nullable Deflate deflate) {
    UnpooledByteBufAllocator buffers = new UnpooledByteBufAllocator(false, true);
    Transcript transcript = new Transcript();
    WebSocketDecoder decoder = new WebSocketDecoder(transcript, deflate);
    try {
      for (int start = 0; start < input.length; ) {
        int end = Math.min(input.length, start + pieces.next());
        ByteBuf piece = buffers.buffer().writeBytes(input, start, end - start);
        try {
          decoder.read(piece);
        } finally {
          piece.release();
        }
        start = end;
      }
      transcript.line(decoder.isInsideMessage() ? "within " + decoder.begun() : "");
    } catch (WebSocketException e) {
      transcript.line("failed with " + e.code());
    } finally {
      decoder.release();
    }
    long kept = buffers.metric().usedHeapMemory() + buffers.metric().usedDirectMemory();
    FuzzedShell.require(kept == 0, "buffers are given back: " + kept);
    return transcript.text.toString();
  }

  private static final class Transcript implements WebSocketDecoder.Sink {
    final StringBuilder text = new StringBuilder();

    void line(String line) {
      text.append(line).append('\n');
    }

    @Override
    public void onMessage(Frame message) {
      byte[] bytes =
          switch (message) {
            case Frame.Text(String words) -> words.getBytes(StandardCharsets.UTF_8);
            case Frame.Binary(byte[] binary) -> binary;
          };
      FuzzedShell.require(bytes.length <= LIMIT, "messages have a limit: " + bytes.length);
      line(message.getClass().getSimpleName() + HexFormat.of().formatHex(bytes));
    }

    @Override
    public void onPing(byte[] data) {
      FuzzedShell.require(data.length <= 125, "pings have a limit: " + data.length);
      line("ping " + HexFormat.of().formatHex(data));
    }

    @Override
    public void onClose(int code) {
      line("close " + code);
    }

    @Override
    public int maxMessageBytes() {
      return LIMIT;
    }
  }

  /** Anything either inflates within the limit, to what comes back after a round, or it fails. */
  @FuzzTest
  void compressed(byte[] input) {
    byte[] message;
    try {
      message = DEFLATE.inflate(input, input.length, 1 << 16);
    } catch (WebSocketException refused) {
      return;
    }
    FuzzedShell.require(message.length <= 1 << 16, "messages have a limit: " + message.length);
    byte[] again = DEFLATE.deflate(message);
    try {
      byte[] same = DEFLATE.inflate(again, again.length, 1 << 16);
      FuzzedShell.require(Arrays.equals(message, same), "what we compress is the message");
    } catch (WebSocketException e) {
      throw new AssertionError("what we compress can be read", e);
    }
  }

  /** The same text is valid for the JDK's strict decoder, for ours, and in pieces. */
  @FuzzTest
  void utf8(byte[] input) {
    Optional<String> expected;
    try {
      expected =
          Optional.of(
              StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(input)).toString());
    } catch (CharacterCodingException e) {
      expected = Optional.empty();
    }
    FuzzedShell.require(Utf8.decode(input, input.length).equals(expected), "whole");
    Utf8.Validator validator = new Utf8.Validator();
    Pieces pieces = Pieces.of(input);
    boolean valid = true;
    for (int start = 0; valid && start < input.length; ) {
      int end = Math.min(input.length, start + pieces.next());
      valid = validator.accept(input, start, end);
      start = end;
    }
    FuzzedShell.require((valid && validator.isComplete()) == expected.isPresent(), "in pieces");
  }
}

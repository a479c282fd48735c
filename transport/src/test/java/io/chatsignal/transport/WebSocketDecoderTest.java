package io.chatsignal.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatsignal.engineio.Frame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The same byte streams straight into the decoder, cut into pieces of every length. */
class WebSocketDecoderTest {
  /** Longer streams are cut into octets and halves only. */
  private static final int CUT_EVERYWHERE = 400;

  /** The longest ones into halves only. */
  private static final int CUT_INTO_OCTETS = 100_000;

  static Stream<WebSocketCase> cases() {
    return WebSocketConformanceTest.cases();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void streamMeansTheSameHoweverItIsCut(WebSocketCase test) {
    byte[] stream = test.bytes();
    assertThat(decode(stream, stream.length)).as("in one piece").isEqualTo(test.answers());
    if (stream.length <= CUT_INTO_OCTETS) {
      assertThat(decode(stream, 1)).as("octet by octet").isEqualTo(test.answers());
    }
    int step = stream.length <= CUT_EVERYWHERE ? 1 : stream.length / 2;
    for (int cut = step; cut < stream.length; cut += step) {
      assertThat(decode(stream, cut)).as("pieces of %d", cut).isEqualTo(test.answers());
    }
  }

  /** What a server that sends everything back would answer to a stream in pieces. */
  private static List<String> decode(byte[] stream, int pieceBytes) {
    Answers answers = new Answers();
    WebSocketDecoder decoder = new WebSocketDecoder(answers, null);
    ByteBuf in = Unpooled.wrappedBuffer(stream).writerIndex(0);
    try {
      while (in.writerIndex() < stream.length) {
        in.writerIndex(Math.min(stream.length, in.writerIndex() + pieceBytes));
        decoder.read(in);
      }
    } catch (WebSocketException e) {
      answers.lines.add("close " + e.code());
    } finally {
      decoder.release();
      in.release();
    }
    return answers.lines;
  }

  private static final class Answers implements WebSocketDecoder.Sink {
    final List<String> lines = new ArrayList<>();

    @Override
    public void onMessage(Frame message) {
      lines.add(
          switch (message) {
            case Frame.Text(String text) -> "text " + text;
            case Frame.Binary(byte[] bytes) -> "binary " + HexFormat.of().formatHex(bytes);
          });
    }

    @Override
    public void onPing(byte[] data) {
      lines.add("pong " + HexFormat.of().formatHex(data));
    }

    @Override
    public void onClose(int code) {
      lines.add("close " + (code == 1005 ? 1000 : code));
    }

    @Override
    public int maxMessageBytes() {
      return SizeCases.LIMIT;
    }
  }

  @Test
  void textOfNothingIsAMessage() {
    byte[] stream = WebSocketCase.named("").send(0x81, "").send(1, "").send(0x80, "").bytes();
    assertThat(decode(stream, 1)).containsExactly("text ", "text ");
  }

  @Test
  void decoderCountsMessagesAndNotTheirPieces() throws WebSocketException {
    WebSocketDecoder decoder = new WebSocketDecoder(new Answers(), null);
    byte[] stream =
        WebSocketCase.named("")
            .send(WebSocketCase.TEXT, "4a")
            .send(WebSocketCase.LAST | WebSocketCase.PING, "within")
            .send(WebSocketCase.LAST | WebSocketCase.CONTINUATION, "b")
            .send(WebSocketCase.LAST | WebSocketCase.PING, "between")
            .send(WebSocketCase.LAST | WebSocketCase.TEXT, "4c")
            .bytes();
    ByteBuf whole = Unpooled.wrappedBuffer(stream);
    decoder.read(whole);
    assertThat(decoder.begun()).isEqualTo(3);
    for (byte octet : stream) {
      decoder.read(Unpooled.wrappedBuffer(new byte[] {octet}));
    }
    assertThat(decoder.begun()).isEqualTo(6);
    decoder.release();
  }

  @Test
  void decoderSaysWhetherAMessageIsOnItsWay() throws WebSocketException {
    WebSocketDecoder decoder = new WebSocketDecoder(new Answers(), null);
    byte[] stream =
        WebSocketCase.named("")
            .send(WebSocketCase.TEXT, "4a")
            .send(WebSocketCase.LAST | WebSocketCase.CONTINUATION, "b")
            .goesWell()
            .bytes();
    int message = stream.length - 8;
    for (int i = 0; i < stream.length; i++) {
      assertThat(decoder.isInsideMessage())
          .as("before octet %d", i)
          .isEqualTo(i != 0 && i != message);
      decoder.read(Unpooled.wrappedBuffer(stream, i, 1));
    }
    decoder.release();
  }
}

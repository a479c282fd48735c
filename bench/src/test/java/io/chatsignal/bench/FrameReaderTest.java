package io.chatsignal.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chatsignal.bench.FrameReader.MalformedFrameException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class FrameReaderTest {
  private final FrameReader reader = new FrameReader(100_000);

  @Test
  void aTextFrameIsFoundBetweenOthers() throws MalformedFrameException {
    byte[] bytes = HexFormat.of().parseHex("8900810548656c6c6f8900");

    assertThat(reader.read(bytes, 2, bytes.length)).isTrue();
    assertThat(reader.opcode()).isEqualTo(Frames.TEXT);
    assertThat(
            new String(
                bytes, reader.payloadFrom(), reader.payloadTo() - reader.payloadFrom(), UTF_8))
        .isEqualTo("Hello");
  }

  @Test
  void aFrameThatIsNotWholeWaitsWhereverItIsCut() throws MalformedFrameException {
    for (String head :
        new String[] {"8103616263", "817e0003616263", "817f0000000000000003616263"}) {
      byte[] bytes = HexFormat.of().parseHex(head);
      for (int end = 0; end < bytes.length; end++) {
        assertThat(reader.read(bytes, 0, end)).isFalse();
      }
      assertThat(reader.read(bytes, 0, bytes.length)).isTrue();
      assertThat(reader.payloadTo()).isEqualTo(bytes.length);
    }
  }

  @Test
  void whatNoServerSendsIsNamed() {
    assertMalformed("c100", "frame with reserved bits");
    assertMalformed("0100", "fragmented frame");
    assertMalformed("8000", "fragmented frame");
    assertMalformed("818000000000", "masked frame from the server");
    assertMalformed("817f00000000000186a1", "frame longer than 100000 bytes");
    assertMalformed("817fffffffffffffffff", "frame longer than 100000 bytes");
  }

  private void assertMalformed(String hex, String message) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    assertThatThrownBy(() -> reader.read(bytes, 0, bytes.length))
        .isInstanceOf(MalformedFrameException.class)
        .hasMessage(message);
  }
}

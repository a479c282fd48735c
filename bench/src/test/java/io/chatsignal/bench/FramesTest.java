package io.chatsignal.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class FramesTest {
  @Test
  void helloIsMaskedAsInTheRfc() {
    byte[] frame = Frames.masked(Frames.TEXT, "Hello".getBytes(UTF_8), 0x37FA213D);

    assertThat(HexFormat.of().formatHex(frame)).isEqualTo("818537fa213d7f9f4d5158");
  }

  @Test
  void theLengthTakesTheShortestForm() {
    assertThat(head(125)).isEqualTo("81fd");
    assertThat(head(126)).isEqualTo("81fe007e");
    assertThat(head(65_535)).isEqualTo("81feffff");
    assertThat(head(65_536)).isEqualTo("81ff0000000000010000");
  }

  private static String head(int length) {
    byte[] frame = Frames.masked(Frames.TEXT, new byte[length], 0x01020304);
    assertThat(frame).hasSize(Frames.headerLength(length) + length);
    return HexFormat.of().formatHex(frame, 0, Frames.headerLength(length) - 4);
  }

  @Test
  void everyBytePositionGetsItsByteOfTheMask() {
    byte[] frame = Frames.masked(Frames.TEXT, new byte[19], 0xA1B2C3D4);

    assertThat(HexFormat.of().formatHex(frame, 6, 25))
        .isEqualTo("a1b2c3d4a1b2c3d4a1b2c3d4a1b2c3d4a1b2c3");
  }
}

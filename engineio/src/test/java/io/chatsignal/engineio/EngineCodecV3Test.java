package io.chatsignal.engineio;

import static io.chatsignal.engineio.Wire.binary;
import static io.chatsignal.engineio.Wire.bytes;
import static io.chatsignal.engineio.Wire.message;
import static io.chatsignal.engineio.Wire.show;
import static io.chatsignal.engineio.Wire.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EngineCodecV3Test {
  private static final EngineCodec CODEC = EngineVersion.V3.codec();

  @ParameterizedTest
  @CsvSource(
      delimiter = '>',
      textBlock =
          """
          0{"sid":"x"} > open {"sid":"x"}
          1            > close
          2            > 'ping '
          2probe       > ping probe
          3probe       > pong probe
          4hello       > message hello
          4€ and 😀    > message € and 😀
          5            > upgrade
          6            > noop
          b4AQIDBA==   > message [01 02 03 04]
          b4           > message []
          """)
  void packetIsATypeAndItsData(String wire, String packet) throws Exception {
    assertThat(show(CODEC.decode(text(wire)))).isEqualTo(packet);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"0{}", "1", "2", "2probe", "3", "3probe", "4", "4hello", "4€😀", "5", "6"})
  void whatIsDecodedEncodesToTheSameText(String wire) throws Exception {
    assertThat(show(CODEC.encode(CODEC.decode(text(wire))))).isEqualTo("text " + wire);
  }

  @Test
  void binaryMessagesBeginWithTheirType() throws Exception {
    assertThat(show(CODEC.decode(binary("04 00 01 02 03 04 05"))))
        .isEqualTo("message [00 01 02 03 04 05]");
    assertThat(show(CODEC.decode(binary("04")))).isEqualTo("message []");
    assertThat(show(CODEC.encode(message(bytes("00 ff"))))).isEqualTo("binary 04 00 ff");
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          '',     empty packet
          7,      unknown packet type
          hello,  unknown packet type
          ٤hello, unknown packet type
          b,      only messages can be binary
          b2AQI=, only messages can be binary
          bAQIDB, only messages can be binary
          b4A,    invalid base64
          b4AQI*, invalid base64
          """)
  void textThatIsNoPacketIsMalformed(String wire, String error) {
    assertThatThrownBy(() -> CODEC.decode(text(wire)))
        .isExactlyInstanceOf(MalformedPacketException.class)
        .hasMessage(error);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "00", "02 01", "34 68", "ff"})
  void bytesThatAreNoMessageAreMalformed(String wire) {
    assertThatThrownBy(() -> CODEC.decode(binary(wire)))
        .isExactlyInstanceOf(MalformedPacketException.class)
        .hasMessage("only messages can be binary");
  }
}

package io.chatsignal.engineio;

import static io.chatsignal.engineio.Wire.binary;
import static io.chatsignal.engineio.Wire.bytes;
import static io.chatsignal.engineio.Wire.message;
import static io.chatsignal.engineio.Wire.show;
import static io.chatsignal.engineio.Wire.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chatsignal.engineio.EngineCodec.BinarySupport;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Payloads of version 3, in its two encodings. */
class PayloadV3Test {
  private static final EngineCodec CODEC = EngineVersion.V3.codec();

  @ParameterizedTest
  @CsvSource(
      delimiter = '>',
      textBlock =
          """
          6:4hello            > message hello
          6:4hello6:4world    > message hello, message world
          1:21:36:4hello      > ping , pong , message hello
          5:41:4a             > message 1:4a
          6:4hello2:4€        > message hello, message €
          2:4€10:b4AQIDBA==   > message €, message [01 02 03 04]
          2:b4                > message []
          """)
  void textPayloadIsAChainOfLengthAndPacket(String wire, String packets) throws Exception {
    assertThat(String.join(", ", show(CODEC.decodePayload(text(wire), 4)))).isEqualTo(packets);
    assertThat(show(CODEC.encodePayload(CODEC.decodePayload(text(wire), 4), BinarySupport.BASE64)))
        .as("and back")
        .isEqualTo("text " + wire);
  }

  /**
   * Stock 2.x clients take {@code String.length}, and so a character beyond U+FFFF counts twice.
   */
  @Test
  void textLengthsCountUtf16CodeUnits() throws Exception {
    assertThat(show(CODEC.decodePayload(text("3:4😀2:4a"), 4)))
        .containsExactly("message 😀", "message a");
    assertThat(show(CODEC.encodePayload(List.of(message("😀"), message("a")), BinarySupport.BYTES)))
        .isEqualTo("text 3:4😀2:4a");
    assertThatThrownBy(() -> CODEC.decodePayload(text("5:4😀"), 4))
        .as("counted in bytes")
        .hasMessage("invalid packet length");
    assertThatThrownBy(() -> CODEC.decodePayload(text("2:4😀2:4a"), 4))
        .as("counted in characters")
        .hasMessage("invalid packet length");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '>',
      textBlock =
          """
          00 01 ff 32                                         > ping
          01 05 ff 04 01 02 03 04                             > message [01 02 03 04]
          00 04 ff 34 e2 82 ac 01 05 ff 04 01 02 03 04        > message €, message [01 02 03 04]
          00 05 ff 34 f0 9f 98 80 01 01 ff 04                 > message 😀, message []
          00 01 00 ff 34 30 31 32 33 34 35 36 37 38           > message 012345678
          """)
  void binaryPayloadCountsBytes(String wire, String packets) throws Exception {
    assertThat(String.join(", ", show(CODEC.decodePayload(binary(wire), 4))).strip())
        .isEqualTo(packets);
  }

  @Test
  void payloadIsBytesOnlyWhereItHoldsBytesAndTheClientTakesThem() {
    List<EnginePacket> mixed = List.of(message("€"), message(bytes("01 02 03 04")));
    assertThat(show(CODEC.encodePayload(mixed, BinarySupport.BYTES)))
        .isEqualTo("binary 00 04 ff 34 e2 82 ac 01 05 ff 04 01 02 03 04");
    assertThat(show(CODEC.encodePayload(mixed, BinarySupport.BASE64)))
        .isEqualTo("text 2:4€10:b4AQIDBA==");
    assertThat(show(CODEC.encodePayload(List.of(message("€")), BinarySupport.BYTES)))
        .isEqualTo("text 2:4€");
  }

  @Test
  void binaryLengthsAreWrittenDigitByDigit() {
    List<EnginePacket> packets = List.of(message(new byte[9]), message("x".repeat(122)));
    assertThat(show(CODEC.encodePayload(packets, BinarySupport.BYTES)))
        .startsWith("binary 01 01 00 ff 04 00 00 00 00 00 00 00 00 00 00 01 02 03 ff 34 78 78");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '>',
      textBlock =
          """
          ''             > empty payload
          :              > invalid packet length
          4              > invalid packet length
          4hello         > invalid packet length
          1              > invalid packet length
          :4             > invalid packet length
          -1:4           > invalid packet length
          +1:4           > invalid packet length
          1.0:4          > invalid packet length
          1e0:4          > invalid packet length
          0x1:4          > invalid packet length
          ' 1:4'         > invalid packet length
          ١:4            > invalid packet length
          7:4hello       > invalid packet length
          0:             > empty packet
          0:1:4          > empty packet
          1:4x           > invalid packet length
          1:7            > unknown packet type
          1:b            > only messages can be binary
          3:b4*          > invalid base64
          1:41:41:41:41:4> too many packets in one payload
          """)
  void malformedTextPayloadIsRefusedAsAWhole(String wire, String error) {
    assertThatThrownBy(() -> CODEC.decodePayload(text(wire), 4))
        .isExactlyInstanceOf(MalformedPacketException.class)
        .hasMessage(error);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '>',
      textBlock =
          """
          ''                            > empty payload
          00                            > invalid packet length
          00 ff                         > invalid packet length
          00 ff 32                      > invalid packet length
          00 01                         > invalid packet length
          00 01 ff                      > invalid packet length
          00 02 ff 32                   > invalid packet length
          00 31 ff 32                   > invalid packet length
          00 0a ff 32                   > invalid packet length
          00 fe ff 32                   > invalid packet length
          00 00 ff                      > empty packet
          01 00 ff                      > only messages can be binary
          01 01 ff 34                   > only messages can be binary
          02 01 ff 32                   > unknown packet kind
          34 01 ff 32                   > unknown packet kind
          00 02 ff 34 ff                > invalid UTF-8
          00 03 ff 34 c0 80             > invalid UTF-8
          00 04 ff 34 ed a0 80          > invalid UTF-8
          00 03 ff 34 e2 82             > invalid UTF-8
          00 01 ff 32 00 01 ff 32 00 01 ff 32 00 01 ff 32 00 > too many packets in one payload
          """)
  void malformedBinaryPayloadIsRefusedAsAWhole(String wire, String error) {
    assertThatThrownBy(() -> CODEC.decodePayload(binary(wire), 4))
        .isExactlyInstanceOf(MalformedPacketException.class)
        .hasMessage(error);
  }

  @Test
  void lengthsMayHaveLeadingZeros() throws Exception {
    assertThat(show(CODEC.decodePayload(text("000000001:2"), 4))).containsExactly("ping ");
    assertThatThrownBy(() -> CODEC.decodePayload(text("0000000001:2"), 4))
        .as("but no more than nine digits")
        .hasMessage("invalid packet length");
  }

  @Test
  void payloadCutAnywhereInsideAPacketIsMalformed() {
    String whole = "6:4hello2:4€";
    for (int end = 0; end < whole.length(); end++) {
      String cut = whole.substring(0, end);
      if (end != 8) {
        assertThatThrownBy(() -> CODEC.decodePayload(text(cut), 4))
            .as(cut)
            .isExactlyInstanceOf(MalformedPacketException.class);
      }
    }
    byte[] bytes = bytes("00 04 ff 34 e2 82 ac 01 03 ff 04 01 02");
    for (int end = 0; end < bytes.length; end++) {
      byte[] cut = Arrays.copyOf(bytes, end);
      if (end != 7) {
        assertThatThrownBy(() -> CODEC.decodePayload(new Frame.Binary(cut), 4))
            .as(show(cut))
            .isExactlyInstanceOf(MalformedPacketException.class);
      }
    }
  }
}

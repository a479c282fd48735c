package io.chatsignal.engineio;

import static io.chatsignal.engineio.Wire.binary;
import static io.chatsignal.engineio.Wire.bytes;
import static io.chatsignal.engineio.Wire.message;
import static io.chatsignal.engineio.Wire.show;
import static io.chatsignal.engineio.Wire.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chatsignal.engineio.EngineCodec.BinarySupport;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EngineCodecV4Test {
  private static final EngineCodec CODEC = EngineVersion.V4.codec();

  @ParameterizedTest
  @CsvSource(
      delimiter = '>',
      textBlock =
          """
          0{"sid":"x"}     > open {"sid":"x"}
          1                > close
          2                > 'ping '
          2probe           > ping probe
          3                > 'pong '
          3probe           > pong probe
          4                > 'message '
          4hello           > message hello
          4€ and 😀        > message € and 😀
          4b64             > message b64
          5                > upgrade
          6                > noop
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
  void binaryMessagesAreBareOnAWebSocket() throws Exception {
    assertThat(show(CODEC.decode(binary("04 01 ff")))).isEqualTo("message [04 01 ff]");
    assertThat(show(CODEC.decode(binary("")))).isEqualTo("message []");
    assertThat(show(CODEC.encode(message(bytes("04 01 ff"))))).isEqualTo("binary 04 01 ff");
  }

  /** The stock client's {@code forceBase64}. */
  @Test
  void binaryMessagesMayBeBase64OnAWebSocketToo() throws Exception {
    assertThat(show(CODEC.decode(text("bAQIDBA==")))).isEqualTo("message [01 02 03 04]");
    assertThatThrownBy(() -> CODEC.decode(text("bA"))).hasMessage("invalid base64");
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          '',     empty packet
          7,      unknown packet type
          9x,     unknown packet type
          hello,  unknown packet type
          ٤hello, unknown packet type
          B4AQI=, unknown packet type
          """)
  void textThatIsNoPacketIsMalformed(String wire, String error) {
    assertThatThrownBy(() -> CODEC.decode(text(wire)))
        .isExactlyInstanceOf(MalformedPacketException.class)
        .hasMessage(error);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '>',
      textBlock =
          """
          4hello           > message hello
          4hello|2|4world  > message hello, ping , message world
          4hello|bAQIDBA== > message hello, message [01 02 03 04]
          bAQIDBA==|b      > message [01 02 03 04], message []
          4|4|1            > message , message , close
          """)
  void payloadIsPacketsBetweenSeparators(String wire, String packets) throws Exception {
    assertThat(String.join(", ", show(CODEC.decodePayload(payload(wire), 4)))).isEqualTo(packets);
    assertThat(
            show(CODEC.encodePayload(CODEC.decodePayload(payload(wire), 4), BinarySupport.BYTES)))
        .as("and back")
        .isEqualTo("text " + wire);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '>',
      textBlock =
          """
          ''           > empty packet
          |            > empty packet
          4a|          > empty packet
          |4a          > empty packet
          4a||4b       > empty packet
          4a|x         > unknown packet type
          bAQI*        > invalid base64
          bA           > invalid base64
          bAQ==AQ==    > invalid base64
          b%           > invalid base64
          4|4|4|4|4    > too many packets in one payload
          4|4|4|4|     > too many packets in one payload
          """)
  void payloadWithOneBadPacketIsMalformedAsAWhole(String wire, String error) {
    assertThatThrownBy(() -> CODEC.decodePayload(payload(wire), 4))
        .isExactlyInstanceOf(MalformedPacketException.class)
        .hasMessage(error);
  }

  /** CVE-2026-59725: a body of bytes was an error that nobody answered. */
  @Test
  void cve_2026_59725_payloadOfBytesIsMalformed() {
    assertThatThrownBy(() -> CODEC.decodePayload(binary("00 01 ff 34"), 4))
        .isExactlyInstanceOf(MalformedPacketException.class)
        .hasMessage("a payload of version 4 is text");
  }

  @Test
  void onePayloadHoldsTheLastPacketThatItMay() throws Exception {
    assertThat(CODEC.decodePayload(payload("4|4|4|4"), 4)).hasSize(4);
    assertThat(CODEC.decodePayload(payload("4"), 1)).hasSize(1);
  }

  @Test
  void polledBinaryIsBase64WhateverTheClientSupports() {
    List<EnginePacket> packets = List.of(message("a"), message(bytes("01 02 03 04")));
    assertThat(show(CODEC.encodePayload(packets, BinarySupport.BYTES)))
        .isEqualTo("text 4a|bAQIDBA==")
        .isEqualTo(show(CODEC.encodePayload(packets, BinarySupport.BASE64)));
  }

  @Test
  void malformedPacketsQuoteNothingAndCarryNoStack() {
    assertThatThrownBy(() -> CODEC.decode(text("<script>")))
        .hasMessageNotContaining("script")
        .satisfies(thrown -> assertThat(thrown.getStackTrace()).isEmpty());
  }

  private static Frame payload(String wire) {
    return text(wire.replace('|', '\u001e'));
  }
}

package io.chatsignal.socketio;

import static io.chatsignal.socketio.SocketVersion.V4;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chatsignal.engineio.EngineVersion;
import io.chatsignal.engineio.MalformedPacketException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SocketCodecV4Test {
  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      textBlock =
          """
          0                                 ~ connect / auth= query=
          0/admin                           ~ connect /admin auth= query=
          0/admin,                          ~ connect /admin auth= query=
          0/admin?token=1234&uid=abcd       ~ connect /admin auth= query=token=1234&uid=abcd
          0/admin?token=1234&uid=abcd,      ~ connect /admin auth= query=token=1234&uid=abcd
          0/admin?,                         ~ connect /admin auth= query=
          1                                 ~ disconnect /
          1/admin,                          ~ disconnect /admin
          2["hello",1]                      ~ event / hello |1|
          2/admin,456["project:delete",123] ~ event /admin #456 project:delete |123|
          3/admin,456[]                     ~ ack /admin #456 |
          51-["hello",{"_placeholder":true,"num":0}] ~ event / hello |{"_placeholder":true,"num":0}| +1
          61-/admin,456[{"_placeholder":true,"num":0}] ~ ack /admin #456 |{"_placeholder":true,"num":0}| +1
          """)
  void packetsOfAClientAreRead(String wire, String packet) throws Exception {
    assertThat(Wire.decode(V4, wire)).isEqualTo(packet);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      textBlock =
          """
          ``                 ~ empty packet
          7                  ~ unknown packet type
          0{"token":"x"}     ~ CONNECT carries nothing
          0/admin,{}         ~ CONNECT carries nothing
          01                 ~ CONNECT carries nothing
          0/admin,1          ~ CONNECT carries nothing
          1[]                ~ DISCONNECT carries nothing
          2[]                ~ an event's name must be a string
          3[]                ~ an acknowledgement needs an id
          4"no"              ~ only a server refuses a connection
          """)
  void textThatIsNoPacketOfAClientIsMalformed(String wire, String error) {
    assertThatThrownBy(() -> Wire.decode(V4, wire))
        .isExactlyInstanceOf(MalformedPacketException.class)
        .hasMessage(error);
  }

  @Test
  void packetsOfAServerAreWritten() {
    assertThat(encode(new SocketPacket.Connected("/", "id", ""))).isEqualTo("0");
    assertThat(encode(new SocketPacket.Connected("/admin", "id", ""))).isEqualTo("0/admin,");
    assertThat(encode(new SocketPacket.ConnectError("/admin", "Not authorized", "")))
        .isEqualTo("4/admin,\"Not authorized\"");
    assertThat(encode(new SocketPacket.ConnectError("/", "Not authorized", "{\"code\":1}")))
        .isEqualTo("4{\"code\":1}");
    assertThat(encode(new SocketPacket.Disconnect("/admin"))).isEqualTo("1/admin,");
    assertThat(encode(new SocketPacket.Event("/", -1, "hello", Arguments.of("1"))))
        .isEqualTo("2[\"hello\",1]");
    assertThat(encode(new SocketPacket.Ack("/admin", 456, Arguments.of())))
        .isEqualTo("3/admin,456[]");
    assertThatThrownBy(() -> encode(new SocketPacket.Connect("/", "", "")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void revisionFollowsFromTheVersionBelow() {
    assertThat(SocketVersion.over(EngineVersion.V3)).isEqualTo(SocketVersion.V4);
    assertThat(SocketVersion.over(EngineVersion.V4)).isEqualTo(SocketVersion.V5);
  }

  private static String encode(SocketPacket packet) {
    return V4.codec().encode(packet);
  }
}

package io.chatsignal.socketio;

import static io.chatsignal.socketio.SocketVersion.V5;
import static io.chatsignal.socketio.Wire.arguments;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chatsignal.engineio.MalformedPacketException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SocketCodecV5Test {
  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      textBlock =
          """
          0                                    ~ connect / auth= query=
          0/admin,                             ~ connect /admin auth= query=
          0/admin                              ~ connect /admin auth= query=
          0{"token":"123"}                     ~ connect / auth={"token":"123"} query=
          0/admin,{"token":"123"}              ~ connect /admin auth={"token":"123"} query=
          0/,{}                                ~ connect / auth={} query=
          0/admin?token=1234&uid=abcd,         ~ connect /admin auth= query=token=1234&uid=abcd
          0/admin?a?b,{}                       ~ connect /admin auth={} query=a?b
          1                                    ~ disconnect /
          1/admin,                             ~ disconnect /admin
          1/admin                              ~ disconnect /admin
          2["foo"]                             ~ event / foo |
          2/admin,["bar"]                      ~ event /admin bar |
          2["hey","Jude"]                      ~ event / hey |"Jude"|
          212["foo"]                           ~ event / #12 foo |
          20["foo"]                            ~ event / #0 foo |
          2/admin,456["project:delete",123]    ~ event /admin #456 project:delete |123|
          312["bar"]                           ~ ack / #12 |"bar"|
          312[]                                ~ ack / #12 |
          3/admin,13["bar"]                    ~ ack /admin #13 |"bar"|
          313[["connect"],null]                ~ ack / #13 |["connect"]|null|
          51-["baz",{"_placeholder":true,"num":0}]            ~ event / baz |{"_placeholder":true,"num":0}| +1
          51-/admin,456["p",{"_placeholder":true,"num":0}]    ~ event /admin #456 p |{"_placeholder":true,"num":0}| +1
          61-15["bar",{"_placeholder":true,"num":0}]          ~ ack / #15 |"bar"|{"_placeholder":true,"num":0}| +1
          61-/admin,1[{"_placeholder":true,"num":0}]          ~ ack /admin #1 |{"_placeholder":true,"num":0}| +1
          """)
  void packetsOfAClientAreRead(String wire, String packet) throws Exception {
    assertThat(Wire.decode(V5, wire)).isEqualTo(packet);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      textBlock =
          """
          ``                 ~ empty packet
          7                  ~ unknown packet type
          x                  ~ unknown packet type
          -1                 ~ unknown packet type
          ٢["a"]             ~ unknown packet type
          01{}               ~ CONNECT takes no id
          0[]                ~ the data must be an object
          0"token"           ~ the data must be an object
          0null              ~ the data must be an object
          0/admin,[]         ~ the data must be an object
          0{"token":         ~ invalid JSON
          0{"token"}         ~ invalid JSON
          0{token:1}         ~ invalid JSON
          0{}{}              ~ data behind the end of the packet
          0{}x               ~ data behind the end of the packet
          0?token=1          ~ the data must be an object
          1{}                ~ DISCONNECT carries nothing
          112                ~ DISCONNECT carries nothing
          1/admin,[]         ~ DISCONNECT carries nothing
          2                  ~ the data must be an array
          2/admin            ~ the data must be an array
          2/admin,           ~ the data must be an array
          212                ~ the data must be an array
          2{}                ~ the data must be an array
          2{"0":"a"}         ~ the data must be an array
          2"a"               ~ the data must be an array
          2null              ~ the data must be an array
          2[]                ~ an event's name must be a string
          2abc["a"]          ~ the data must be an array
          2-1["a"]           ~ the data must be an array
          21.5["a"]          ~ the data must be an array
          2["a"              ~ invalid JSON
          2["a",]            ~ invalid JSON
          2[,"a"]            ~ invalid JSON
          2['a']             ~ invalid JSON
          2[a]               ~ invalid JSON
          2["a",01]          ~ invalid JSON
          2["a",+1]          ~ invalid JSON
          2["a",1.]          ~ invalid JSON
          2["a",.5]          ~ invalid JSON
          2["a",1e]          ~ invalid JSON
          2["a",NaN]         ~ invalid JSON
          2["a",Infinity]    ~ invalid JSON
          2["a",undefined]   ~ invalid JSON
          2["a",tru]         ~ invalid JSON
          2["a","\\x41"]     ~ invalid JSON
          2["a","\\u00g0"]   ~ invalid JSON
          2["a"/**/]         ~ invalid JSON
          2["a"]]            ~ data behind the end of the packet
          2["a"]["b"]        ~ data behind the end of the packet
          2["a"],            ~ data behind the end of the packet
          3["a"]             ~ an acknowledgement needs an id
          3                  ~ an acknowledgement needs an id
          31                 ~ the data must be an array
          31{}               ~ the data must be an array
          31"a"              ~ the data must be an array
          4                  ~ only a server refuses a connection
          4{"message":"no"}  ~ only a server refuses a connection
          """)
  void textThatIsNoPacketOfAClientIsMalformed(String wire, String error) {
    assertThatThrownBy(() -> Wire.decode(V5, wire))
        .isExactlyInstanceOf(MalformedPacketException.class)
        .hasMessage(error);
  }

  @Test
  void controlCharactersInAStringAreMalformed() {
    for (char c = 0; c < ' '; c++) {
      String wire = "2[\"a\",\"" + c + "\"]";
      assertThatThrownBy(() -> Wire.decode(V5, wire)).hasMessage("invalid JSON");
    }
  }

  @Test
  void packetsOfAServerAreWritten() {
    assertThat(V5.codec().encode(new SocketPacket.Connected("/", "wZX3", "")))
        .isEqualTo("0{\"sid\":\"wZX3\"}");
    assertThat(V5.codec().encode(new SocketPacket.Connected("/admin", "oSO0", "secret")))
        .isEqualTo("0/admin,{\"sid\":\"oSO0\",\"pid\":\"secret\"}");
    assertThat(V5.codec().encode(new SocketPacket.ConnectError("/", "Not authorized", "")))
        .isEqualTo("4{\"message\":\"Not authorized\"}");
    assertThat(V5.codec().encode(new SocketPacket.ConnectError("/a", "say \"no\"\n", "{\"c\":1}")))
        .isEqualTo("4/a,{\"message\":\"say \\\"no\\\"\\n\",\"data\":{\"c\":1}}");
    assertThat(V5.codec().encode(new SocketPacket.Disconnect("/"))).isEqualTo("1");
    assertThat(V5.codec().encode(new SocketPacket.Disconnect("/admin"))).isEqualTo("1/admin,");
    assertThatThrownBy(() -> V5.codec().encode(new SocketPacket.Connect("/", "", "")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void eventsAndAcknowledgementsAreWritten() {
    assertThat(encode(new SocketPacket.Event("/", -1, "foo", Arguments.of())))
        .isEqualTo("2[\"foo\"]");
    assertThat(encode(new SocketPacket.Event("/admin", 12, "a\"b", Arguments.of("1", "{}"))))
        .isEqualTo("2/admin,12[\"a\\\"b\",1,{}]");
    assertThat(encode(new SocketPacket.Ack("/", 0, Arguments.of()))).isEqualTo("30[]");
    assertThat(encode(new SocketPacket.Ack("/admin", 13, Arguments.of("\"bar\"", "null"))))
        .isEqualTo("3/admin,13[\"bar\",null]");
  }

  @Test
  void packetsWithAttachmentsAreWritten() {
    String first = "{\"_placeholder\":true,\"num\":0}";
    String second = "{\"_placeholder\":true,\"num\":1}";
    assertThat(
            encode(
                new SocketPacket.Event(
                    "/admin", -1, "baz", arguments(List.of(first, second), "01 02", "03 04"))))
        .isEqualTo("52-/admin,[\"baz\"," + first + "," + second + "]");
    assertThat(encode(new SocketPacket.Ack("/", 15, arguments(List.of("\"bar\"", first), "01"))))
        .isEqualTo("61-15[\"bar\"," + first + "]");
  }

  private static String encode(SocketPacket packet) {
    return V5.codec().encode(packet);
  }
}

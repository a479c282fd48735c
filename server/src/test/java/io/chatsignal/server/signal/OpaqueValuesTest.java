package io.chatsignal.server.signal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is none of the server's business arrives as it was sent, byte for byte. */
class OpaqueValuesTest {
  private final Wire wire = new Wire();
  private final Wire.Client ann = wire.enter("ann");
  private final Wire.Client bob = wire.enter("bob");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "\"\"",
        "0",
        "-0",
        "false",
        "9007199254740993",
        "123456789012345678901234567890",
        "-1.50E+2",
        "1e400",
        "0.1000",
        "\"🎈 \\ud83c\\udf88 é \\u00e9 \\/ \\u2028\"",
        "\"\\ud800\"",
        "{ \"a\" : [ 1 ,\t2 ] ,\"b\":{ } }",
        "{\"_placeholder\":true,\"num\":0}",
        "{\"auth\":\"x\",\"room\":5,\"to\":[],\"payload\":null}",
        "{\"\":{\"\":{}}}",
        "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]"
      })
  void arrivesAsItWasSent(String value) {
    wire.gather("den", ann, bob);
    String auth = "{\"auth\":\"" + ann.auth() + "\",\"room\":\"den\",\"to\":\"bob\",";
    ann.emitRaw(
        "relay-session-description",
        auth + "\"session_description\":" + value + ",\"payload\":" + value + "}");
    assertThat(bob.packets())
        .containsExactly(
            "2[\"session-description\",{\"room\":\"den\",\"peer_id\":\"ann\","
                + "\"session_description\":"
                + value
                + ",\"payload\":"
                + value
                + "}]");
  }

  @Test
  void arrivesWhateverTheOrderOfTheFieldsAndTheSpaceAroundThem() {
    wire.gather("den", ann, bob);
    ann.emitRaw(
        "relay-message",
        " { \"payload\" :\n[ 1 ] , \"message\"\t: \"a b\" ,\"x\":{\"room\":1}, \"to\":\"bob\","
            + "\"auth\" : \""
            + ann.auth()
            + "\", \"room\":\"den\" } ");
    assertThat(bob.packets())
        .containsExactly(
            "2[\"message\",{\"room\":\"den\",\"peer_id\":\"ann\",\"message\":\"a b\","
                + "\"payload\":[ 1 ]}]");
  }

  @Test
  void arrivesHoweverLargeItIs() {
    wire.gather("den", ann, bob);
    String large = "'" + "x🎈é".repeat(30_000) + "'";
    ann.emit("relay-message", "'room':'den','to':'bob','message':" + large + ",'payload':{}");
    assertThat(bob.told())
        .containsExactly(
            "message {'room':'den','peer_id':'ann','message':" + large + ",'payload':{}}");
  }

  @Test
  void arrivesHoweverDeepItIs() {
    wire.gather("den", ann, bob);
    String deep = "[".repeat(900) + "]".repeat(900);
    ann.emit("relay-message", "'room':'den','to':'bob','message':" + deep);
    assertThat(bob.told())
        .containsExactly("message {'room':'den','peer_id':'ann','message':" + deep + "}");
  }

  @Test
  void isKeptWhereItIsPeerinfo() {
    ann.emitRaw(
        "auth-request",
        "{\"token\":\"" + Wire.APP_TOKEN + "\",\"peerinfo\":[ 9007199254740993 ,\"🎈\"]}");
    ann.told();
    wire.gather("den", bob);
    ann.emit("room-join-request", "'room':'den'");
    assertThat(bob.told())
        .containsExactly(
            "room-join-request {'room':'den','peer_id':'ann',"
                + "'peerinfo':[ 9007199254740993 ,'🎈']}");
  }

  @Test
  void isLeftOutWhereItIsNullOrAbsent() {
    wire.gather("den", ann, bob);
    ann.emit("relay-message", "'room':'den','to':'bob','message':1,'payload':null");
    ann.emit("relay-message", "'room':'den','to':'bob','message':1");
    assertThat(bob.told())
        .containsOnly("message {'room':'den','peer_id':'ann','message':1}")
        .hasSize(2);
  }

  @Test
  void namesAreWrittenAsJsonWhateverTheyHold() {
    ann.emitRaw(
        "room-create-request",
        "{\"auth\":\"" + ann.auth() + "\",\"room\":\"a\\\"b\\\\c/é🎈\\u2028\"}");
    assertThat(ann.packets())
        .containsExactly("2[\"room-create-accept\",{\"room\":\"a\\\"b\\\\c/é🎈\u2028\"}]");
  }
}

package io.chatsignal.socketio;

import static io.chatsignal.socketio.SocketVersion.V5;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chatsignal.engineio.MalformedPacketException;
import io.chatsignal.testkit.Allocations;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names and arguments of events. */
class EventDataTest {
  /** CVE-2023-32695: the name could be anything, and its methods were called. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "2[{\"toString\":\"foo\"}]",
        "2[{}]",
        "2[[]]",
        "2[[\"a\"]]",
        "2[1]",
        "2[0]",
        "2[-1.5e3]",
        "2[null]",
        "2[true]",
        "2[false,\"a\"]",
        "2[]",
        "21[]",
        "51-[{\"_placeholder\":true,\"num\":0}]"
      })
  void cve_2023_32695_eventIsNamedByAString(String wire) {
    assertMalformed(wire, "an event's name must be a string");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "connect",
        "connect_error",
        "disconnect",
        "disconnecting",
        "newListener",
        "removeListener",
        "\\u0063onnect"
      })
  void reservedNamesAreMalformed(String name) {
    assertMalformed("2[\"" + name + "\"]", "the event's name is reserved");
    assertMalformed("2/a,1[\"" + name + "\",1]", "the event's name is reserved");
  }

  /**
   * CVE-2024-38355: an event named "error" that nobody listened to ended the process. Here names
   * are only compared, and clients of revision 5 may use this one.
   */
  @ParameterizedTest
  @ValueSource(strings = {"error", "__proto__", "constructor", "toString", "", " ", "Connect"})
  void cve_2024_38355_otherNamesAreData(String name) throws Exception {
    assertThat(Wire.decode(V5, "2[\"" + name + "\"]")).isEqualTo("event / " + name + " |");
  }

  @Test
  void nameIsReadAsJson() throws Exception {
    assertThat(Wire.decode(V5, "2[\"a\\\"\\u00e4\\ud83d\\ude00\\n\"]"))
        .isEqualTo("event / a\"ä😀\n |");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1",
        "-0",
        "-1.50E+2",
        "1e999",
        "123456789012345678901234567890.5",
        "\"\"",
        "\"a, b] }\"",
        "\"\\u00e4\\/\\ud800\"",
        "\"ä€😀\u2028\u007f\"",
        "null",
        "true",
        "{}",
        "[]",
        "[ 1 , 2 ]",
        "{ \"b\" : 1 , \"a\" : [ { } ] }",
        "{\"a\":1,\"a\":2}",
        "{\"\":0}",
        "{\"_placeholder\":true,\"num\":7}",
        "{\"_placeholder\":{\"_placeholder\":true}}"
      })
  void argumentsAreKeptByteForByte(String json) throws Exception {
    assertThat(Wire.decode(V5, "2[\"e\"," + json + "," + json + "]"))
        .isEqualTo("event / e |" + json + "|" + json + "|");
    assertThat(Wire.decode(V5, "2[\"e\"" + " ,\t" + json + "\n,\r\n" + json + " ] "))
        .as("without the blanks around them")
        .isEqualTo("event / e |" + json + "|" + json + "|");
    assertThat(Wire.decode(V5, "31[" + json + "," + json + "]"))
        .isEqualTo("ack / #1 |" + json + "|" + json + "|");
  }

  /** A parser reads in pieces; wherever an argument lies across two of them it is found whole. */
  @Test
  void argumentsAreFoundAtEveryOffset() throws Exception {
    String tail = ",-12.5e3,\"ä\\n😀\",{\"k\":[true,null]},7]";
    for (int length : new int[] {3_930, 7_930, 16_320, 32_700}) {
      for (int more = 0; more < 80; more++) {
        String filler = "x".repeat(length + more);
        assertThat(Wire.decode(V5, "2[\"e\",\"" + filler + "\"" + tail))
            .isEqualTo("event / e |\"" + filler + "\"|-12.5e3|\"ä\\n😀\"|{\"k\":[true,null]}|7|");
      }
    }
  }

  @Test
  void nestingIsLimited() throws Exception {
    String deepest = "[".repeat(1_000) + "]".repeat(1_000);
    assertThat(Wire.decode(V5, "2[\"e\"," + deepest + "]"))
        .isEqualTo("event / e |" + deepest + "|");
    assertMalformed("2[\"e\",[" + deepest + "]]", "invalid JSON");
    assertMalformed("2[\"e\"," + "[".repeat(100_000), "invalid JSON");
    assertMalformed("2[\"e\"," + "{\"a\":".repeat(100_000), "invalid JSON");
    assertMalformed("0" + "{\"a\":".repeat(100_000), "invalid JSON");
    assertMalformed("51-[\"e\"," + "[".repeat(100_000), "invalid JSON");
  }

  @Test
  void hugeNumbersAreMalformed() {
    assertMalformed("2[\"e\"," + "1".repeat(100_000) + "]", "invalid JSON");
    assertMalformed("2[\"e\",[" + "1".repeat(100_000) + "]]", "invalid JSON");
  }

  @Test
  void readingTakesLinearMemory() throws Exception {
    for (String item : new String[] {"1,", "{},", "\"\",", "[[]],", "{\"a\":\"b\"},"}) {
      String small = "2[\"e\"," + item.repeat(5_000) + "0]";
      String large = "2[\"e\"," + item.repeat(20_000) + "0]";
      double growth =
          (double) Allocations.bytes(() -> Wire.decode(V5, large))
              / Allocations.bytes(() -> Wire.decode(V5, small));
      assertThat(growth).as(item).isLessThan(5.5);
    }
  }

  @Test
  void namesOfPropertiesAreNotKept() throws Exception {
    String text = "2[\"e\",{\"k1\":1,\"k2\":{\"k3\":2}}]";
    long once = Allocations.bytes(() -> Wire.decode(V5, text));
    for (int i = 0; i < 20_000; i++) {
      Wire.decode(V5, "2[\"e\",{\"k" + i + "\":1,\"l" + i + "\":{\"m" + i + "\":2}}]");
    }
    assertThat(Allocations.bytes(() -> Wire.decode(V5, text))).isLessThan(once + 4_000);
  }

  @Test
  void errorsQuoteNothing() {
    assertThatThrownBy(() -> Wire.decode(V5, "2[\"<script>\",<script>]"))
        .hasMessageNotContaining("script");
  }

  private static void assertMalformed(String wire, String error) {
    assertThatThrownBy(() -> Wire.decode(V5, wire))
        .isExactlyInstanceOf(MalformedPacketException.class)
        .hasMessage(error);
  }
}

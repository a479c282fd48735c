package io.chatsignal.socketio;

import static io.chatsignal.socketio.SocketVersion.V5;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chatsignal.engineio.MalformedPacketException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Where attachments belong in the data. Receivers replace any object whose {@code _placeholder} is
 * true by the attachment that {@code num} says, so what we let through must be right for them too.
 */
class PlaceholderTest {
  /** CVE-2022-2421: the number was used without a look at it. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"_placeholder\":true,\"num\":\"splice\"}",
        "{\"_placeholder\":true,\"num\":\"0\"}",
        "{\"_placeholder\":true,\"num\":-1}",
        "{\"_placeholder\":true,\"num\":1}",
        "{\"_placeholder\":true,\"num\":10}",
        "{\"_placeholder\":true,\"num\":0.0}",
        "{\"_placeholder\":true,\"num\":0.5}",
        "{\"_placeholder\":true,\"num\":0e0}",
        "{\"_placeholder\":true,\"num\":1e9}",
        "{\"_placeholder\":true,\"num\":1000000000}",
        "{\"_placeholder\":true,\"num\":4294967296}",
        "{\"_placeholder\":true,\"num\":18446744073709551616}",
        "{\"_placeholder\":true,\"num\":null}",
        "{\"_placeholder\":true,\"num\":true}",
        "{\"_placeholder\":true,\"num\":[0]}",
        "{\"_placeholder\":true,\"num\":{}}",
        "{\"_placeholder\":true}",
        "{\"_placeholder\":true,\"NUM\":0}",
        "{\"_placeholder\":true,\"num\":0,\"num\":5}",
        "{\"_placeholder\":true,\"num\":0,\"more\":1}",
        "{\"_placeholder\":true,\"num\":0,\"more\":{}}",
        "{\"more\":{},\"_placeholder\":true,\"num\":0}",
        "{\"more\":[],\"_placeholder\":true,\"num\":0}",
        "{\"num\":0,\"num\":5,\"_placeholder\":true}",
        "{\"num\":5,\"num\":0,\"_placeholder\":true}",
        "{\"_placeholder\":true,\"_placeholder\":true,\"num\":0}",
        "{\"_placeholder\":false,\"_placeholder\":true,\"num\":0}",
        "{\"_placeholder\":true,\"num\":0,\"_placeholder\":false}",
        "{\"_placeholder\":true,\"num\":{\"_placeholder\":true,\"num\":0}}"
      })
  void cve_2022_2421_placeholderIsAMarkAndTheNumberOfAnAttachment(String placeholder) {
    assertMalformed("51-[\"e\"," + placeholder + "]", "invalid placeholder");
    assertMalformed("51-[\"e\",{\"a\":[" + placeholder + "]}]", "invalid placeholder");
    assertMalformed("61-1[" + placeholder + "]", "invalid placeholder");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"_placeholder\":true,\"num\":0}",
        "{\"num\":0,\"_placeholder\":true}",
        "{ \"_placeholder\" : true , \"num\" : 0 }",
        "{\"\\u005fplaceholder\":true,\"num\":0}",
        "[[{\"a\":{\"_placeholder\":true,\"num\":0}}]]",
        "{\"a\":1,\"b\":{\"_placeholder\":true,\"num\":0},\"c\":2}"
      })
  void placeholderMayStandAnywhereWithItsMembersInAnyOrder(String json) throws Exception {
    assertThat(Wire.decode(V5, "51-[\"e\"," + json + "]")).isEqualTo("event / e |" + json + "| +1");
    assertThat(Wire.decode(V5, "61-7[" + json + "]")).isEqualTo("ack / #7 |" + json + "| +1");
  }

  @Test
  void placeholdersMayComeInAnyOrder() throws Exception {
    assertThat(Wire.decode(V5, "53-[\"e\"," + at(2) + ",[" + at(0) + "]," + at(1) + "]"))
        .endsWith("+3");
  }

  @Test
  void eachAttachmentStandsOnce() {
    assertMalformed("51-[\"e\"," + at(0) + "," + at(0) + "]", "invalid placeholder");
    assertMalformed("52-[\"e\"," + at(1) + "," + at(1) + "]", "invalid placeholder");
    assertMalformed("52-[\"e\"," + at(0) + "]", "an attachment has no placeholder");
    assertMalformed("52-[\"e\"," + at(1) + "]", "an attachment has no placeholder");
    assertMalformed("51-[\"e\"]", "an attachment has no placeholder");
    assertMalformed("61-1[]", "an attachment has no placeholder");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"_placeholder\":false,\"num\":9}",
        "{\"_placeholder\":\"true\",\"num\":9}",
        "{\"_placeholder\":1,\"num\":9}",
        "{\"_placeholder\":null}",
        "{\"_placeholder\":{\"a\":true},\"num\":9}",
        "{\"_placeholder\":[true],\"num\":9}",
        "{\"a\":{\"_placeholder\":{}},\"b\":true}",
        "{\"num\":9}",
        "{\"num\":9,\"a\":{},\"b\":true}",
        "\"_placeholder\"",
        "[\"_placeholder\",true,\"num\",9]",
        "{\"a\":\"_placeholder\",\"b\":true}",
        "{\"_Placeholder\":true,\"num\":9}"
      })
  void objectsWithoutTheMarkAreData(String json) throws Exception {
    assertThat(Wire.decode(V5, "51-[\"e\"," + json + "," + at(0) + "," + json + "]"))
        .isEqualTo("event / e |" + json + "|" + at(0) + "|" + json + "| +1");
  }

  @Test
  void packetWithoutAttachmentsHasNoPlaceholders() throws Exception {
    assertThat(Wire.decode(V5, "2[\"e\",{\"_placeholder\":true,\"num\":\"splice\"}]"))
        .isEqualTo("event / e |{\"_placeholder\":true,\"num\":\"splice\"}|");
  }

  private static String at(int number) {
    return "{\"_placeholder\":true,\"num\":" + number + "}";
  }

  private static void assertMalformed(String wire, String error) {
    assertThatThrownBy(() -> Wire.decode(V5, wire))
        .isExactlyInstanceOf(MalformedPacketException.class)
        .hasMessage(error);
  }
}

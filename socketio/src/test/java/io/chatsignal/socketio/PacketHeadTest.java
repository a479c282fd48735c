package io.chatsignal.socketio;

import static io.chatsignal.socketio.SocketVersion.V5;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chatsignal.engineio.MalformedPacketException;
import io.chatsignal.testkit.Allocations;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers and names in front of the data. */
class PacketHeadTest {
  private static final String MALFORMED_COUNT = "invalid number of attachments";

  /** CVE-2020-36049: a long run of digits took quadratic time. */
  @Test
  void cve_2020_36049_idHasFifteenDigitsAtMost() throws Exception {
    assertThat(Wire.decode(V5, "2999999999999999[\"a\"]"))
        .isEqualTo("event / #999999999999999 a |");
    assertThat(Wire.decode(V5, "3000000000000001[]")).isEqualTo("ack / #1 |");
    assertMalformed("21000000000000000[\"a\"]", "number too long");
    assertMalformed("20000000000000000[\"a\"]", "number too long");
    assertMalformed("29223372036854775808[\"a\"]", "number too long");
  }

  @ParameterizedTest
  @ValueSource(strings = {"2", "3", "1", "0", "5", "6", "51-", "2/admin,"})
  void cve_2020_36049_digitsAreRefusedBeforeTheyAreCollected(String start) throws Exception {
    String hostile = start + "2".repeat(1_000_000);
    assertMalformed(hostile, "number too long");
    assertThat(Allocations.bytes(() -> isMalformed(hostile))).isLessThan(2_000);
  }

  /** CVE-2026-33151: any number of attachments was waited for. */
  @Test
  void cve_2026_33151_attachmentsAreLimited() throws Exception {
    assertThat(Wire.decode(V5, "5" + binaryEvent(1))).endsWith("+1");
    assertThat(Wire.decode(V5, "5" + binaryEvent(10))).endsWith("+10");
    assertMalformed("5" + binaryEvent(11), MALFORMED_COUNT);
    assertMalformed("51832-[\"a\"]", MALFORMED_COUNT);
    assertMalformed("51832742252-[\"a\"]", "number too long");
  }

  @Test
  void cve_2026_33151_limitIsTheConfiguredOne() throws Exception {
    SocketLimits none = new SocketLimits(1, 10, 0, 0, 0);
    assertThatThrownBy(() -> PacketHead.read("5" + binaryEvent(1), 0, none))
        .hasMessage(MALFORMED_COUNT);
    SocketLimits two = new SocketLimits(1, 10, 2, 0, 0);
    assertThat(PacketHead.read("5" + binaryEvent(2), 0, two).attachments()).isEqualTo(2);
    assertThatThrownBy(() -> PacketHead.read("5" + binaryEvent(3), 0, two))
        .hasMessage(MALFORMED_COUNT);
  }

  /** CVE-2026-69185: no attachments left the decoder waiting. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "50-[\"a\"]",
        "60-1[]",
        "500-[\"a\"]",
        "5-[\"a\"]",
        "5[\"a\"]",
        "5",
        "51",
        "51[\"a\"]",
        "5-1-[\"a\"]",
        "5+1-[\"a\"]",
        "51.0-[\"a\"]",
        "51e1-[\"a\"]",
        "5 1-[\"a\"]",
        "5١-[\"a\"]",
        "5/admin,1-[\"a\"]",
        "61[]"
      })
  void cve_2026_69185_binaryPacketNeedsACountFromOneOn(String wire) {
    assertMalformed(wire, MALFORMED_COUNT);
  }

  @Test
  void plainPacketHasNoCount() {
    assertMalformed("21-[\"a\"]", "the data must be an array");
    assertMalformed("31-[]", "the data must be an array");
  }

  @Test
  void namespaceHasALimitThatCountsItsQuery() throws Exception {
    String longest = "/" + "n".repeat(255);
    assertThat(Wire.decode(V5, "0" + longest + ","))
        .isEqualTo("connect " + longest + " auth= query=");
    assertMalformed("0" + longest + "n,", "namespace too long");
    assertMalformed("0" + longest + "n", "namespace too long");
    assertMalformed("2" + longest + "?,[\"a\"]", "namespace too long");
    assertMalformed("0/?" + "q".repeat(255) + ",", "namespace too long");
  }

  @Test
  void namespaceEndsAtItsFirstComma() throws Exception {
    assertThat(Wire.decode(V5, "2/a,1[\"b\",\"c\"]")).isEqualTo("event /a #1 b |\"c\"|");
    assertMalformed("2/a,b,[\"c\"]", "the data must be an array");
  }

  @Test
  void namespaceIsTakenLiterally() throws Exception {
    assertThat(Wire.decode(V5, "0/__proto__,")).startsWith("connect /__proto__ ");
    assertThat(Wire.decode(V5, "0//,")).startsWith("connect // ");
    assertThat(Wire.decode(V5, "0/ä€😀,")).startsWith("connect /ä€😀 ");
    assertThat(Wire.decode(V5, "0/%2F..,")).startsWith("connect /%2F.. ");
  }

  private static String binaryEvent(int attachments) {
    return IntStream.range(0, attachments)
        .mapToObj(number -> "{\"_placeholder\":true,\"num\":" + number + "}")
        .collect(Collectors.joining(",", attachments + "-[\"a\",", "]"));
  }

  private static boolean isMalformed(String wire) {
    try {
      PacketHead.read(wire, 0, SocketLimits.defaults());
      return false;
    } catch (MalformedPacketException e) {
      return true;
    }
  }

  private static void assertMalformed(String wire, String error) {
    assertThatThrownBy(() -> Wire.decode(V5, wire))
        .isExactlyInstanceOf(MalformedPacketException.class)
        .hasMessage(error);
  }
}

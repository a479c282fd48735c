package io.chatsignal.engineio;

import static io.chatsignal.engineio.Wire.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chatsignal.testkit.Allocations;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * CVE-2020-36048: payloads of version 3 that took more time and memory than their length. Each
 * input is measured at two sizes: four times the input may take four times the memory, not more.
 */
class HostilePayloadTest {
  private static final EngineCodec V3 = EngineVersion.V3.codec();
  private static final EngineCodec V4 = EngineVersion.V4.codec();
  private static final int MANY = 50_000;

  @Test
  void cve_2020_36048_manyTinyPacketsEndAtTheLimit() throws Exception {
    Frame body = text("1:2".repeat(MANY));
    assertThatThrownBy(() -> V3.decodePayload(body, 64))
        .hasMessage("too many packets in one payload");
    assertThat(allocatedByRefusing(V3, body, 64)).isLessThan(20_000);
  }

  @Test
  void cve_2020_36048_manyTinyPacketsTakeLinearMemory() throws Exception {
    assertLinear(V3, "1:2", "1:2");
    assertLinear(V4, "2\u001e", "2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "99999999:4",
        "999999999:4",
        "9999999999:4",
        "2147483648:4",
        "4294967297:4",
        "18446744073709551617:4",
        "-1:4"
      })
  void cve_2020_36048_lengthBeyondTheBodyAllocatesNothingForIt(String body) throws Exception {
    assertThatThrownBy(() -> V3.decodePayload(text(body), 64)).hasMessage("invalid packet length");
    assertThat(allocatedByRefusing(V3, text(body), 64)).isLessThan(2_000);
  }

  @Test
  void cve_2020_36048_endlessLengthIsRefusedAtItsTenthDigit() throws Exception {
    assertThat(allocatedByRefusing(V3, text("1".repeat(1_000_000)), 64)).isLessThan(2_000);
    byte[] digits = new byte[1_000_000];
    Arrays.fill(digits, (byte) 1);
    assertThat(allocatedByRefusing(V3, new Frame.Binary(digits), 64)).isLessThan(2_000);
  }

  @Test
  void oneLongPacketIsCopiedOnce() throws Exception {
    String data = "x".repeat(1_000_000);
    assertThat(Allocations.bytes(() -> V3.decodePayload(text("1000001:4" + data), 1)))
        .isLessThan(4_100_000);
    assertThat(Allocations.bytes(() -> V4.decodePayload(text("4" + data), 1)))
        .isLessThan(4_100_000);
  }

  private static void assertLinear(EngineCodec codec, String packet, String last) throws Exception {
    Frame once = text(packet.repeat(MANY) + last);
    Frame fourTimes = text(packet.repeat(4 * MANY) + last);
    long small = Allocations.bytes(() -> codec.decodePayload(once, 5 * MANY));
    long large = Allocations.bytes(() -> codec.decodePayload(fourTimes, 5 * MANY));
    assertThat((double) large / small).isLessThan(5.5);
  }

  private static long allocatedByRefusing(EngineCodec codec, Frame body, int maxPackets)
      throws Exception {
    return Allocations.bytes(() -> assertThat(isRefused(codec, body, maxPackets)).isTrue());
  }

  private static boolean isRefused(EngineCodec codec, Frame body, int maxPackets) {
    try {
      codec.decodePayload(body, maxPackets);
      return false;
    } catch (MalformedPacketException e) {
      return true;
    }
  }
}

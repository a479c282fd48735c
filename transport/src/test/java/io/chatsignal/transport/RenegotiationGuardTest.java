package io.chatsignal.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which sequences of TLS records pass, however they are cut into pieces. */
class RenegotiationGuardTest {
  private static final String HELLO = "160301" + "0003" + "010203";
  private static final String KEYS = "160303" + "0002" + "0405";
  private static final String CHANGE = "140303" + "0001" + "01";
  private static final String FINISHED = "160303" + "0004" + "d1d2d3d4";
  private static final String DATA = "170303" + "0003" + "161616";
  private static final String ALERT = "150303" + "0002" + "0100";
  private static final String EMPTY_DATA = "170303" + "0000";

  /** Whether all of it gets through, in pieces of {@code size} bytes. */
  private static boolean passes(String records, int size) {
    byte[] bytes = HexFormat.of().parseHex(records);
    EmbeddedChannel channel = new EmbeddedChannel(new RenegotiationGuard());
    ByteBuf through = Unpooled.buffer();
    try {
      for (int at = 0; at < bytes.length && channel.isOpen(); at += size) {
        channel.writeInbound(Unpooled.copiedBuffer(bytes, at, Math.min(size, bytes.length - at)));
        for (ByteBuf part = channel.readInbound(); part != null; part = channel.readInbound()) {
          through.writeBytes(part);
          part.release();
        }
      }
      return channel.isOpen() && through.equals(Unpooled.wrappedBuffer(bytes));
    } finally {
      through.release();
      channel.finishAndReleaseAll();
    }
  }

  private static void assertEachWay(String records, boolean passes) {
    for (int size = 1; size <= records.length() / 2; size++) {
      assertThat(passes(records, size)).as("in pieces of %d", size).isEqualTo(passes);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        HELLO + KEYS + CHANGE + FINISHED + DATA + EMPTY_DATA + DATA + ALERT,
        HELLO + CHANGE + FINISHED + DATA,
        HELLO + CHANGE + DATA + DATA + DATA,
        HELLO + CHANGE + HELLO + DATA + DATA
      })
  void oneHandshakePasses(String records) {
    assertEachWay(records, true);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        HELLO + KEYS + CHANGE + FINISHED + HELLO,
        HELLO + KEYS + CHANGE + FINISHED + DATA + DATA + HELLO,
        HELLO + CHANGE + FINISHED + CHANGE + FINISHED,
        HELLO + CHANGE + FINISHED + EMPTY_DATA + HELLO + DATA
      })
  void aSecondDoesNot(String records) {
    assertEachWay(records, false);
  }

  @Test
  void nothingPassesBehindIt() {
    EmbeddedChannel channel = new EmbeddedChannel(new RenegotiationGuard());
    String attempt = HELLO + CHANGE + FINISHED + HELLO;
    assertThat(channel.writeInbound(Unpooled.copiedBuffer(HexFormat.of().parseHex(attempt))))
        .isFalse();
    assertThat(channel.isOpen()).isFalse();
    channel.finishAndReleaseAll();
  }
}

package io.chatsignal.transport;

import static io.chatsignal.testkit.RawWebSocket.BINARY;
import static io.chatsignal.testkit.RawWebSocket.CONTINUATION;
import static io.chatsignal.testkit.RawWebSocket.LAST;
import static io.chatsignal.testkit.RawWebSocket.PING;
import static io.chatsignal.testkit.RawWebSocket.TEXT;
import static io.chatsignal.transport.CompressingClient.COMPRESSED;
import static org.assertj.core.api.Assertions.assertThat;

import io.chatsignal.testkit.RawWebSocket;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** RFC 7692 as sections 12 and 13 of Autobahn test it, and what they leave out. */
class WebSocketCompressionTest {
  private static final String USUAL =
      "permessage-deflate; client_no_context_takeover; client_max_window_bits";
  private static final String AGREED =
      "permessage-deflate; server_no_context_takeover; client_no_context_takeover";
  private static final int LIMIT = SizeCases.LIMIT;

  /** A case need not send more than this. */
  private static final int BYTES_PER_CASE = 256 << 10;

  /** Sizes of messages and of the fragments that they are sent in. */
  private static final int[][] SIZES = {
    {16, LIMIT},
    {64, LIMIT},
    {256, LIMIT},
    {1024, LIMIT},
    {4096, LIMIT},
    {8192, LIMIT},
    {16_384, LIMIT},
    {32_768, LIMIT},
    {65_536, LIMIT},
    {131_072, LIMIT},
    {8192, 256},
    {16_384, 256},
    {32_768, 256},
    {65_536, 256},
    {131_072, 256},
    {131_072, 1024},
    {131_072, 4096},
    {131_072, 32_768}
  };

  /** The offers of section 13, and the answer to each; a window of 8 bits is not to be had. */
  private static final String[][] OFFERS = {
    {USUAL, AGREED},
    {USUAL + "; server_no_context_takeover", AGREED},
    {USUAL + "; server_max_window_bits=8", ""},
    {USUAL + "; server_max_window_bits=15", AGREED + "; server_max_window_bits=15"},
    {USUAL + "; server_no_context_takeover; server_max_window_bits=8", ""},
    {
      USUAL + "; server_no_context_takeover; server_max_window_bits=15",
      AGREED + "; server_max_window_bits=15"
    },
    {
      USUAL
          + "; server_no_context_takeover; server_max_window_bits=8, "
          + USUAL
          + "; server_no_context_takeover, "
          + USUAL,
      AGREED
    }
  };

  private static final List<CompressionData> DATA = CompressionData.all();
  private static EngineEcho server;

  @BeforeAll
  static void start() {
    server =
        new EngineEcho(config ->
            config
                .withCompression(SocketServerConfig.Compression.ON)
                .withLimits(config.limits().withMaxFirstMessageBytes(LIMIT)));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  static Stream<Arguments> cases() {
    List<Arguments> cases = new ArrayList<>();
    for (int i = 0; i < SIZES.length; i++) {
      for (int j = 0; j < DATA.size(); j++) {
        String section = "12." + (j + 1) + "." + (i + 1);
        cases.add(Arguments.of(section, DATA.get(j), SIZES[i][0], SIZES[i][1], USUAL, AGREED));
      }
      for (int j = 0; j < OFFERS.length; j++) {
        cases.add(
            Arguments.of(
                "13." + (j + 1) + "." + (i + 1),
                DATA.getFirst(),
                SIZES[i][0],
                SIZES[i][1],
                OFFERS[j][0],
                OFFERS[j][1]));
      }
    }
    return cases.stream();
  }

  @Test
  void everyCaseWithCompressionIsThere() {
    assertThat(cases().map(each -> each.get()[0]).distinct()).hasSize(90 + 126);
  }

  @ParameterizedTest(name = "{0} {1} of {2} in fragments of {3}, offered {4}")
  @MethodSource("cases")
  void messagesComeBackAsTheyWere(
      String section, CompressionData data, int size, int fragment, String offer, String answer) {
    try (CompressingClient client = new CompressingClient(server, offer)) {
      assertThat(client.extension).as(section).isEqualTo(answer);
      int count = Math.clamp(BYTES_PER_CASE / size, 2, 16);
      for (int i = 0; i < count; i++) {
        byte[] message = data.message(size, i * size);
        client.send(data.isText ? TEXT : BINARY, message, fragment);
        assertThat(client.readMessage()).as("message %d", i).isEqualTo(message);
      }
      assertThat(client.webSocket.sendClose(1000).awaitClose()).isEqualTo(1000);
    }
  }

  @Test
  void messagesWorthItAreCompressed() {
    try (CompressingClient client = new CompressingClient(server, USUAL)) {
      byte[] message = DATA.get(2).message(4096, 0);
      client.send(BINARY, message, LIMIT);
      RawWebSocket.Frame frame = client.webSocket.read();
      assertThat(frame.first()).isEqualTo(LAST | COMPRESSED | BINARY);
      assertThat(frame.payload().length).isLessThan(2048);
      client.send(BINARY, DATA.get(2).message(Deflate.MIN_BYTES - 1, 0), LIMIT);
      assertThat(client.webSocket.read().first()).isEqualTo(LAST | BINARY);
    }
  }

  @Test
  void clientNeedNotCompress() {
    try (CompressingClient client = new CompressingClient(server, USUAL)) {
      client.webSocket.sendText("4plain");
      assertThat(client.webSocket.readText()).isEqualTo("4plain");
    }
  }

  @Test
  void nothingIsNegotiatedWhereCompressionIsOff() {
    try (EngineEcho plain = new EngineEcho(config -> config);
        CompressingClient client = new CompressingClient(plain, USUAL)) {
      assertThat(client.extension).isEmpty();
      client.webSocket.send(
          RawWebSocket.frame(LAST | COMPRESSED | TEXT, client.deflate(ascii("4"))));
      assertThat(client.webSocket.awaitClose()).isEqualTo(1002);
    }
  }

  // ---- bombs

  @Test
  void messageIsRefusedWhenItBlowsUpPastTheLimit() {
    try (CompressingClient client = new CompressingClient(server, USUAL)) {
      byte[] most = new byte[LIMIT];
      client.send(BINARY, most, LIMIT);
      assertThat(client.readMessage()).isEqualTo(most);
      byte[] bomb = client.deflate(new byte[LIMIT + 1]);
      assertThat(bomb.length).isLessThan(LIMIT / 200);
      client.webSocket.send(RawWebSocket.frame(LAST | COMPRESSED | BINARY, bomb));
      assertThat(client.webSocket.awaitClose()).isEqualTo(1009);
    }
  }

  @Test
  void bombOfTheLimitsOwnSizeIsRefusedSoonAfterTheLimit() {
    try (CompressingClient client = new CompressingClient(server, USUAL)) {
      // Some 190 MB, if anybody were to unpack it.
      byte[] block = client.deflate(new byte[1 << 20]);
      ByteArrayOutputStream bomb = new ByteArrayOutputStream();
      while (bomb.size() + block.length + 4 <= LIMIT) {
        bomb.writeBytes(block);
        bomb.writeBytes(hex("0000ffff"));
      }
      client.webSocket.send(RawWebSocket.frame(LAST | COMPRESSED | BINARY, bomb.toByteArray()));
      assertThat(client.webSocket.awaitClose()).isEqualTo(1009);
    }
  }

  @Test
  void compressedFragmentsPastTheLimitAreRefusedAtTheHeader() {
    try (CompressingClient client = new CompressingClient(server, USUAL)) {
      client.webSocket.send(RawWebSocket.frame(COMPRESSED | BINARY, new byte[LIMIT]));
      byte[] more = RawWebSocket.frame(LAST | CONTINUATION, new byte[1]);
      client.webSocket.send(Arrays.copyOf(more, more.length - 1));
      assertThat(client.webSocket.awaitClose()).isEqualTo(1009);
    }
  }

  // ---- what is wrong

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "'a stored block that is cut off',                 000500faff34, 1007",
    "'a stored block that would take the end for data', 010900f6ff,  1007",
    "'a stored block that would take some of it',      010400fbff,   1007",
    "'a stored block whose lengths differ',            00050000003434343434, 1007",
    "'a compressed block that is cut off',             32d1,         1007",
    "'a block of a reserved kind',                     07,           1007",
    "'a reference to before the message',              020200,       1007",
    "'nothing at all',                                 '',           1007",
    "'a last block without the empty one behind it',   330100,       1007",
    "'text that is not UTF-8',                         32f90f00,     1007"
  })
  void compressedDataThatIsNoneIsRefused(String name, String hex, int code) {
    try (CompressingClient client = new CompressingClient(server, USUAL)) {
      client.webSocket.send(RawWebSocket.frame(LAST | COMPRESSED | TEXT, hex(hex)));
      assertThat(client.webSocket.awaitClose()).as(name).isEqualTo(code);
    }
  }

  @Test
  void compressionIsSaidInTheFirstFrameOfAMessageOnly() {
    assertFails(1002, RawWebSocket.frame(TEXT, "4"), frame(LAST | COMPRESSED | CONTINUATION));
    assertFails(1002, frame(LAST | COMPRESSED | PING));
    assertFails(1002, frame(LAST | COMPRESSED | 0x20 | TEXT));
    assertFails(1002, frame(LAST | COMPRESSED | 0x10 | BINARY));
  }

  private static byte[] frame(int first) {
    return RawWebSocket.frame(first, hex("320100"));
  }

  private static void assertFails(int code, byte[]... frames) {
    try (CompressingClient client = new CompressingClient(server, USUAL)) {
      client.webSocket.send(Utf8Cases.joined(frames));
      assertThat(client.webSocket.awaitClose()).isEqualTo(code);
    }
  }

  // ---- what is right

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "'stored',                       000100feff3400,             4",
    "'stored, and ended with a last block', 010100feff3400,       4",
    "'two streams in one message',   330100330100,               44",
    "'empty blocks around',          000000ffff000100feff34000000ffff00, 4"
  })
  void anyDeflateStreamIsRead(String name, String hex, String text) {
    try (CompressingClient client = new CompressingClient(server, USUAL)) {
      byte[] bytes = hex(name.startsWith("two") ? hex + "00" : hex);
      client.webSocket.send(RawWebSocket.frame(LAST | COMPRESSED | TEXT, bytes));
      assertThat(client.webSocket.readText()).as(name).isEqualTo(text);
    }
  }

  @Test
  void emptyMessageIsReadCompressedToo() {
    try (CompressingClient client = new CompressingClient(server, USUAL)) {
      client.webSocket.send(RawWebSocket.frame(LAST | COMPRESSED | BINARY, hex("00")));
      assertThat(client.webSocket.readBinary()).isEmpty();
    }
  }

  @Test
  void controlFramesBetweenCompressedFragmentsAreNot() {
    try (CompressingClient client = new CompressingClient(server, USUAL)) {
      byte[] bytes = client.deflate(ascii("4" + "compressed ".repeat(50)));
      client.webSocket.send(RawWebSocket.frame(COMPRESSED | TEXT, new byte[] {bytes[0]}));
      client.webSocket.send(RawWebSocket.frame(LAST | PING, "p"));
      assertThat(client.webSocket.read()).hasToString("pong 70");
      byte[] rest = Arrays.copyOfRange(bytes, 1, bytes.length);
      client.webSocket.send(RawWebSocket.frame(LAST | CONTINUATION, rest));
      assertThat(client.readMessage()).asString().startsWith("4compressed compressed");
    }
  }

  private static byte[] hex(String hex) {
    return HexFormat.of().parseHex(hex);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}

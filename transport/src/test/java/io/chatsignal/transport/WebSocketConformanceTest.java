package io.chatsignal.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chatsignal.engineio.CloseReason;
import io.chatsignal.testkit.RawClient;
import io.chatsignal.testkit.RawWebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * RFC 6455 as Autobahn tests it, by byte streams against a server. Each case is named by its number
 * there; those that go beyond Autobahn have none.
 */
class WebSocketConformanceTest {
  private static EngineEcho server;

  @BeforeAll
  static void start() {
    server =
        EngineEcho.limited(
            limits -> limits.withMaxFirstMessageBytes(SizeCases.LIMIT).withMaxUnsentBytes(1 << 28));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  static Stream<WebSocketCase> cases() {
    return Stream.of(FramingCases.all(), Utf8Cases.all(), ClosingCases.all(), SizeCases.all())
        .flatMap(List::stream);
  }

  @Test
  void everyCaseWithoutCompressionIsThere() {
    Map<String, Long> sections =
        cases()
            .map(WebSocketCase::name)
            .filter(name -> !name.startsWith("beyond:"))
            .map(name -> name.split(" ", 2)[0])
            .distinct()
            .collect(
                Collectors.groupingBy(
                    number -> number.substring(0, number.indexOf('.')),
                    TreeMap::new,
                    Collectors.counting()));
    assertThat(sections)
        .isEqualTo(
            Map.of(
                "1", 16L, "2", 11L, "3", 7L, "4", 10L, "5", 20L, "6", 145L, "7", 37L, "9", 54L,
                "10", 1L));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void clientGetsWhatTheRfcSays(WebSocketCase test) {
    try (RawWebSocket client = server.webSocket("")) {
      // Written beside the reading: either side may have to wait for the other to take something.
      Thread writer =
          Thread.startVirtualThread(
              () -> test.writes().forEach(client.connection()::sendUnlessClosed));
      List<String> answers = new ArrayList<>();
      while (answers.isEmpty() || !answers.getLast().startsWith("close ")) {
        answers.add(client.read().toString());
      }
      assertThat(answers).isEqualTo(test.answers());
      client.connection().awaitEnd();
      writer.interrupt();
    }
  }

  @Test
  void framesBehindTheHandshakeInOneSegmentAreRead() {
    try (RawClient connection = server.connect()) {
      String request = RawWebSocket.handshake("/engine.io/?EIO=4&transport=websocket", "");
      byte[] hello = RawWebSocket.frame(RawWebSocket.LAST | RawWebSocket.TEXT, "4hello");
      byte[] bad = {(byte) 0xff, (byte) 0x80};
      connection.send(Utf8Cases.joined(request.getBytes(StandardCharsets.US_ASCII), hello, bad));
      assertThat(connection.readResponse().status()).isEqualTo(101);
      RawWebSocket client = RawWebSocket.on(connection);
      assertThat(client.readText()).startsWith("0{\"sid\":");
      assertThat(client.readText()).isEqualTo("4hello");
      assertThat(client.awaitClose()).isEqualTo(1002);
    }
  }

  @Test
  void whatComesBehindOurCloseIsNotRead() {
    try (RawWebSocket client = server.webSocket("")) {
      client.sendText("x").sendText("4a").send(new byte[] {1, 2, 3});
      RawWebSocket.Frame close = client.read();
      assertThat(close).hasToString("close 1002");
      client.sendText("4b").send(FramingCases.filled(100, 0xff));
      client.connection().awaitEnd();
    }
  }

  @Test
  void peerThatClosesItsHalfOfTheConnectionIsGone() throws Exception {
    server.ended.clear();
    try (RawWebSocket client = server.webSocket("")) {
      client.connection().socket().shutdownOutput();
      client.connection().awaitEnd();
    }
    assertThat(server.awaitEnd()).isEqualTo(CloseReason.TRANSPORT_CLOSED);
  }

  @Test
  void peerThatResetsTheConnectionIsGone() throws Exception {
    server.ended.clear();
    server.webSocket("").connection().reset();
    assertThat(server.awaitEnd()).isIn(CloseReason.TRANSPORT_CLOSED, CloseReason.TRANSPORT_ERROR);
  }

  @Test
  void closeSaysWhetherTheClientLeavesOrMayComeBack() throws Exception {
    for (int code : new int[] {1000, 1001, 1007, 4000}) {
      server.ended.clear();
      try (RawWebSocket client = server.webSocket("")) {
        client.sendClose(code);
        assertThat(client.awaitClose()).isEqualTo(code);
      }
      assertThat(server.awaitEnd())
          .isEqualTo(code == 1001 ? CloseReason.CLIENT_GOODBYE : CloseReason.CLIENT_CLOSED);
    }
  }

  @Test
  void failedClientThatGoesOnSendingGetsItsCloseFrameAllTheSame() {
    try (RawWebSocket client = server.webSocket("")) {
      client.send(new byte[] {(byte) 0xff, (byte) 0x80});
      for (int i = 0; i < 100; i++) {
        client.connection().sendUnlessClosed(new byte[10_000]);
      }
      assertThat(client.awaitClose()).isEqualTo(1002);
    }
  }

  @Test
  void messageThatDripsIsEndedAtItsDeadline() throws Exception {
    Duration aSecond = Duration.ofSeconds(1);
    try (EngineEcho impatient =
            EngineEcho.limited(
                limits -> limits.withDeadlines(aSecond, aSecond, Duration.ofMillis(200)));
        RawWebSocket client = impatient.webSocket("")) {
      byte[] frame = RawWebSocket.frame(RawWebSocket.TEXT, "4" + "x".repeat(10_000));
      client.send(Arrays.copyOf(frame, 100));
      AtomicInteger next = new AtomicInteger(100);
      await()
          .pollInterval(Duration.ofMillis(10))
          .until(() -> {
            client.connection().sendUnlessClosed(new byte[] {frame[next.getAndIncrement()]});
            return client.connection().hasInput();
          });
      assertThat(client.read()).hasToString("close 1008");
      assertThat(impatient.awaitEnd()).isEqualTo(CloseReason.TOO_SLOW);
    }
  }

  /** A session that rests is not looked at until its next ping is due. */
  @Test
  void messageThatDripsIsEndedAtItsDeadlineAlsoAfterARest() throws Exception {
    try (EchoServer echo =
            EchoServer.limited(limits ->
                limits.withDeadlines(
                    Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofMillis(200)));
        RawWebSocket client =
            RawWebSocket.open(echo.address(), "/socket.io/?EIO=4&transport=websocket")) {
      client.readText();
      client.sendText("40");
      client.readText();
      await().pollDelay(Duration.ofMillis(100)).until(() -> true);
      client.send(Arrays.copyOf(RawWebSocket.frame(RawWebSocket.TEXT, "4" + "x".repeat(99)), 50));
      assertThat(client.read()).hasToString("close 1008");
    }
  }

  @Test
  void eachMessageHasADeadlineOfItsOwn() throws Exception {
    Duration aSecond = Duration.ofSeconds(1);
    try (EngineEcho impatient =
            EngineEcho.limited(
                limits -> limits.withDeadlines(aSecond, aSecond, Duration.ofMillis(400)));
        RawWebSocket client = impatient.webSocket("")) {
      // Each piece ends one message and begins the next, for longer than the deadline of one.
      client.send(RawWebSocket.frame(RawWebSocket.TEXT, "4a"));
      byte[] piece =
          Utf8Cases.joined(
              RawWebSocket.frame(RawWebSocket.LAST | RawWebSocket.CONTINUATION, "b"),
              RawWebSocket.frame(RawWebSocket.TEXT, "4a"));
      long start = System.nanoTime();
      await()
          .pollInterval(Duration.ofMillis(20))
          .until(() -> {
            client.send(piece);
            assertThat(client.readText()).isEqualTo("4ab");
            return System.nanoTime() - start > Duration.ofMillis(900).toNanos();
          });
      client.sendClose(1000);
      assertThat(client.awaitClose()).isEqualTo(1000);
    }
  }

  @Test
  void floodOfPingsWhosePongsNobodyReadsIsCutOff() throws Exception {
    try (EngineEcho small = EngineEcho.limited(limits -> limits.withMaxUnsentBytes(64 << 10));
        RawClient deaf = RawClient.connectDeaf(small.address())) {
      deaf.send(RawWebSocket.handshake("/engine.io/?EIO=4&transport=websocket", ""));
      byte[] pings = new byte[0];
      for (int i = 0; i < 100; i++) {
        pings =
            Utf8Cases.joined(
                pings,
                RawWebSocket.frame(
                    RawWebSocket.LAST | RawWebSocket.PING, FramingCases.filled(125, i)));
      }
      while (small.ended.isEmpty()) {
        deaf.sendUnlessClosed(pings);
      }
      assertThat(small.awaitEnd()).isEqualTo(CloseReason.TOO_SLOW);
    }
  }
}

package io.chatsignal.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chatsignal.testkit.RawClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client of HTTP can't make the server do, and what it is told. */
class HttpLimitsTest {
  private static final Duration SOON = Duration.ofMillis(200);
  private static final Duration NEVER = Duration.ofHours(1);
  private static final String GET = "GET /echo HTTP/1.1\r\nHost: a\r\n\r\n";
  private static EchoServer server;

  /** Gives up a request that is late, and never one that is not. */
  private static EchoServer impatient;

  @BeforeAll
  static void start() {
    server = new EchoServer();
    impatient = EchoServer.limited(limits -> limits.withDeadlines(SOON, NEVER, NEVER));
  }

  @AfterAll
  static void stop() {
    server.close();
    impatient.close();
  }

  private static void refuses(String request, int status) {
    try (RawClient client = server.connect()) {
      client.sendUnlessClosed(request.getBytes(StandardCharsets.ISO_8859_1));
      assertThat(client.readResponse().status()).isEqualTo(status);
      client.awaitEnd();
    }
    server.assertServes();
  }

  // ---- sizes

  @Test
  void aRequestLineOver4096BytesIs414() {
    refuses("GET /" + "a".repeat(4096) + " HTTP/1.1\r\nHost: a\r\n\r\n", 414);
  }

  @Test
  void aRequestLineThatNeverEndsIs414() {
    refuses("GET /" + "a".repeat(4 << 20), 414);
  }

  @Test
  void headersOver8192BytesAre431() {
    refuses("GET /echo HTTP/1.1\r\nHost: a\r\nX: " + "a".repeat(8192) + "\r\n\r\n", 431);
  }

  @Test
  void aThousandHeadersAre431() {
    refuses("GET /echo HTTP/1.1\r\nHost: a\r\n" + "X-Header: 1\r\n".repeat(1000) + "\r\n", 431);
  }

  @Test
  void headersThatNeverEndAre431() {
    refuses("GET /echo HTTP/1.1\r\nHost: a\r\n" + "A: b\r\n".repeat(1 << 20), 431);
  }

  @Test
  void headersOfAlmost8192BytesAreServed() {
    try (RawClient client = server.connect()) {
      client.send("GET /echo HTTP/1.1\r\nHost: a\r\nX: " + "a".repeat(8000) + "\r\n\r\n");
      assertThat(client.readResponse().status()).isEqualTo(200);
    }
  }

  @Test
  void aBodyOverTheLimitIs413BeforeItComes() {
    refuses("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 16385\r\n\r\n", 413);
  }

  @Test
  void aBodyOfALengthBeyondAnyLimitIs413() {
    refuses("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 9223372036854775807\r\n\r\n", 413);
  }

  @Test
  void aBodyOverTheLimitIs413AlsoWhileItComes() {
    refuses(
        "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 8388608\r\n\r\n" + "a".repeat(8 << 20),
        413);
  }

  @Test
  void chunksOverTheLimitAre413() {
    String chunk = "400\r\n" + "a".repeat(1024) + "\r\n";
    refuses(
        "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk.repeat(17),
        413);
  }

  @Test
  void aBodyAtTheLimitIsServed() {
    try (RawClient client = server.connect()) {
      client.send(
          "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 16384\r\n\r\n" + "a".repeat(16384));
      assertThat(client.readResponse().body()).hasSize(16384 + "POST ".length());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "deflate", "br", "zstd", "identity"})
  void cve202642587_nothingIsDecompressed(String encoding) {
    refuses(
        "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Encoding: "
            + encoding
            + "\r\nContent-Length: 2\r\n\r\nhi",
        415);
  }

  @Test
  void queryParametersBeyond32AreDropped() {
    try (RawClient client = server.connect()) {
      client.send(
          "GET /socket.io/?"
              + "a=b&".repeat(32)
              + "EIO=4&transport=polling HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(client.readResponse().body()).contains("Transport unknown");
    }
  }

  // ---- requests ahead of their answers

  @Test
  void theNinthRequestAheadOfItsAnswerIs429() throws InterruptedException {
    try (RawClient client = server.connect()) {
      client.send("GET /later HTTP/1.1\r\nHost: a\r\n\r\n" + GET.repeat(9));
      server.awaitHeld().respond(HttpAnswer.of(200, "text/plain", "one"));
      assertThat(client.readResponse().body()).isEqualTo("one");
      for (int i = 0; i < HttpShell.MAX_PIPELINED; i++) {
        assertThat(client.readResponse().status()).isEqualTo(200);
      }
      assertThat(client.readResponse().status()).isEqualTo(429);
      client.awaitEnd();
    }
  }

  /** Ten gigabytes of answers would not fit: made, they would end the test. */
  @Test
  void cve202693491_aFloodOfRequestsWithoutReadingIsNotServed() {
    try (RawClient client = RawClient.connectDeaf(server.address())) {
      String flood = "GET /large HTTP/1.1\r\nHost: a\r\n\r\n".repeat(10_000);
      client.sendUnlessClosed(flood.getBytes(StandardCharsets.ISO_8859_1));
      server.assertServes();
      int answers = client.readToEnd().split("HTTP/1.1 ", -1).length - 1;
      assertThat(answers).isLessThan(100);
    }
  }

  // ---- deadlines

  @ParameterizedTest
  @ValueSource(
      strings = {
        "G",
        "GET /echo",
        "GET /echo HTTP/1.1\r",
        "GET /echo HTTP/1.1\r\n",
        "GET /echo HTTP/1.1\r\nHost: a",
        "GET /echo HTTP/1.1\r\nHost: a\r\n",
        "GET /echo HTTP/1.1\r\nHost: a\r\n\r",
        "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n",
        "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nh",
        "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n",
        "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n",
        "POST /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n4"
      })
  void aRequestThatStopsHalfwayIs408(String beginning) {
    try (RawClient client = impatient.connect()) {
      client.send(beginning);
      assertThat(client.readResponse().status()).isEqualTo(408);
      client.awaitEnd();
    }
    try (RawClient client = impatient.connect()) {
      client.send(GET + beginning);
      assertThat(client.readResponse().status()).isEqualTo(200);
      assertThat(client.readResponse().status()).isEqualTo(408);
      client.awaitEnd();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /",
        "GET /echo HTTP/1.1\r\nHost: a\r\nX: ",
        "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 10000\r\n\r\n"
      })
  void aRequestThatDripsIs408(String beginning) throws IOException {
    try (RawClient client = impatient.connect()) {
      client.send(beginning);
      assertThat(drip(client)).startsWith("HTTP/1.1 408 ");
    }
    impatient.assertServes();
  }

  /** Sends a byte whenever the server has been silent for a moment. */
  private static String drip(RawClient client) throws IOException {
    client.socket().setSoTimeout(20);
    for (int i = 0; i < 500; i++) {
      client.sendUnlessClosed(new byte[] {'a'});
      try {
        return new String(
            client.socket().getInputStream().readNBytes(13), StandardCharsets.US_ASCII);
      } catch (SocketTimeoutException e) {
        // Nothing yet.
      }
    }
    return "nothing";
  }

  @Test
  void aRequestBehindAHeldOneHasItsDeadlineToo() throws InterruptedException {
    try (RawClient client = impatient.connect()) {
      client.send("GET /later HTTP/1.1\r\nHost: a\r\n\r\nGET /ec");
      HttpExchange held = impatient.awaitHeld();
      try (RawClient witness = impatient.connect()) {
        witness.send("G");
        assertThat(witness.readResponse().status()).isEqualTo(408);
      }
      try (RawClient witness = impatient.connect()) {
        witness.send("G");
        assertThat(witness.readResponse().status()).isEqualTo(408);
      }
      // Two deadlines later the rest of the request is too late.
      client.send("ho HTTP/1.1\r\nHost: a\r\n\r\n");
      held.respond(HttpAnswer.of(200, "text/plain", "one"));
      assertThat(client.readResponse().body()).isEqualTo("one");
      assertThat(client.readResponse().status()).isEqualTo(408);
      client.awaitEnd();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\r\n", "\r\n\r\n\r\n\r\n", "\r"})
  void aConnectionWithoutARequestIsClosedWithoutAWord(String beginning) {
    try (RawClient client = impatient.connect()) {
      client.send(beginning);
      client.awaitEnd();
    }
  }

  @Test
  void aConnectionThatIsNotUsedAgainIsClosedWithoutAWord() {
    try (EchoServer idling =
            EchoServer.limited(limits -> limits.withDeadlines(NEVER, SOON, NEVER));
        RawClient client = idling.connect()) {
      client.send(GET);
      assertThat(client.readResponse().status()).isEqualTo(200);
      client.awaitEnd();
    }
  }

  @Test
  void aClientThatDoesNotTakeItsAnswersIsClosed() {
    try (EchoServer idling =
            EchoServer.limited(limits -> limits.withDeadlines(NEVER, SOON, NEVER));
        RawClient client = RawClient.connectDeaf(idling.address())) {
      client.send("GET /large HTTP/1.1\r\nHost: a\r\n\r\n".repeat(20));
      idling.assertServes();
      assertThat(client.readToEnd().length()).isLessThan(20 * EchoServer.LARGE_BYTES);
    }
  }

  @Test
  void aClientThatDoesNotCloseAfterARefusalIsClosed() {
    try (RawClient client = server.connect()) {
      client.send("nonsense\r\n\r\n");
      assertThat(client.readResponse().status()).isEqualTo(400);
      client.awaitEnd();
      // It goes on all the same, and gets nowhere.
      await().until(() -> !takes(client));
    }
  }

  private static boolean takes(RawClient client) {
    try {
      client.send(GET);
      return true;
    } catch (UncheckedIOException e) {
      return false;
    }
  }
}

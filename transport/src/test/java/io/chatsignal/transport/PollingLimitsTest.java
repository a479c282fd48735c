package io.chatsignal.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chatsignal.engineio.CloseReason;
import io.chatsignal.testkit.RawClient;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a polling client can't make the server hold. */
class PollingLimitsTest {
  private static final int FIRST_MESSAGE = 16 << 10;
  private static final int MESSAGE = 256 << 10;
  private static EchoServer server;

  @BeforeAll
  static void start() {
    server = new EchoServer();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @BeforeEach
  void forgetEarlierSockets() {
    server.ended.clear();
  }

  private static String event(int bytes) {
    return "42[\"echo\",\"" + "a".repeat(bytes - "42[\"echo\",\"\"]".length()) + "\"]";
  }

  // ---- one at a time

  @Test
  void aSecondGetEndsTheSession() throws InterruptedException {
    try (PollingClient client = PollingClient.enter(server);
        RawClient other = server.connect()) {
      client.startPoll();
      other.send(PollingClient.get(client.query()));
      // Whichever of the two came first is held, until the other one ends the session.
      assertThat(List.of(client.gets.readResponse().body(), other.readResponse().body()))
          .containsExactlyInAnyOrder("1", "{\"code\":3,\"message\":\"Bad request\"}");
      assertThat(server.awaitEnd()).isEqualTo(CloseReason.PROTOCOL_ERROR);
      assertThat(client.get().body()).contains("Session ID unknown");
    }
  }

  @Test
  void aSecondPostEndsTheSession() throws InterruptedException {
    try (PollingClient client = PollingClient.enter(server);
        RawClient other = server.connect()) {
      client.posts.send(PollingClient.postHead(client.query(), 10) + "42[\"e");
      // Nothing tells when the first one's head was read, so the second comes until it meets it.
      RawClient.Response second;
      do {
        other.send(PollingClient.postHead(client.query(), 1) + "3");
        second = other.readResponse();
      } while (second.status() == 200);
      assertThat(second.status()).isEqualTo(400);
      assertThat(server.awaitEnd()).isEqualTo(CloseReason.PROTOCOL_ERROR);
    }
  }

  @Test
  void aPostThatIsGivenUpHalfwayLeavesRoomForTheNext() {
    Duration soon = Duration.ofMillis(200);
    try (EchoServer hurried =
            EchoServer.limited(limits -> limits.withDeadlines(soon, soon.multipliedBy(9), soon));
        PollingClient client = PollingClient.enter(hurried);
        RawClient late = hurried.connect()) {
      late.send(PollingClient.postHead(client.query(), 10) + "42");
      assertThat(late.readResponse().status()).isEqualTo(408);
      assertThat(client.post("42[\"echo\",1]").body()).isEqualTo("ok");
      assertThat(client.poll()).isEqualTo("42[\"echo\",1]");
    }
  }

  // ---- sizes

  @Test
  void aPostOver16384BytesBeforeConnectIs413AndEndsTheSession() {
    try (PollingClient client = PollingClient.open(server)) {
      RawClient.Response answer = client.post("4" + "a".repeat(FIRST_MESSAGE));
      assertThat(answer.status()).isEqualTo(413);
      client.posts.awaitEnd();
      assertThat(client.get().body()).contains("Session ID unknown");
    }
  }

  @Test
  void aPostOf16384BytesBeforeConnectIsRead() {
    try (PollingClient client = PollingClient.open(server)) {
      String auth = "{\"token\":\"" + "a".repeat(FIRST_MESSAGE - 14) + "\"}";
      assertThat(client.post("40" + auth).status()).isEqualTo(200);
      assertThat(client.poll()).startsWith("40{");
    }
  }

  @Test
  void aPostOver262144BytesIs413AndEndsTheSession() throws InterruptedException {
    try (PollingClient client = PollingClient.enter(server)) {
      assertThat(client.post(event(MESSAGE + 1)).status()).isEqualTo(413);
      client.posts.awaitEnd();
      assertThat(server.awaitEnd()).isEqualTo(CloseReason.TOO_LARGE);
    }
  }

  @Test
  void cve202036048_aHugePostIs413AndTheClientReadsItThoughItIsStillSending() {
    try (PollingClient client = PollingClient.enter(server)) {
      assertThat(client.post(event(16 << 20)).status()).isEqualTo(413);
      client.posts.awaitEnd();
    }
    server.assertServes();
  }

  @Test
  void aPostOf262144BytesIsRead() {
    try (PollingClient client = PollingClient.enter(server)) {
      assertThat(client.post(event(MESSAGE)).status()).isEqualTo(200);
      assertThat(client.poll()).hasSize(MESSAGE);
    }
  }

  @Test
  void aChunkedPostOverTheLimitIs413AndEndsTheSession() throws InterruptedException {
    try (PollingClient client = PollingClient.enter(server)) {
      String chunk = "8000\r\n" + "a".repeat(0x8000) + "\r\n";
      client.posts.send(
          "POST /socket.io/?"
              + client.query()
              + " HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
              + chunk.repeat(9));
      assertThat(client.posts.readResponse().status()).isEqualTo(413);
      client.posts.awaitEnd();
      assertThat(server.awaitEnd()).isEqualTo(CloseReason.TOO_LARGE);
    }
  }

  // ---- every refusal is answered

  @Test
  void cve202659725_aBinaryPostOfVersion4IsAnswered() throws InterruptedException {
    try (PollingClient client = PollingClient.enter(server)) {
      client.posts.send(
          "POST /socket.io/?"
              + client.query()
              + " HTTP/1.1\r\nHost: a\r\nContent-Type: application/octet-stream\r\n"
              + "Content-Length: 3\r\n\r\n\u0001\u0002\u0003");
      assertThat(client.posts.readResponse().status()).isEqualTo(400);
      assertThat(server.awaitEnd()).isEqualTo(CloseReason.PROTOCOL_ERROR);
    }
  }

  @Test
  void aPostThatIsNoUtf8IsAnswered() throws InterruptedException {
    try (PollingClient client = PollingClient.enter(server)) {
      assertThat(client.post(new byte[] {'4', '2', (byte) 0xc0, (byte) 0xaf}).status())
          .isEqualTo(400);
      assertThat(server.awaitEnd()).isEqualTo(CloseReason.PROTOCOL_ERROR);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "9", "\u001e", "4\u001e", "0", "5", "2", "b!", "42[", "451-[\"a\"]42"})
  void aPostThatIsNoPayloadIsAnswered(String payload) throws InterruptedException {
    try (PollingClient client = PollingClient.enter(server)) {
      assertThat(client.post(payload).status()).isEqualTo(400);
      assertThat(server.awaitEnd()).isEqualTo(CloseReason.PROTOCOL_ERROR);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"PUT", "DELETE", "PATCH", "HEAD", "PROPFIND"})
  void otherMethodsAreRefusedAndTheSessionGoesOn(String method) {
    try (PollingClient client = PollingClient.enter(server)) {
      client.posts.send(method + " /socket.io/?" + client.query() + " HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(client.posts.readResponse(method).status()).isEqualTo(400);
      assertThat(client.post("42[\"echo\",1]").body()).isEqualTo("ok");
    }
  }

  // ---- deadlines and output

  @Test
  void aSessionThatEntersNoNamespaceIsClosed() {
    try (EchoServer hurried =
            EchoServer.limited(limits -> limits.withConnectTimeout(Duration.ofMillis(200)));
        PollingClient client = PollingClient.open(hurried)) {
      assertThat(client.poll()).isEqualTo("1");
      assertThat(client.get().body()).contains("Session ID unknown");
      await().until(() -> hurried.connections() == 0);
    }
  }

  @Test
  void aClientThatDoesNotFetchItsEventsIsCutOffAsTooSlow() throws InterruptedException {
    try (PollingClient slow = PollingClient.enter(server);
        PollingClient other = PollingClient.enter(server)) {
      String large = event(200_000);
      for (int i = 0; i < 6; i++) {
        assertThat(slow.post(large).body()).isEqualTo("ok");
      }
      assertThat(server.awaitEnd()).isEqualTo(CloseReason.TOO_SLOW);
      assertThat(slow.get().body()).contains("Session ID unknown");
      other.post("42[\"echo\",1]");
      assertThat(other.poll()).isEqualTo("42[\"echo\",1]");
    }
  }

  @Test
  void aGetThatIsGivenUpEndsTheSession() throws InterruptedException {
    try (PollingClient client = PollingClient.enter(server)) {
      client.startPoll();
      client.gets.reset();
      assertThat(server.awaitEnd()).isEqualTo(CloseReason.TRANSPORT_CLOSED);
    }
  }
}

package io.chatsignal.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatsignal.testkit.RawClient;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** HTTP as its clients expect it. What they may not do is in {@link HttpLimitsTest}. */
class HttpShellTest {
  private static final String GET = "GET /echo HTTP/1.1\r\nHost: a\r\n\r\n";
  private static final String LATER = "GET /later HTTP/1.1\r\nHost: a\r\n\r\n";
  private static EchoServer server;

  @BeforeAll
  static void start() {
    server = new EchoServer();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  // ---- connections

  @Test
  void aConnectionServesRequestAfterRequest() {
    try (RawClient client = server.connect()) {
      for (int i = 0; i < 3; i++) {
        client.send(post("Content-Length: 2", "hi"));
        RawClient.Response answer = client.readResponse();
        assertThat(answer.body()).isEqualTo("POST hi");
        assertThat(answer.header("Connection")).isEqualTo("keep-alive");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /echo HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
        "GET /echo HTTP/1.1\r\nHost: a\r\nConnection: Close, x\r\n\r\n",
        "GET /echo HTTP/1.0\r\n\r\n",
        "GET /echo HTTP/1.0\r\nHost: a\r\nConnection: x\r\n\r\n"
      })
  void aConnectionEndsWhenItsClientSaysSo(String request) {
    try (RawClient client = server.connect()) {
      client.send(request + GET);
      RawClient.Response answer = client.readResponse();
      assertThat(answer.body()).isEqualTo("GET ");
      assertThat(answer.header("Connection")).isEqualTo("close");
      client.awaitEnd();
    }
  }

  @Test
  void anOldClientMayKeepItsConnection() {
    try (RawClient client = server.connect()) {
      for (int i = 0; i < 2; i++) {
        client.send("GET /echo HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
        assertThat(client.readResponse().header("Connection")).isEqualTo("keep-alive");
      }
    }
  }

  @Test
  void pipelinedRequestsAreAnsweredInTheirOrder() throws InterruptedException {
    try (RawClient client = server.connect()) {
      client.send(LATER + post("Content-Length: 2", "hi") + LATER + GET);
      server.awaitHeld().respond(HttpAnswer.of(200, "text/plain", "one"));
      assertThat(client.readResponse().body()).isEqualTo("one");
      assertThat(client.readResponse().body()).isEqualTo("POST hi");
      server.awaitHeld().respond(HttpAnswer.of(200, "text/plain", "three"));
      assertThat(client.readResponse().body()).isEqualTo("three");
      assertThat(client.readResponse().body()).isEqualTo("GET ");
    }
  }

  @Test
  void aRefusalWaitsForTheAnswersBeforeIt() throws InterruptedException {
    try (RawClient client = server.connect()) {
      client.send(LATER + GET + "nonsense\r\n\r\n");
      server.awaitHeld().respond(HttpAnswer.of(200, "text/plain", "one"));
      assertThat(client.readResponse().body()).isEqualTo("one");
      assertThat(client.readResponse().body()).isEqualTo("GET ");
      assertThat(client.readResponse().status()).isEqualTo(400);
      client.awaitEnd();
    }
  }

  @Test
  void emptyLinesBeforeARequestAreIgnored() {
    try (RawClient client = server.connect()) {
      client.send("\r\n\r\n" + GET + "\r\n" + GET);
      assertThat(client.readResponse().status()).isEqualTo(200);
      assertThat(client.readResponse().status()).isEqualTo(200);
    }
  }

  @Test
  void aRequestMayComeByteByByte() {
    try (RawClient client = server.connect()) {
      client.sendDripping(post("Content-Length: 2", "hi"));
      assertThat(client.readResponse().body()).isEqualTo("POST hi");
      client.sendDripping(post("Transfer-Encoding: chunked", "1\r\nh\r\n1;x=y\r\ni\r\n0\r\n\r\n"));
      assertThat(client.readResponse().body()).isEqualTo("POST hi");
    }
  }

  // ---- methods and targets

  @Test
  void headIsGetWithoutTheBody() {
    try (RawClient client = server.connect()) {
      client.send("HEAD /echo HTTP/1.1\r\nHost: a\r\n\r\n" + GET);
      RawClient.Response head = client.readResponse("HEAD");
      assertThat(head.status()).isEqualTo(200);
      assertThat(head.header("Content-Length")).isEqualTo("5");
      assertThat(client.readResponse().body()).isEqualTo("GET ");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/socket.io/?EIO=4&transport=polling", "/echo", "/nothing", "*"})
  void optionsIsAnsweredEverywhere(String target) {
    try (RawClient client = server.connect()) {
      client.send("OPTIONS " + target + " HTTP/1.1\r\nHost: a\r\n\r\n" + GET);
      RawClient.Response answer = client.readResponse();
      assertThat(answer.status()).isEqualTo(204);
      assertThat(answer.headers()).doesNotContainKey("content-length");
      assertThat(client.readResponse().status()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"PUT", "DELETE", "PATCH", "TRACE", "BREW", "get"})
  void otherMethodsAreTheApplicationsAffairButNotTheProtocols(String method) {
    try (RawClient client = server.connect()) {
      client.send(method + " /echo HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(client.readResponse().body()).isEqualTo(method + " ");
      client.send(method + " /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nHost: a\r\n\r\n");
      RawClient.Response answer = client.readResponse();
      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.body()).isEqualTo("{\"code\":2,\"message\":\"Bad handshake method\"}");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"http://a/echo", "HTTP://a/echo?x=/y", "https://a:1/%65cho", "/echo?;&&=&?/"})
  void aTargetMayBeWrittenInDifferentWays(String target) {
    try (RawClient client = server.connect()) {
      client.send("GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(client.readResponse().body()).isEqualTo("GET ");
    }
  }

  @Test
  void aTargetWithoutAPathIsTheRoot() {
    try (RawClient client = server.connect()) {
      client.send("GET http://a?x=/echo HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(client.readResponse().status()).isEqualTo(404);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"HTTP/2.0", "HTTP/0.9", "HTTP/1.2", "HTTP/9.9"})
  void otherVersionsAreNotSpoken(String version) {
    try (RawClient client = server.connect()) {
      client.send("GET /echo " + version + "\r\nHost: a\r\n\r\n");
      assertThat(client.readResponse().status()).isEqualTo(505);
      client.awaitEnd();
    }
  }

  // ---- expectations

  @Test
  void aClientThatAsksFirstIsToldToGoOn() {
    try (RawClient client = server.connect()) {
      client.send(post("Expect: 100-continue\r\nContent-Length: 2", ""));
      assertThat(client.readResponse().status()).isEqualTo(100);
      client.send("hi");
      assertThat(client.readResponse().body()).isEqualTo("POST hi");
      client.send(GET);
      assertThat(client.readResponse().status()).isEqualTo(200);
    }
  }

  @Test
  void aClientThatAsksWithTooMuchIsToldAtOnce() {
    try (RawClient client = server.connect()) {
      client.send(post("Expect: 100-continue\r\nContent-Length: 20000", ""));
      assertThat(client.readResponse().status()).isEqualTo(413);
      client.awaitEnd();
    }
  }

  @Test
  void anOldClientIsNotToldToGoOn() {
    try (RawClient client = server.connect()) {
      client.send("POST /echo HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\nhi");
      assertThat(client.readResponse().body()).isEqualTo("POST hi");
    }
  }

  @Test
  void otherExpectationsFail() {
    try (RawClient client = server.connect()) {
      client.send(post("Expect: 200-ok\r\nContent-Length: 2", "hi"));
      assertThat(client.readResponse().status()).isEqualTo(417);
      client.awaitEnd();
    }
  }

  // ---- answers

  @Test
  void anAnswerMayComeFromAnotherThreadAndTooLate() throws InterruptedException {
    HttpExchange exchange;
    try (RawClient client = server.connect()) {
      client.send(LATER);
      exchange = server.awaitHeld();
    }
    exchange.respond(HttpAnswer.of(200, "text/plain", "nobody reads this"));
    server.assertServes();
  }

  @Test
  void anAnswerThatCanNotBeWrittenIsReplaced() throws InterruptedException {
    try (RawClient client = server.connect()) {
      client.send(LATER + GET);
      server.awaitHeld().respond(new HttpAnswer(200, Map.of("X", "a\r\nY: b"), new byte[0]));
      RawClient.Response answer = client.readResponse();
      assertThat(answer.status()).isEqualTo(500);
      assertThat(answer.headers()).doesNotContainKeys("x", "y");
      assertThat(client.readResponse().status()).isEqualTo(200);
    }
  }

  private static String post(String headers, String body) {
    return "POST /echo HTTP/1.1\r\nHost: a\r\n" + headers + "\r\n\r\n" + body;
  }
}

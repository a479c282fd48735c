package io.chatsignal.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatsignal.testkit.RawClient;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Requests that name a session, a transport or a version in ways that no client would. */
class SessionLookupTest {
  private static final String UPGRADE =
      String.join(
          "\r\n",
          "Connection: Upgrade",
          "Upgrade: websocket",
          "Sec-WebSocket-Version: 13",
          "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
          "");

  /** Names that other languages' objects have without having been given them, and worse. */
  static final List<String> ODD_SIDS =
      List.of(
          "__proto__",
          "constructor",
          "prototype",
          "hasOwnProperty",
          "toString",
          "null",
          "undefined",
          "",
          "%00",
          "%2e%2e%2f",
          "*",
          "AAAAAAAAAAAAAAAAAAAAAAAA",
          "%F0%9F%92%A9",
          "%ff%fe",
          "a".repeat(3900));

  static final List<String> ODD_TRANSPORTS =
      List.of(
          "",
          "transport=",
          "transport=webtransport",
          "transport=__proto__",
          "transport=constructor",
          "transport=Polling",
          "transport=polling&transport=polling",
          "transport=polling&transport=websocket",
          "transport[]=polling",
          "transport=polling%00",
          "TRANSPORT=polling");

  private static EchoServer server;

  @BeforeAll
  static void start() {
    server = new EchoServer();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  /** The same query, by each way in. */
  private static Stream<String> waysIn(String query) {
    return Stream.of(
        PollingClient.get(query), PollingClient.postHead(query, 1) + "2", upgrade(query));
  }

  private static String upgrade(String query) {
    return "GET /socket.io/?" + query + " HTTP/1.1\r\nHost: a\r\n" + UPGRADE + "\r\n";
  }

  private static void refusesEachWay(String query, String error) {
    try (RawClient client = server.connect()) {
      waysIn(query)
          .forEach(request -> {
            client.send(request);
            RawClient.Response answer = client.readResponse();
            assertThat(answer.status()).as(request).isEqualTo(400);
            assertThat(answer.body()).as(request).contains(error);
          });
    }
    server.assertServes();
  }

  // ---- sid

  @ParameterizedTest
  @FieldSource("ODD_SIDS")
  void cve202659724_aSidThatIsNoSessionIsUnknown(String sid) {
    try (RawClient client = server.connect()) {
      for (String transport : List.of("polling", "websocket")) {
        String query = "EIO=4&transport=" + transport + "&sid=" + sid;
        client.send(transport.equals("polling") ? PollingClient.get(query) : upgrade(query));
        RawClient.Response answer = client.readResponse();
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).isEqualTo("{\"code\":1,\"message\":\"Session ID unknown\"}");
      }
      client.send(PollingClient.postHead("EIO=4&transport=polling&sid=" + sid, 1) + "2");
      assertThat(client.readResponse().body()).contains("Session ID unknown");
    }
  }

  @Test
  void aSidGivenTwiceIsUnknown() {
    try (PollingClient client = PollingClient.open(server)) {
      client.posts.send(PollingClient.postHead(client.query() + "&sid=" + client.sid, 2) + "40");
      assertThat(client.posts.readResponse().body()).contains("Session ID unknown");
      assertThat(client.post("40").status()).isEqualTo(200);
    }
  }

  // ---- transport

  @ParameterizedTest
  @FieldSource("ODD_TRANSPORTS")
  void cve202331125_aTransportThatIsNoneIsUnknown(String transport) {
    refusesEachWay("EIO=4&" + transport, "Transport unknown");
    try (PollingClient client = PollingClient.open(server)) {
      refusesEachWay("EIO=4&sid=" + client.sid + "&" + transport, "Transport unknown");
      assertThat(client.post("40").status()).isEqualTo(200);
    }
  }

  @Test
  void jsonpIsRefused() {
    refusesPolling("EIO=4&transport=polling&j=0");
    refusesPolling("EIO=3&transport=polling&j=%3Cscript%3E");
  }

  private static void refusesPolling(String query) {
    try (RawClient client = server.connect()) {
      client.send(PollingClient.get(query));
      RawClient.Response answer = client.readResponse();
      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.body()).isEqualTo("{\"code\":3,\"message\":\"Bad request\"}");
      assertThat(answer.header("Content-Type")).isEqualTo("application/json");
    }
  }

  // ---- EIO

  record Pair(String session, String request) {}

  static Stream<Pair> mismatches() {
    return Stream.of("EIO=3", "EIO=4")
        .flatMap(session ->
            Stream.of("EIO=3", "EIO=4", "EIO=5", "EIO=", "", "EIO=04", "EIO=4&EIO=3", "EIO=4&EIO=4")
                .filter(request -> !request.equals(session))
                .map(request -> new Pair(session, request)));
  }

  @ParameterizedTest
  @MethodSource("mismatches")
  void cve2026102599_aSessionIsReachedInItsOwnVersionOnly(Pair pair) {
    try (RawClient client = server.connect()) {
      client.send(PollingClient.get(pair.session() + "&transport=polling"));
      String sid = PollingClient.sidOf(client.readResponse());
      refusesEachWay(
          pair.request() + "&transport=polling&sid=" + sid, "Unsupported protocol version");
      client.send(upgrade(pair.request() + "&transport=websocket&sid=" + sid));
      assertThat(client.readResponse().body()).contains("Unsupported protocol version");
      String ping = pair.session().equals("EIO=3") ? "1:2" : "3";
      String query = pair.session() + "&transport=polling&sid=" + sid;
      client.send(PollingClient.postHead(query, ping.length()) + ping);
      assertThat(client.readResponse().body()).isEqualTo("ok");
    }
  }
}

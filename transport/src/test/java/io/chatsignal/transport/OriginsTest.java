package io.chatsignal.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatsignal.testkit.RawClient;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which pages may talk to the server, by every way in. */
class OriginsTest {
  private static final String LISTED = "https://a.com";
  private static final String LISTED_TOO = "http://b.com:8080";
  private static final String POLLING = "/socket.io/?EIO=4&transport=polling";
  private static final String WEB_SOCKET = "/socket.io/?EIO=4&transport=websocket";

  private static EchoServer choosy;
  private static EchoServer open;

  @BeforeAll
  static void start() {
    choosy =
        new EchoServer(config ->
            config.withAccess(
                new SocketServerConfig.Access(
                    Set.of(LISTED, LISTED_TOO), Set.of(), SocketServerConfig.ProxyProtocol.NONE)));
    open = new EchoServer();
  }

  @AfterAll
  static void stop() {
    choosy.close();
    open.close();
  }

  /** Origins that some comparison takes for the listed one, and ours doesn't. */
  static Stream<String> lookAlikes() {
    return Stream.of(
        "https://a.com.evil",
        "https://evil-a.com",
        "https://sub.a.com",
        "https://a.com.",
        "https://a.com:443",
        "https://a.com:8443",
        "http://a.com",
        "HTTPS://A.COM",
        "https://A.com",
        "https://user@a.com",
        "https://a.com@evil.com",
        "https://a.com/",
        "https://a.com/path",
        "https://a.com%2eevil.com",
        "https://a.com\thttps://evil.com",
        "https://a.com, https://evil.com",
        "https://a_com",
        "https://\u0430.com",
        "//a.com",
        "a.com",
        "https://",
        "null",
        "*",
        "file://",
        "http://b.com",
        "http://b.com:80801");
  }

  private static RawClient.Response ask(EchoServer server, String request, String... headers) {
    try (RawClient client = server.connect()) {
      client.send(request + " HTTP/1.1\r\nHost: a\r\n" + String.join("\r\n", headers) + "\r\n\r\n");
      return client.readResponse(request.substring(0, request.indexOf(' ')));
    }
  }

  private static RawClient.Response upgrade(EchoServer server, String origin) {
    return ask(
        server,
        "GET " + WEB_SOCKET,
        "Origin: " + origin,
        "Connection: Upgrade",
        "Upgrade: websocket",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==");
  }

  private static void assertRefused(RawClient.Response answer) {
    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.headers().keySet()).noneMatch(name -> name.startsWith("access-control-"));
    assertThat(answer.header("Vary")).isEqualTo("Origin");
  }

  @ParameterizedTest
  @MethodSource("lookAlikes")
  void aLookAlikeIsRefusedByPollingAndWebSocketAndRoutesAlike(String origin) {
    assertRefused(ask(choosy, "GET " + POLLING, "Origin: " + origin));
    assertRefused(ask(choosy, "POST " + POLLING, "Origin: " + origin));
    assertRefused(ask(choosy, "OPTIONS " + POLLING, "Origin: " + origin));
    assertRefused(upgrade(choosy, origin));
    assertRefused(ask(choosy, "GET /echo", "Origin: " + origin));
    assertRefused(ask(choosy, "OPTIONS /echo", "Origin: " + origin));
  }

  @Test
  void aSessionIsRefusedToAPageThatDidNotOpenIt() {
    try (PollingClient client = PollingClient.open(choosy)) {
      assertRefused(ask(choosy, "GET /socket.io/?" + client.query(), "Origin: https://a.com.evil"));
      assertRefused(
          ask(choosy, "POST /socket.io/?" + client.query(), "Origin: https://a.com.evil"));
      assertThat(client.post("40").status()).isEqualTo(200);
    }
  }

  @Test
  void twoOriginsAreRefusedThoughBothAreListed() {
    assertRefused(ask(choosy, "GET " + POLLING, "Origin: " + LISTED, "Origin: " + LISTED_TOO));
    assertRefused(ask(choosy, "GET " + POLLING, "Origin: " + LISTED, "Origin: https://evil.com"));
    assertRefused(ask(choosy, "GET " + POLLING, "Origin: https://evil.com", "Origin: " + LISTED));
  }

  @ParameterizedTest
  @ValueSource(strings = {LISTED, LISTED_TOO})
  void aListedOriginIsLetInAndMayReadItsAnswers(String origin) {
    RawClient.Response opened = ask(choosy, "GET " + POLLING, "Origin: " + origin);
    assertThat(opened.status()).isEqualTo(200);
    assertThat(opened.header("Access-Control-Allow-Origin")).isEqualTo(origin);
    assertThat(opened.header("Access-Control-Allow-Credentials")).isEqualTo("true");
    assertThat(opened.header("Vary")).isEqualTo("Origin");
    assertThat(upgrade(choosy, origin).status()).isEqualTo(101);
    assertThat(ask(choosy, "GET /echo", "Origin: " + origin).status()).isEqualTo(200);
  }

  @Test
  void aListedOriginMayAskWhatItMay() {
    RawClient.Response answer = ask(choosy, "OPTIONS " + POLLING, "Origin: " + LISTED);
    assertThat(answer.status()).isEqualTo(204);
    assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo(LISTED);
    assertThat(answer.header("Access-Control-Allow-Methods")).isEqualTo("GET, POST, OPTIONS");
    assertThat(answer.header("Access-Control-Allow-Headers")).isEqualTo("Content-Type");
  }

  @Test
  void whoIsNoBrowserHasNoOriginAndIsLetIn() {
    RawClient.Response opened = ask(choosy, "GET " + POLLING, "X: y");
    assertThat(opened.status()).isEqualTo(200);
    assertThat(opened.headers()).doesNotContainKey("access-control-allow-origin");
    assertThat(opened.header("Vary")).isEqualTo("Origin");
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://a.com", "null", "https://evil.com"})
  void cve202028481_withoutAListNoOriginIsReflectedAndNoCredentialsAreAllowed(String origin) {
    RawClient.Response opened = ask(open, "GET " + POLLING, "Origin: " + origin);
    assertThat(opened.status()).isEqualTo(200);
    assertThat(opened.header("Access-Control-Allow-Origin")).isEqualTo("*");
    assertThat(opened.headers()).doesNotContainKeys("access-control-allow-credentials", "vary");
    assertThat(upgrade(open, origin).status()).isEqualTo(101);
  }

  @Test
  void cve202656746_theNullOriginIsNoWayAroundTheList() {
    assertRefused(ask(choosy, "GET " + POLLING, "Origin: null"));
    assertRefused(ask(choosy, "GET " + POLLING, "Origin:"));
    assertRefused(upgrade(choosy, "null"));
  }
}

package io.chatsignal.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatsignal.testkit.RawClient;
import io.chatsignal.testkit.RawClient.Response;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What only the whole server shows of its HTTP side: the shell and the routes together. */
class HttpOverTheWireTest {

  private static final String BODY = "app=web&password=a+password+for+tests";
  private static final String POST =
      "POST /app HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\n";

  private final SignalingServer server =
      TestServer.unstarted("ALLOWED_ORIGINS", "https://ours.example");

  @BeforeEach
  void start() throws StartException {
    server.start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void tokenComesOverAConnectionThatIsKept() {
    try (RawClient client = connect()) {
      for (int i = 0; i < 3; i++) {
        Response response = client.send(post(BODY)).readResponse();
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.body())
            .matches("\\{\"status\":200,\"error\":null,\"response\":\\{\"token\":\"[\\w.-]+\"}}");
      }
    }
  }

  @Test
  void requestsThatAreSentAheadAreAnsweredInTheirOrder() {
    try (RawClient client = connect()) {
      client.send(post(BODY) + post("app=web") + get("HEAD", "/demo") + get("GET", "/nothing"));
      assertThat(client.readResponse().status()).isEqualTo(200);
      assertThat(client.readResponse().status()).isEqualTo(401);
      assertThat(client.readResponse("HEAD").status()).isEqualTo(200);
      assertThat(client.readResponse().status()).isEqualTo(404);
    }
  }

  @ParameterizedTest
  @CsvSource({"9000", "20000"})
  void bodyThatIsTooLargeIsRefusedInTheEnvelopeWhoeverRefusesIt(int bytes) {
    try (RawClient client = connect()) {
      client.sendUnlessClosed(post("x".repeat(bytes)).getBytes(StandardCharsets.UTF_8));
      Response response = client.readResponse();
      assertThat(response.status()).isEqualTo(413);
      assertThat(response.body())
          .startsWith("{\"status\":413,\"error\":\"Content Too Large\",\"response\":null");
    }
  }

  @Test
  void headIsAnsweredAsGetWithoutTheBody() {
    try (RawClient client = connect()) {
      Response get = client.send(get("GET", "/demo")).readResponse();
      Response head = client.send(get("HEAD", "/demo")).readResponse("HEAD");
      assertThat(head.headers()).isEqualTo(get.headers());
      assertThat(get.body()).hasSize(Integer.parseInt(head.header("content-length")));
    }
  }

  @Test
  void pageOfAnAllowedOriginMayAskAndReadTheAnswer() {
    try (RawClient client = connect()) {
      String origin = "Origin: https://ours.example\r\n";
      Response preflight =
          client.send("OPTIONS /app HTTP/1.1\r\nHost: a\r\n" + origin + "\r\n").readResponse();
      assertThat(preflight.status()).isEqualTo(204);
      assertThat(preflight.header("access-control-allow-origin")).isEqualTo("https://ours.example");
      assertThat(preflight.header("access-control-allow-methods")).contains("POST");
      assertThat(preflight.header("access-control-allow-headers")).contains("Content-Type");
      Response response =
          client
              .send(POST + origin + "Content-Length: " + BODY.length() + "\r\n\r\n" + BODY)
              .readResponse();
      assertThat(response.status()).isEqualTo(200);
      assertThat(response.header("access-control-allow-origin")).isEqualTo("https://ours.example");
    }
  }

  @Test
  void pageOfAnotherOriginIsRefusedInTheEnvelope() {
    try (RawClient client = connect()) {
      String origin = "Origin: https://theirs.example\r\n";
      Response response =
          client
              .send(POST + origin + "Content-Length: " + BODY.length() + "\r\n\r\n" + BODY)
              .readResponse();
      assertThat(response.status()).isEqualTo(403);
      assertThat(response.body())
          .isEqualTo("{\"status\":403,\"error\":\"Forbidden\",\"response\":null}");
      assertThat(response.header("access-control-allow-origin")).isEmpty();
    }
  }

  @Test
  void malformedRequestIsRefusedInTheEnvelope() {
    try (RawClient client = connect()) {
      Response response = client.send("GET /% HTTP/1.1\r\nHost: a\r\n\r\n").readResponse();
      assertThat(response.status()).isEqualTo(400);
      assertThat(response.body())
          .isEqualTo("{\"status\":400,\"error\":\"Bad Request\",\"response\":null}");
    }
  }

  private RawClient connect() {
    return RawClient.connect(
        new InetSocketAddress(
            InetAddress.getLoopbackAddress(), URI.create(server.address()).getPort()));
  }

  private static String post(String body) {
    return POST + "Content-Length: " + body.length() + "\r\n\r\n" + body;
  }

  private static String get(String method, String path) {
    return method + " " + path + " HTTP/1.1\r\nHost: a\r\n\r\n";
  }
}

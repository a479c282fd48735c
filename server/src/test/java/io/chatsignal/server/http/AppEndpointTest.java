package io.chatsignal.server.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.chatsignal.transport.HttpAnswer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AppEndpointTest {

  private static final String JSON = "application/json";
  private static final String FORM = "application/x-www-form-urlencoded";

  private final AtomicLong now = new AtomicLong();
  private final HttpApi api =
      HttpApi.withoutDemo(new AppEndpoint("s3cret", app -> "token.of." + app, now::get));

  @Test
  void rightPasswordGetsATokenForTheApp() {
    HttpAnswer answer = post(JSON, "{\"app\":\"web\",\"password\":\"s3cret\"}");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(body(answer))
        .isEqualTo("{\"status\":200,\"error\":null,\"response\":{\"token\":\"token.of.web\"}}");
    assertThat(answer.headers())
        .containsEntry("Content-Type", "application/json; charset=utf-8")
        .containsEntry("Cache-Control", "no-store")
        .containsEntry("X-Content-Type-Options", "nosniff");
    assertThat(body(post(FORM, "app=web&password=s3cret"))).isEqualTo(body(answer));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"app\":\"web\",\"password\":\"S3cret\"}",
        "{\"app\":\"web\",\"password\":\"\"}",
        "{\"app\":\"web\",\"password\":[\"s3cret\"]}",
        "{\"app\":\"web\",\"password\":\"s3cret \"}",
        "{\"app\":\"web\"}",
      })
  void wrongPasswordIsUnauthorizedAndNoMore(String body) {
    HttpAnswer answer = post(JSON, body);
    assertThat(answer.status()).isEqualTo(401);
    assertThat(body(answer))
        .isEqualTo("{\"status\":401,\"error\":\"Unauthorized\",\"response\":null}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"password\":\"s3cret\"}",
        "{\"app\":\"\",\"password\":\"s3cret\"}",
        "{\"app\":7,\"password\":\"s3cret\"}",
        "{\"app\":\"a\\u0000b\",\"password\":\"s3cret\"}",
        "{\"app\":\"web\",\"password\":\"s3cret\"",
        "",
      })
  void missingOrMalformedAppIsABadRequest(String body) {
    assertRefusal(post(JSON, body), 400, "Bad Request");
  }

  @Test
  void appNameHasALimit() {
    assertThat(post(FORM, "password=s3cret&app=" + "x".repeat(256)).status()).isEqualTo(200);
    assertRefusal(post(FORM, "password=s3cret&app=" + "x".repeat(257)), 400, "Bad Request");
  }

  @Test
  void tooLargeABodyIsRefused() {
    String fill = "x".repeat(AppEndpoint.MAX_BODY_BYTES);
    assertRefusal(post(FORM, "app=web&password=s3cret&fill=" + fill), 413, "Content Too Large");
  }

  @Test
  void requestRefusedBeforeItIsCompleteHasTheSameEnvelope() {
    assertThat(body(api.refusal(413)))
        .isEqualTo("{\"status\":413,\"error\":\"Content Too Large\",\"response\":null}");
    assertThat(body(api.refusal(431))).contains("\"Request Header Fields Too Large\"");
  }

  @Test
  void otherContentTypesAreRefused() {
    assertRefusal(post("text/plain", "app=web"), 415, "Unsupported Media Type");
    assertRefusal(post("", "app=web"), 415, "Unsupported Media Type");
    FakeExchange compressed =
        FakeExchange.post(FORM, "app=web&password=s3cret").with("Content-Encoding", "gzip");
    api.handle(compressed);
    assertRefusal(compressed.answer(), 415, "Unsupported Media Type");
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "HEAD", "PUT", "DELETE", "PATCH", "TRACE"})
  void otherMethodsAreRefusedWithTheOneThatIsAllowed(String method) {
    FakeExchange exchange = new FakeExchange(method, "/app", "", "192.0.2.1");
    api.handle(exchange);
    assertRefusal(exchange.answer(), 405, "Method Not Allowed");
    assertThat(exchange.answer().headers()).containsEntry("Allow", "POST");
  }

  @Test
  void whoeverGuessesHasToWaitAndEvenTheRightPasswordDoesNotHelp() {
    for (int i = 0; i < WrongTries.BURST; i++) {
      assertThat(post(FORM, "app=web&password=guess" + i).status()).isEqualTo(401);
    }
    HttpAnswer answer = post(FORM, "app=web&password=s3cret");
    assertRefusal(answer, 429, "Too Many Requests");
    assertThat(answer.headers()).containsEntry("Retry-After", "30");

    now.addAndGet(Duration.ofMillis(29_001).toNanos());
    assertThat(post(FORM, "app=web&password=s3cret").headers()).containsEntry("Retry-After", "1");
    now.addAndGet(Duration.ofMillis(999).toNanos());
    assertThat(post(FORM, "app=web&password=s3cret").status()).isEqualTo(200);
  }

  @Test
  void rightPasswordIsNeverSlowedDown() {
    for (int i = 0; i < 100; i++) {
      assertThat(post(FORM, "app=web&password=s3cret").status()).isEqualTo(200);
    }
  }

  private HttpAnswer post(String contentType, String body) {
    FakeExchange exchange = FakeExchange.post(contentType, body);
    api.handle(exchange);
    return exchange.answer();
  }

  private static void assertRefusal(HttpAnswer answer, int status, String error) {
    assertThat(answer.status()).isEqualTo(status);
    assertThat(body(answer))
        .startsWith(
            "{\"status\":%d,\"error\":\"%s\",\"response\":null,\"message\":\""
                .formatted(status, error));
  }

  private static String body(HttpAnswer answer) {
    return new String(answer.body(), UTF_8);
  }
}

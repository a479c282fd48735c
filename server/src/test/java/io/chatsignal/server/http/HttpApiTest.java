package io.chatsignal.server.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.chatsignal.transport.HttpAnswer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpApiTest {

  private static final AppEndpoint APP = new AppEndpoint("s3cret", app -> "token", () -> 0);

  private final HttpApi withDemo =
      HttpApi.withDemo(APP, new DemoPage(new StaticFiles("/test-demo/"), () -> "demo.token"));
  private final HttpApi withoutDemo = HttpApi.withoutDemo(APP);

  @Test
  void demoPageIsServedWithAStrictPolicy() {
    for (String path : new String[] {"/demo", "/demo/", "/demo/index.html"}) {
      HttpAnswer answer = ask(withDemo, FakeExchange.get(path));
      assertThat(answer.status()).isEqualTo(200);
      assertThat(new String(answer.body(), UTF_8)).contains("<title>demo</title>");
      assertThat(answer.headers())
          .containsEntry("Content-Type", "text/html; charset=utf-8")
          .containsEntry("Cache-Control", "no-cache")
          .containsEntry("X-Content-Type-Options", "nosniff");
      assertThat(answer.headers().get("Content-Security-Policy"))
          .contains("default-src 'none'")
          .doesNotContain("unsafe");
    }
  }

  @Test
  void demoPageGetsATokenThatNobodyKeeps() {
    HttpAnswer answer = ask(withDemo, FakeExchange.get("/demo/config.json"));
    assertThat(answer.status()).isEqualTo(200);
    assertThat(new String(answer.body(), UTF_8)).isEqualTo("{\"token\":\"demo.token\"}");
    assertThat(answer.headers()).containsEntry("Cache-Control", "no-store");
    assertThat(ask(withoutDemo, FakeExchange.get("/demo/config.json")).status()).isEqualTo(404);
  }

  @Test
  void demoIsPartOfTheProgram() {
    assertThat(HttpApi.withDemo(APP, () -> "").hasDemo()).isTrue();
  }

  @Test
  void fileNamedByItsContentIsCachedForGood() {
    HttpAnswer answer = ask(withDemo, FakeExchange.get("/demo/assets/app-0a1b2c3d.js"));
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.headers())
        .containsEntry("Cache-Control", "public, max-age=31536000, immutable")
        .containsEntry("Content-Type", "text/javascript; charset=utf-8");
  }

  @Test
  void clientThatHasTheFileGetsNoneOfIt() {
    String tag = tag(ask(withDemo, FakeExchange.get("/demo")));
    HttpAnswer answer = ask(withDemo, FakeExchange.get("/demo").with("If-None-Match", tag));
    assertThat(answer.status()).isEqualTo(304);
    assertThat(answer.body()).isEmpty();
    assertThat(tag(answer)).isEqualTo(tag);
    HttpAnswer other = ask(withDemo, FakeExchange.get("/demo").with("If-None-Match", "\"x\""));
    assertThat(other.status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/demo/nothing.js",
        "/demo/../index.html",
        "/demo/assets/../index.html",
        "/demo//index.html",
        "/demo/.hidden",
        "/demo/assets",
        "/demo/assets/",
        "/demo/program.exe",
        "/demo/./index.html",
        "/demo/%2e%2e/index.html",
        "/demo/a\\b.js",
        "/demo/\0.js",
        "/demoindex.html",
        "/Demo",
        "/nothing",
        "/app/x",
        "/socket.iox",
        "",
        "*"
      })
  void whatIsNotThereIsNotFound(String path) {
    HttpAnswer answer = ask(withDemo, FakeExchange.get(path));
    assertThat(answer.status()).isEqualTo(404);
    assertThat(new String(answer.body(), UTF_8))
        .startsWith("{\"status\":404,\"error\":\"Not Found\",\"response\":null,");
  }

  @Test
  void demoCanBeLeftOut() {
    assertThat(ask(withoutDemo, FakeExchange.get("/demo")).status()).isEqualTo(404);
    assertThat(ask(withoutDemo, FakeExchange.get("/")).status()).isEqualTo(200);
  }

  @Test
  void rootLeadsToTheDemo() {
    HttpAnswer answer = ask(withDemo, FakeExchange.get("/"));
    assertThat(answer.status()).isEqualTo(302);
    assertThat(answer.headers()).containsEntry("Location", "/demo");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/demo"})
  void pagesCanOnlyBeRead(String path) {
    HttpAnswer answer = ask(withDemo, new FakeExchange("POST", path, "", "192.0.2.1"));
    assertThat(answer.status()).isEqualTo(405);
    assertThat(answer.headers()).containsEntry("Allow", "GET, HEAD");
    assertThat(ask(withDemo, new FakeExchange("HEAD", path, "", "::1")).status()).isLessThan(400);
  }

  private static String tag(HttpAnswer answer) {
    return answer.headers().getOrDefault("ETag", "");
  }

  private static HttpAnswer ask(HttpApi api, FakeExchange exchange) {
    api.handle(exchange);
    return exchange.answer();
  }
}

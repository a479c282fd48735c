package io.chatsignal.server.http;

import io.chatsignal.transport.HttpAnswer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** The demo at {@code /demo}: its files, and a token for whoever opens it. */
final class DemoPage {

  static final String PATH = "/demo";

  private final StaticFiles files;
  private final Supplier<String> token;

  DemoPage(StaticFiles files, Supplier<String> token) {
    this.files = files;
    this.token = token;
  }

  /** Whether this program was built with the demo. */
  boolean isThere() {
    return files.find("index.html").isPresent();
  }

  /** Empty where the demo has nothing. */
  Optional<HttpAnswer> answer(String path, String ifNoneMatch) {
    if (path.equals(PATH + "/config.json")) {
      return Optional.of(config());
    }
    if (path.equals(PATH) || path.equals(PATH + "/")) {
      return files.find("index.html").map(file -> file.answer(ifNoneMatch));
    }
    return path.startsWith(PATH + "/")
        ? files.find(path.substring(PATH.length() + 1)).map(file -> file.answer(ifNoneMatch))
        : Optional.empty();
  }

  /** Tokens are made of letters that JSON leaves as they are. */
  private HttpAnswer config() {
    Map<String, String> headers =
        Map.of(
            "Content-Type", "application/json; charset=utf-8",
            "Cache-Control", "no-store",
            "X-Content-Type-Options", "nosniff");
    String json = "{\"token\":\"" + token.get() + "\"}";
    return new HttpAnswer(200, headers, json.getBytes(StandardCharsets.UTF_8));
  }
}

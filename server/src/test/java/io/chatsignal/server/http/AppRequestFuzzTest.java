package io.chatsignal.server.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.chatsignal.testkit.PlainJson;
import java.net.URLEncoder;
import java.util.Map;
import java.util.Optional;

/** Bodies of {@code POST /app} that anybody may send. */
class AppRequestFuzzTest {
  @FuzzTest
  void jsonBody(byte[] body) {
    AppRequest request;
    try {
      request = AppRequest.read(AppRequest.Format.JSON, body);
    } catch (AppRequest.Malformed refused) {
      return;
    }
    try {
      if (!(PlainJson.read(new String(body, UTF_8)) instanceof Map<?, ?> members)) {
        throw new AssertionError("took what is no object");
      }
      require(request.app().equals(text(members.get("app"))), "app");
      require(request.password().equals(text(members.get("password"))), "password");
    } catch (PlainJson.NoJson e) {
      throw new AssertionError("took what is no JSON", e);
    }
  }

  private static Optional<String> text(@org.jspecify.annotations.Nullable Object value) {
    return value instanceof String text ? Optional.of(text) : Optional.empty();
  }

  /** What was read, written as browsers write it, reads the same. */
  @FuzzTest
  void formBody(byte[] body) {
    try {
      AppRequest request = AppRequest.read(AppRequest.Format.FORM, body);
      String again =
          "app="
              + URLEncoder.encode(request.app().orElse(""), UTF_8)
              + "&password="
              + URLEncoder.encode(request.password().orElse(""), UTF_8);
      AppRequest same = AppRequest.read(AppRequest.Format.FORM, again.getBytes(UTF_8));
      require(same.app().orElseThrow().equals(request.app().orElse("")), again);
      require(same.password().orElseThrow().equals(request.password().orElse("")), again);
    } catch (AppRequest.Malformed refused) {
      require(refused.getMessage() != null, "a refusal says why");
    }
  }

  @FuzzTest
  void contentType(byte[] value) {
    AppRequest.Format.of(new String(value, ISO_8859_1));
  }

  private static void require(boolean condition, String promise) {
    if (!condition) {
      throw new AssertionError(promise);
    }
  }
}

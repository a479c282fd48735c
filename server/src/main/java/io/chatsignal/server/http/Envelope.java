package io.chatsignal.server.http;

import io.chatsignal.transport.HttpAnswer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** The shape in which every JSON answer comes: {@code {status, error, response}}. */
final class Envelope {

  /** The refusals, by their names in HTTP. */
  enum Status {
    BAD_REQUEST(400, "Bad Request"),
    UNAUTHORIZED(401, "Unauthorized"),
    FORBIDDEN(403, "Forbidden"),
    NOT_FOUND(404, "Not Found"),
    METHOD_NOT_ALLOWED(405, "Method Not Allowed"),
    REQUEST_TIMEOUT(408, "Request Timeout"),
    CONTENT_TOO_LARGE(413, "Content Too Large"),
    URI_TOO_LONG(414, "URI Too Long"),
    UNSUPPORTED_MEDIA_TYPE(415, "Unsupported Media Type"),
    TOO_MANY_REQUESTS(429, "Too Many Requests"),
    HEADERS_TOO_LARGE(431, "Request Header Fields Too Large");

    private final int code;
    private final String reason;

    Status(int code, String reason) {
      this.code = code;
      this.reason = reason;
    }
  }

  private Envelope() {}

  /** Tokens are made of letters that JSON leaves as they are. */
  static HttpAnswer token(String token) {
    return json(
        200,
        "{\"status\":200,\"error\":null,\"response\":{\"token\":\"" + token + "\"}}",
        Map.of());
  }

  /**
   * @param message for a person; ours, so that nothing of the request comes back in it
   */
  static HttpAnswer refusal(Status status, String message, Map<String, String> headers) {
    return json(
        status.code,
        "{\"status\":%d,\"error\":\"%s\",\"response\":null,\"message\":\"%s\"}"
            .formatted(status.code, status.reason, message),
        headers);
  }

  static HttpAnswer refusal(Status status, String message) {
    return refusal(status, message, Map.of());
  }

  /** A refusal that needs no words of its own. */
  static HttpAnswer refusal(int code) {
    String reason =
        Arrays.stream(Status.values())
            .filter(status -> status.code == code)
            .map(status -> status.reason)
            .findFirst()
            .orElse("Refused");
    return json(
        code,
        "{\"status\":%d,\"error\":\"%s\",\"response\":null}".formatted(code, reason),
        Map.of());
  }

  /** Says no more than that, so that a guess at the password teaches nothing. */
  static HttpAnswer unauthorized() {
    return refusal(Status.UNAUTHORIZED.code);
  }

  private static HttpAnswer json(int status, String body, Map<String, String> headers) {
    Map<String, String> all = new LinkedHashMap<>(headers);
    all.put("Content-Type", "application/json; charset=utf-8");
    all.put("Cache-Control", "no-store");
    all.put("X-Content-Type-Options", "nosniff");
    return new HttpAnswer(status, all, body.getBytes(StandardCharsets.UTF_8));
  }
}

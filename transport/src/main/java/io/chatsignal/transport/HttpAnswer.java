package io.chatsignal.transport;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * The answer to a request. Length, connection and cross-origin headers are added on the way out,
 * and the body is left out where the request was HEAD.
 */
@SuppressWarnings("ArrayRecordComponent") // Handed over once, compared nowhere.
public record HttpAnswer(int status, Map<String, String> headers, byte[] body) {
  public HttpAnswer {
    headers = Map.copyOf(headers);
  }

  public static HttpAnswer of(int status, String contentType, String text) {
    return new HttpAnswer(
        status, Map.of("Content-Type", contentType), text.getBytes(StandardCharsets.UTF_8));
  }

  public static HttpAnswer empty(int status) {
    return new HttpAnswer(status, Map.of(), new byte[0]);
  }
}

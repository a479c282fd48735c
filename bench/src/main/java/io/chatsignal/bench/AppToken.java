package io.chatsignal.bench;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Gets an app token as an operator would: {@code POST /app} with the backend's password. */
final class AppToken {
  private static final Pattern TOKEN = Pattern.compile("\"token\"\\s*:\\s*\"([^\"\\\\]+)\"");
  private static final Duration LONGEST = Duration.ofSeconds(10);

  private AppToken() {}

  static String request(Target target, String password) throws IOException, InterruptedException {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("app", "bench");
    body.put("password", password);
    HttpRequest request =
        HttpRequest.newBuilder(target.http("app"))
            .timeout(LONGEST)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(Json.of(body)))
            .build();
    try (HttpClient client = HttpClient.newBuilder().connectTimeout(LONGEST).build()) {
      HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
      Matcher token = TOKEN.matcher(answer.body());
      if (answer.statusCode() != 200 || !token.find()) {
        throw new IOException(
            "POST " + request.uri() + " answered " + answer.statusCode() + " and no token");
      }
      return token.group(1);
    }
  }
}

package io.chatsignal.server.http;

import io.chatsignal.server.http.Envelope.Status;
import io.chatsignal.socketio.JsonText;
import io.chatsignal.transport.HttpAnswer;
import io.chatsignal.transport.HttpExchange;
import io.chatsignal.transport.HttpRoutes;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Everything on the port that is not Socket.IO. */
public final class HttpApi implements HttpRoutes {

  private static final String DEMO = "/demo";
  private static final String DEMO_CONFIG = DEMO + "/config.json";
  private static final byte[] WELCOME =
      """
      <!doctype html>
      <html lang="en">
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width">
      <title>Chat Signal</title>
      <h1>Chat Signal</h1>
      <p>This is a signaling server for WebRTC. Clients connect to it with Socket.IO at
      <code>/socket.io/</code>, with an app token from <code>POST /app</code>.
      """
          .getBytes(StandardCharsets.UTF_8);

  private final AppEndpoint app;
  private final Optional<Demo> demo;

  /** The page, and the app token that it asks for. */
  private record Demo(StaticFiles files, Supplier<String> token) {}

  /** With the demo page, if this program was built with one. */
  public static HttpApi withDemo(AppEndpoint app, Supplier<String> token) {
    return withDemo(app, token, new StaticFiles(DEMO + "/"));
  }

  static HttpApi withDemo(AppEndpoint app, Supplier<String> token, StaticFiles files) {
    Demo demo = new Demo(files, token);
    return new HttpApi(app, Optional.of(demo).filter(_ -> files.find("index.html").isPresent()));
  }

  public static HttpApi withoutDemo(AppEndpoint app) {
    return new HttpApi(app, Optional.empty());
  }

  private HttpApi(AppEndpoint app, Optional<Demo> demo) {
    this.app = app;
    this.demo = demo;
  }

  public boolean hasDemo() {
    return demo.isPresent();
  }

  @Override
  public void handle(HttpExchange exchange) {
    exchange.respond(answer(exchange));
  }

  @Override
  public HttpAnswer refusal(int status) {
    return Envelope.refusal(status);
  }

  private HttpAnswer answer(HttpExchange exchange) {
    String path = exchange.path();
    if (path.equals("/app") || path.equals("/app/")) {
      return app.answer(exchange);
    }
    if (path.equals("/")) {
      return reading(exchange, welcome());
    }
    if (path.equals(DEMO_CONFIG) && demo.isPresent()) {
      return reading(exchange, demoConfig(demo.get()));
    }
    return demoFile(path)
        .map(file -> reading(exchange, file.answer(exchange.header("If-None-Match"))))
        .orElseGet(() -> Envelope.refusal(Status.NOT_FOUND, "There is nothing at this address"));
  }

  private Optional<StaticFile> demoFile(String path) {
    if (path.equals(DEMO) || path.equals(DEMO + "/")) {
      return demo.flatMap(page -> page.files().find("index.html"));
    }
    return path.startsWith(DEMO + "/")
        ? demo.flatMap(page -> page.files().find(path.substring(DEMO.length() + 1)))
        : Optional.empty();
  }

  /** Anybody may have it, as anybody may have the token inside a web app's page. */
  private static HttpAnswer demoConfig(Demo demo) {
    String json = "{\"token\":" + JsonText.quote(demo.token().get()) + "}";
    return new HttpAnswer(
        200,
        Map.of(
            "Content-Type", "application/json; charset=utf-8",
            "Cache-Control", "no-store",
            "X-Content-Type-Options", "nosniff"),
        json.getBytes(StandardCharsets.UTF_8));
  }

  private HttpAnswer welcome() {
    if (demo.isPresent()) {
      return new HttpAnswer(302, Map.of("Location", DEMO), new byte[0]);
    }
    return new HttpAnswer(
        200,
        Map.of(
            "Content-Type", "text/html; charset=utf-8",
            "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'",
            "X-Content-Type-Options", "nosniff"),
        WELCOME);
  }

  private static HttpAnswer reading(HttpExchange exchange, HttpAnswer answer) {
    boolean reads = exchange.method().equals("GET") || exchange.method().equals("HEAD");
    return reads
        ? answer
        : Envelope.refusal(
            Status.METHOD_NOT_ALLOWED, "This can only be read", Map.of("Allow", "GET, HEAD"));
  }
}

package io.chatsignal.server.http;

import io.chatsignal.server.http.Envelope.Status;
import io.chatsignal.transport.HttpAnswer;
import io.chatsignal.transport.HttpExchange;
import io.chatsignal.transport.HttpRoutes;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Everything on the port that is not Socket.IO. */
public final class HttpApi implements HttpRoutes {

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
  private final Optional<DemoPage> demo;

  /**
   * With the demo page, if this program was built with one.
   *
   * @param demoToken makes a token for whoever opens it
   */
  public static HttpApi withDemo(AppEndpoint app, Supplier<String> demoToken) {
    return withDemo(app, new DemoPage(new StaticFiles(DemoPage.PATH + "/"), demoToken));
  }

  static HttpApi withDemo(AppEndpoint app, DemoPage demo) {
    return new HttpApi(app, Optional.of(demo).filter(DemoPage::isThere));
  }

  public static HttpApi withoutDemo(AppEndpoint app) {
    return new HttpApi(app, Optional.empty());
  }

  private HttpApi(AppEndpoint app, Optional<DemoPage> demo) {
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
    return demo.flatMap(page -> page.answer(path, exchange.header("If-None-Match")))
        .map(answer -> reading(exchange, answer))
        .orElseGet(() -> Envelope.refusal(Status.NOT_FOUND, "There is nothing at this address"));
  }

  private HttpAnswer welcome() {
    if (demo.isPresent()) {
      return new HttpAnswer(302, Map.of("Location", DemoPage.PATH), new byte[0]);
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

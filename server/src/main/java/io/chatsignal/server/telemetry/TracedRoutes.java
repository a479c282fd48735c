package io.chatsignal.server.telemetry;

import io.chatsignal.transport.HttpAnswer;
import io.chatsignal.transport.HttpExchange;
import io.chatsignal.transport.HttpRoutes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A span for each request over HTTP, under the names that OpenTelemetry agreed on. Whatever a
 * stranger can make up stays out of them: the path where there is nothing, a method of his own, a
 * trace that he claims to continue.
 */
record TracedRoutes(HttpRoutes routes, Tracer tracer) implements HttpRoutes {
  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "CONNECT");

  @Override
  public void handle(HttpExchange exchange) {
    String method = METHODS.contains(exchange.method()) ? exchange.method() : "_OTHER";
    String route = route(exchange.path());
    Span span =
        tracer
            .spanBuilder(route.isEmpty() ? method : method + " " + route)
            .setSpanKind(SpanKind.SERVER)
            .setNoParent()
            .setAttribute("http.request.method", method)
            .startSpan();
    if (!route.isEmpty()) {
      span.setAttribute("http.route", route);
    }
    try {
      routes.handle(new Traced(exchange, span));
    } catch (RuntimeException | Error ours) {
      span.setAttribute("error.type", ours.getClass().getName()).setStatus(StatusCode.ERROR).end();
      throw ours;
    }
  }

  @Override
  public HttpAnswer refusal(int status) {
    return routes.refusal(status);
  }

  private static String route(String path) {
    return switch (path) {
      case "/" -> "/";
      case "/app", "/app/" -> "/app";
      default -> path.equals("/demo") || path.startsWith("/demo/") ? "/demo" : "";
    };
  }

  /** Ends the span with the answer. */
  private record Traced(HttpExchange exchange, Span span) implements HttpExchange {
    @Override
    public String method() {
      return exchange.method();
    }

    @Override
    public String path() {
      return exchange.path();
    }

    @Override
    public Map<String, List<String>> query() {
      return exchange.query();
    }

    @Override
    public String header(String name) {
      return exchange.header(name);
    }

    @Override
    public byte[] body() {
      return exchange.body();
    }

    @Override
    public String remoteAddress() {
      return exchange.remoteAddress();
    }

    @Override
    public void respond(HttpAnswer answer) {
      span.setAttribute("http.response.status_code", answer.status());
      if (answer.status() >= 500) {
        span.setStatus(StatusCode.ERROR);
      }
      span.end();
      exchange.respond(answer);
    }
  }
}

package io.chatsignal.server.telemetry;

import com.google.protobuf.InvalidProtocolBufferException;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/** Takes what is sent by OTLP over HTTP, and remembers it. */
final class FakeCollector implements AutoCloseable {

  /** One delivery as it came. */
  @SuppressWarnings("ArrayRecordComponent") // Compared nowhere.
  record Delivery(String path, String key, byte[] body) {
    String text() {
      return new String(body, StandardCharsets.ISO_8859_1);
    }
  }

  private final HttpServer server;
  private final List<Delivery> deliveries = new CopyOnWriteArrayList<>();

  FakeCollector() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::take);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  List<Delivery> deliveries() {
    return List.copyOf(deliveries);
  }

  List<Span> spans() {
    return traces().stream()
        .flatMap(request -> request.getResourceSpansList().stream())
        .flatMap(resource -> resource.getScopeSpansList().stream())
        .flatMap(scope -> scope.getSpansList().stream())
        .toList();
  }

  /** What the last delivery of metrics held, by name. */
  Map<String, Metric> metrics() {
    return deliveries.reversed().stream()
        .filter(delivery -> delivery.path().equals("/v1/metrics"))
        .limit(1)
        .map(FakeCollector::metrics)
        .flatMap(request -> request.getResourceMetricsList().stream())
        .flatMap(resource -> resource.getScopeMetricsList().stream())
        .filter(scope -> scope.getScope().getName().equals("io.chatsignal"))
        .flatMap(scope -> scope.getMetricsList().stream())
        .collect(Collectors.toMap(Metric::getName, metric -> metric));
  }

  /** What the sender says of itself. */
  Map<String, String> resource() {
    return attributes(traces().getFirst().getResourceSpans(0).getResource().getAttributesList());
  }

  static Map<String, String> attributes(List<KeyValue> attributes) {
    return attributes.stream()
        .collect(
            Collectors.toMap(
                KeyValue::getKey,
                each ->
                    each.getValue().hasIntValue()
                        ? String.valueOf(each.getValue().getIntValue())
                        : each.getValue().getStringValue()));
  }

  private List<ExportTraceServiceRequest> traces() {
    return deliveries.stream()
        .filter(delivery -> delivery.path().equals("/v1/traces"))
        .map(FakeCollector::traces)
        .toList();
  }

  private static ExportTraceServiceRequest traces(Delivery delivery) {
    try {
      return ExportTraceServiceRequest.parseFrom(delivery.body());
    } catch (InvalidProtocolBufferException malformed) {
      throw new UncheckedIOException(malformed);
    }
  }

  private static ExportMetricsServiceRequest metrics(Delivery delivery) {
    try {
      return ExportMetricsServiceRequest.parseFrom(delivery.body());
    } catch (InvalidProtocolBufferException malformed) {
      throw new UncheckedIOException(malformed);
    }
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      String key = exchange.getRequestHeaders().getOrDefault("Api-key", List.of("")).getFirst();
      byte[] body = exchange.getRequestBody().readAllBytes();
      deliveries.add(new Delivery(exchange.getRequestURI().getPath(), key, body));
      exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
      exchange.sendResponseHeaders(200, -1);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}

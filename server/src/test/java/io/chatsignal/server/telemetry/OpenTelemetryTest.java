package io.chatsignal.server.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.chatsignal.server.SignalingServer;
import io.chatsignal.server.TestPeer;
import io.chatsignal.server.TestServer;
import io.chatsignal.server.config.ConfigurationException;
import io.chatsignal.server.log.LoggedEvents;
import io.chatsignal.signaling.AppName;
import io.chatsignal.testkit.RedisProcess;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status.StatusCode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a collector gets to see, and what it does not. */
class OpenTelemetryTest {
  private static final String MARK = "s3cr3t";
  private static final String ROOM = "den-of-tests";

  private FakeCollector collector;

  @BeforeEach
  void start() throws IOException {
    collector = new FakeCollector();
  }

  @AfterEach
  void stop() {
    collector.close();
  }

  @Test
  void eachRequestIsASpanWithItsOutcomeAndNoRelayIsOne() throws Exception {
    SignalingServer server = server();
    try (server;
        TestPeer ada = new TestPeer(server)) {
      String auth = enter(server, ada);
      ada.send(request("room-create-request", auth, ""));
      ada.expect("42[\"room-create-accept\"");
      ada.send(request("relay-message", auth, ",\"message\":\"" + MARK + "\""));
      ada.send(request("room-kick", auth, ",\"peer_id\":\"nobody\""));
      ada.expect("42[\"request-reject\"");
      ada.send("42[\"room-leave\",{\"auth\":\"forged\",\"room\":\"den\"}]");
      ada.expect("42[\"unauthorized\"");
    }
    assertThat(collector.spans())
        .extracting(span -> span.getName() + " " + attribute(span, "chat_signal.outcome"))
        .containsExactly(
            "auth-request ok",
            "room-create-request ok",
            "room-kick not_found",
            "room-leave unauthorized");
    assertThat(collector.spans())
        .allSatisfy(span -> {
          assertThat(span.getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_SERVER);
          assertThat(attribute(span, "chat_signal.app")).isEqualTo("web");
          assertThat(attribute(span, "chat_signal.peer")).isNotEmpty();
          assertThat(span.getStatus().getCode()).isEqualTo(StatusCode.STATUS_CODE_UNSET);
          assertThat(span.getEndTimeUnixNano()).isGreaterThanOrEqualTo(span.getStartTimeUnixNano());
        });
    assertThat(collector.resource())
        .containsEntry("service.name", "chat-signal")
        .containsEntry("service.version", "test")
        .containsEntry("deployment.environment.name", "tests")
        .containsKey("service.instance.id");
  }

  @Test
  void noTokenAndNothingThatPeersSayLeavesTheServerAndNoRoomsName() throws Exception {
    SignalingServer server = server();
    String token;
    String auth;
    try (server;
        TestPeer ada = new TestPeer(server)) {
      token = server.issueToken(new AppName("web"));
      auth = enter(server, ada);
      ada.send(request("room-create-request", auth, ",\"payload\":\"" + MARK + "\""));
      ada.expect("42[\"room-create-accept\"");
    }
    assertThat(collector.deliveries())
        .isNotEmpty()
        .allSatisfy(delivery -> {
          assertThat(delivery.key()).isEqualTo("the key");
          assertThat(delivery.text()).doesNotContain(token, auth, MARK, ROOM);
        });
  }

  @Test
  void roomsAreNamedWhereTheLogNamesThem() throws Exception {
    SignalingServer server = server("LOG_TRAIL", "on");
    try (server;
        TestPeer ada = new TestPeer(server)) {
      String auth = enter(server, ada);
      ada.send(request("room-create-request", auth, ""));
      ada.expect("42[\"room-create-accept\"");
    }
    assertThat(attribute(collector.spans().getLast(), "chat_signal.room")).isEqualTo(ROOM);
  }

  @Test
  void stepOfARoomInRedisIsAPartOfItsRequest() throws Exception {
    try (RedisProcess redis = new RedisProcess()) {
      SignalingServer server = server("REDIS_URL", redis.url(), "RESUME_WINDOW", "0");
      try (server;
          TestPeer ada = new TestPeer(server)) {
        await().until(server::isReady);
        String auth = enter(server, ada);
        ada.send(request("room-create-request", auth, ""));
        ada.expect("42[\"room-create-accept\"");
        ada.leave();
        await().until(() -> server.rooms() == 0);
      }
    }
    Span request = span("room-create-request");
    List<Span> steps =
        collector.spans().stream().filter(span -> span.getName().equals("room-step")).toList();
    assertThat(steps)
        .extracting(
            span -> attribute(span, "chat_signal.step"),
            span -> attribute(span, "chat_signal.outcome"),
            span -> span.getParentSpanId().equals(request.getSpanId()),
            span -> span.getTraceId().equals(request.getTraceId()))
        .containsExactly(
            tuple("create", "changed", true, true), tuple("leave", "ended", false, false));
  }

  @Test
  void requestsOverHttpAreSpansWithoutWhatStrangersMakeUp() throws Exception {
    try (SignalingServer server = server();
        HttpClient client = HttpClient.newHttpClient()) {
      for (String path : List.of("/app", "/nothing-" + MARK, "/demo/none-" + MARK)) {
        client.send(
            HttpRequest.newBuilder(URI.create(server.address() + path))
                .header("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
                .POST(BodyPublishers.ofString("app=web&password=" + MARK))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .build(),
            BodyHandlers.discarding());
      }
    }
    assertThat(collector.spans())
        .extracting(span -> span.getName() + " " + attribute(span, "http.response.status_code"))
        .containsExactly("POST /app 401", "POST 404", "POST /demo 404");
    assertThat(collector.spans())
        .allSatisfy(span -> assertThat(span.getParentSpanId().isEmpty()).isTrue());
    assertThat(collector.deliveries())
        .allSatisfy(delivery -> assertThat(delivery.text()).doesNotContain(MARK));
  }

  @Test
  void metricsAreThoseOfTheMetricsPageUnderTheSameNames() throws Exception {
    SignalingServer server = server("MANAGEMENT_PORT", "0");
    String page;
    try (server;
        TestPeer ada = new TestPeer(server);
        HttpClient client = HttpClient.newHttpClient()) {
      enter(server, ada);
      String metrics =
          "http://127.0.0.1:%d/metrics"
              .formatted(server.managementAddress().orElseThrow().getPort());
      page =
          client
              .send(HttpRequest.newBuilder(URI.create(metrics)).build(), BodyHandlers.ofString())
              .body();
      await().until(() -> collector.metrics().containsKey("chat_signal_peers"));
      await()
          .untilAsserted(() -> assertThat(number("chat_signal_peers").getAsDouble()).isEqualTo(1));
    }
    List<String> names =
        page.lines()
            .filter(line -> line.startsWith("# TYPE "))
            .map(line -> line.split(" ", -1)[2])
            .toList();
    assertThat(collector.metrics().keySet()).containsExactlyInAnyOrderElementsOf(names);
    Metric requests = metric("chat_signal_requests_total");
    assertThat(requests.getSum().getIsMonotonic()).isTrue();
    assertThat(requests.getSum().getDataPointsList())
        .filteredOn(point -> point.getAsDouble() > 0)
        .singleElement()
        .satisfies(point ->
            assertThat(FakeCollector.attributes(point.getAttributesList()))
                .isEqualTo(Map.of("event", "auth-request", "outcome", "ok")));
    HistogramDataPoint seconds =
        metric("chat_signal_request_seconds").getHistogram().getDataPoints(0);
    assertThat(seconds.getCount()).isEqualTo(1);
    assertThat(seconds.getBucketCountsCount()).isEqualTo(seconds.getExplicitBoundsCount() + 1);
  }

  @Test
  void exporterThatIsNotWantedSendsNothing() throws Exception {
    SignalingServer server = server("OTEL_TRACES_EXPORTER", "none");
    try (server;
        TestPeer ada = new TestPeer(server)) {
      enter(server, ada);
    }
    assertThat(collector.deliveries())
        .isNotEmpty()
        .allSatisfy(delivery -> assertThat(delivery.path()).isEqualTo("/v1/metrics"));
  }

  @Test
  void collectorThatIsAwayIsALineInTheLogAndHoldsUpNothing() throws Exception {
    collector.close();
    try (LoggedEvents log = new LoggedEvents()) {
      SignalingServer server = server("OTEL_EXPORTER_OTLP_TIMEOUT", "300");
      try (server;
          TestPeer ada = new TestPeer(server)) {
        enter(server, ada);
      }
      assertThat(log.lines())
          .anyMatch(line -> line.contains("OpenTelemetry: ") && line.contains("\"WARN\""))
          .noneMatch(line -> line.contains("the key"));
    }
  }

  @Test
  void samplerDecidesWhatIsKept() throws Exception {
    SignalingServer server = server("OTEL_TRACES_SAMPLER", "always_off");
    try (server;
        TestPeer ada = new TestPeer(server)) {
      enter(server, ada);
    }
    assertThat(collector.spans()).isEmpty();
  }

  @Test
  void whatTheSdkCannotUseStopsTheStartWithASentence() {
    assertThatThrownBy(() -> server("OTEL_EXPORTER_OTLP_ENDPOINT", collector.url() + "/?a=b"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageStartingWith("OpenTelemetry does not take the OTEL_ settings (");
  }

  private SignalingServer server(String... more) throws Exception {
    String[] settings = {
      "OTEL_EXPORTER_OTLP_ENDPOINT", collector.url(),
      "OTEL_EXPORTER_OTLP_HEADERS", "api-key=the%20key",
      "OTEL_RESOURCE_ATTRIBUTES", "deployment.environment.name=tests",
      "OTEL_METRIC_EXPORT_INTERVAL", "100",
    };
    String[] all = Arrays.copyOf(settings, settings.length + more.length);
    System.arraycopy(more, 0, all, settings.length, more.length);
    return TestServer.unstarted(all).start();
  }

  /** Returns the session token. */
  private static String enter(SignalingServer server, TestPeer peer) {
    String token = server.issueToken(new AppName("web"));
    peer.connect(token);
    peer.send("42[\"auth-request\",\"" + token + "\"]");
    return peer.expect("42[\"auth-accept\"").replaceFirst(".*\"token\":\"([^\"]*)\".*", "$1");
  }

  private static String request(String event, String auth, String more) {
    return "42[\"%s\",{\"auth\":\"%s\",\"room\":\"%s\"%s}]".formatted(event, auth, ROOM, more);
  }

  private Span span(String name) {
    return collector.spans().stream()
        .filter(span -> span.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private Metric metric(String name) {
    return Optional.ofNullable(collector.metrics().get(name)).orElseThrow();
  }

  private NumberDataPoint number(String name) {
    return metric(name).getGauge().getDataPoints(0);
  }

  private static String attribute(Span span, String name) {
    return FakeCollector.attributes(span.getAttributesList()).getOrDefault(name, "");
  }
}

package io.chatsignal.server.telemetry;

import io.chatsignal.server.manage.Metrics;
import io.chatsignal.server.signal.RequestWatch;
import io.chatsignal.transport.HttpRoutes;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.resources.Resource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** OpenTelemetry's SDK, set up as its settings say and closed with the server. */
final class OpenTelemetryExport implements Telemetry {
  private static final String SCOPE = "io.chatsignal";

  /** A collector that is away must not hold up the server's end. */
  private static final long LONGEST_CLOSE_SECONDS = 2;

  private final MetricFeed metrics = new MetricFeed(SCOPE);
  private final OpenTelemetrySdk sdk;
  private final RequestSpans requests;
  private final Tracer tracer;

  OpenTelemetryExport(TelemetryConfig config, Self self) {
    ExportLog.install();
    sdk =
        AutoConfiguredOpenTelemetrySdk.builder()
            .disableShutdownHook()
            .addPropertiesCustomizer(_ -> properties(config))
            .addResourceCustomizer((resource, _) -> describe(self).merge(resource))
            .addMeterProviderCustomizer((builder, _) -> builder.registerMetricProducer(metrics))
            .build()
            .getOpenTelemetrySdk();
    tracer = sdk.getSdkTracerProvider().tracerBuilder(SCOPE).build();
    requests = new RequestSpans(tracer, config.roomNames());
  }

  /** Stronger than the environment, of which they are a part. Its logs stay where they are. */
  private static Map<String, String> properties(TelemetryConfig config) {
    Map<String, String> properties = new HashMap<>(config.properties());
    properties.put("otel.logs.exporter", "none");
    return properties;
  }

  /** What is set for the resource is stronger. */
  private static Resource describe(Self self) {
    return Resource.create(
        Attributes.builder()
            .put("service.version", self.version())
            .put("service.instance.id", self.instance())
            .build());
  }

  @Override
  public RequestWatch requests() {
    return requests;
  }

  @Override
  public HttpRoutes watched(HttpRoutes routes) {
    return new TracedRoutes(routes, tracer);
  }

  @Override
  public void observe(Consumer<Metrics> source) {
    metrics.observe(source);
  }

  @Override
  public void close() {
    sdk.shutdown().join(LONGEST_CLOSE_SECONDS, TimeUnit.SECONDS);
  }
}

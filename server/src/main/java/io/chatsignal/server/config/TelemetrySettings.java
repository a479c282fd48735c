package io.chatsignal.server.config;

import static io.chatsignal.server.config.Setting.Group.TELEMETRY;
import static io.chatsignal.server.config.Setting.open;
import static io.chatsignal.server.config.Setting.secret;

import java.util.List;
import java.util.Optional;

/**
 * The settings that the OpenTelemetry standard names: the part of {@link Settings} with those that
 * most deployments need. The SDK reads the others of the standard from the environment.
 */
public final class TelemetrySettings {
  private static final String OTLP = "otlp";

  public static final Setting<Optional<String>> OTEL_EXPORTER_OTLP_ENDPOINT =
      open(
          "OTEL_EXPORTER_OTLP_ENDPOINT",
          TelemetryKinds.url(),
          "",
          TELEMETRY,
          "Where metrics and traces are sent, by OTLP over HTTP, for example"
              + " http://localhost:4318. Nothing is sent unless this or an exporter is set.");

  public static final Setting<Optional<String>> OTEL_EXPORTER_OTLP_TRACES_ENDPOINT =
      open(
          "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
          TelemetryKinds.url(),
          "",
          TELEMETRY,
          "Where traces are sent, with the path, if that is elsewhere.");

  public static final Setting<Optional<String>> OTEL_EXPORTER_OTLP_METRICS_ENDPOINT =
      open(
          "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT",
          TelemetryKinds.url(),
          "",
          TELEMETRY,
          "Where metrics are sent, with the path, if that is elsewhere.");

  public static final Setting<String> OTEL_EXPORTER_OTLP_PROTOCOL =
      open(
          "OTEL_EXPORTER_OTLP_PROTOCOL",
          TelemetryKinds.word("http/protobuf"),
          "http/protobuf",
          TELEMETRY,
          "How they are sent; gRPC is not spoken here.");

  public static final Setting<Optional<String>> OTEL_EXPORTER_OTLP_HEADERS =
      secret(
          "OTEL_EXPORTER_OTLP_HEADERS",
          TelemetryKinds.pairs(),
          TELEMETRY,
          "Headers to send with them, such as a collector's key: name=value, separated by commas.");

  public static final Setting<Integer> OTEL_EXPORTER_OTLP_TIMEOUT =
      open(
          "OTEL_EXPORTER_OTLP_TIMEOUT",
          Kind.number(1, 600_000),
          "10000",
          TELEMETRY,
          "How long one delivery may take, in milliseconds.");

  public static final Setting<String> OTEL_TRACES_EXPORTER =
      open(
          "OTEL_TRACES_EXPORTER",
          TelemetryKinds.word(OTLP, "none"),
          OTLP,
          TELEMETRY,
          "Whether traces are sent, once something is.");

  public static final Setting<String> OTEL_METRICS_EXPORTER =
      open(
          "OTEL_METRICS_EXPORTER",
          TelemetryKinds.word(OTLP, "none"),
          OTLP,
          TELEMETRY,
          "Whether metrics are sent, once something is.");

  public static final Setting<Integer> OTEL_METRIC_EXPORT_INTERVAL =
      open(
          "OTEL_METRIC_EXPORT_INTERVAL",
          Kind.number(100, 3_600_000),
          "60000",
          TELEMETRY,
          "From one sending of metrics to the next, in milliseconds.");

  public static final Setting<String> OTEL_TRACES_SAMPLER =
      open(
          "OTEL_TRACES_SAMPLER",
          TelemetryKinds.word(
              "always_on",
              "always_off",
              "traceidratio",
              "parentbased_always_on",
              "parentbased_always_off",
              "parentbased_traceidratio"),
          "parentbased_always_on",
          TELEMETRY,
          "Which traces are kept.");

  public static final Setting<Optional<String>> OTEL_TRACES_SAMPLER_ARG =
      open(
          "OTEL_TRACES_SAMPLER_ARG",
          TelemetryKinds.share(),
          "",
          TELEMETRY,
          "The share of traces that traceidratio keeps.");

  public static final Setting<Optional<String>> OTEL_SERVICE_NAME =
      open(
          "OTEL_SERVICE_NAME",
          Kind.text("a name"),
          "chat-signal",
          TELEMETRY,
          "What this server is called there.");

  public static final Setting<Optional<String>> OTEL_RESOURCE_ATTRIBUTES =
      open(
          "OTEL_RESOURCE_ATTRIBUTES",
          TelemetryKinds.pairs(),
          "",
          TELEMETRY,
          "What else is said of it: name=value, separated by commas.");

  public static final Setting<Boolean> OTEL_SDK_DISABLED =
      open("OTEL_SDK_DISABLED", Kind.flag(), "off", TELEMETRY, "Sends nothing whatever else says.");

  static final List<Setting<?>> ALL =
      List.of(
          OTEL_EXPORTER_OTLP_ENDPOINT,
          OTEL_EXPORTER_OTLP_TRACES_ENDPOINT,
          OTEL_EXPORTER_OTLP_METRICS_ENDPOINT,
          OTEL_EXPORTER_OTLP_PROTOCOL,
          OTEL_EXPORTER_OTLP_HEADERS,
          OTEL_EXPORTER_OTLP_TIMEOUT,
          OTEL_TRACES_EXPORTER,
          OTEL_METRICS_EXPORTER,
          OTEL_METRIC_EXPORT_INTERVAL,
          OTEL_TRACES_SAMPLER,
          OTEL_TRACES_SAMPLER_ARG,
          OTEL_SERVICE_NAME,
          OTEL_RESOURCE_ATTRIBUTES,
          OTEL_SDK_DISABLED);

  private TelemetrySettings() {}
}

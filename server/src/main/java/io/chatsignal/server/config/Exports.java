package io.chatsignal.server.config;

import io.chatsignal.server.telemetry.TelemetryConfig;
import io.chatsignal.server.telemetry.TelemetryConfig.Signal;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What the settings say of OpenTelemetry. */
public final class Exports {
  private static final String OTLP = "otlp";

  private static final List<Setting<?>> TURN_ON =
      List.of(
          TelemetrySettings.OTEL_EXPORTER_OTLP_ENDPOINT,
          TelemetrySettings.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT,
          TelemetrySettings.OTEL_EXPORTER_OTLP_METRICS_ENDPOINT,
          TelemetrySettings.OTEL_TRACES_EXPORTER,
          TelemetrySettings.OTEL_METRICS_EXPORTER);

  private static final List<Setting<?>> FOR_THE_SDK =
      List.of(
          TelemetrySettings.OTEL_EXPORTER_OTLP_ENDPOINT,
          TelemetrySettings.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT,
          TelemetrySettings.OTEL_EXPORTER_OTLP_METRICS_ENDPOINT,
          TelemetrySettings.OTEL_EXPORTER_OTLP_PROTOCOL,
          TelemetrySettings.OTEL_EXPORTER_OTLP_HEADERS,
          TelemetrySettings.OTEL_EXPORTER_OTLP_TIMEOUT,
          TelemetrySettings.OTEL_TRACES_EXPORTER,
          TelemetrySettings.OTEL_METRICS_EXPORTER,
          TelemetrySettings.OTEL_METRIC_EXPORT_INTERVAL,
          TelemetrySettings.OTEL_TRACES_SAMPLER,
          TelemetrySettings.OTEL_TRACES_SAMPLER_ARG,
          TelemetrySettings.OTEL_SERVICE_NAME,
          TelemetrySettings.OTEL_RESOURCE_ATTRIBUTES);

  private Exports() {}

  public static TelemetryConfig of(Configuration configuration) {
    boolean asked = TURN_ON.stream().anyMatch(configuration::isSet);
    if (!asked || configuration.get(TelemetrySettings.OTEL_SDK_DISABLED)) {
      return TelemetryConfig.OFF;
    }
    Set<Signal> signals = EnumSet.noneOf(Signal.class);
    if (configuration.get(TelemetrySettings.OTEL_TRACES_EXPORTER).equals(OTLP)) {
      signals.add(Signal.TRACES);
    }
    if (configuration.get(TelemetrySettings.OTEL_METRICS_EXPORTER).equals(OTLP)) {
      signals.add(Signal.METRICS);
    }
    return new TelemetryConfig(
        signals, properties(configuration), configuration.get(Settings.LOG_TRAIL));
  }

  private static Map<String, String> properties(Configuration configuration) {
    Map<String, String> properties = new HashMap<>();
    for (Configuration.Entry<?> entry : configuration.entries()) {
      if (FOR_THE_SDK.contains(entry.setting()) && !entry.text().isBlank()) {
        String name = entry.setting().name().toLowerCase(Locale.ROOT).replace('_', '.');
        properties.put(name, entry.text().strip());
      }
    }
    if (isNamedElsewhere(configuration)) {
      properties.remove("otel.service.name");
    }
    properties.put("otel.sdk.disabled", "false"); // In the standard's word, whatever ours was.
    return properties;
  }

  /** The default name must not win over one that was given in another place. */
  private static boolean isNamedElsewhere(Configuration configuration) {
    return !configuration.isSet(TelemetrySettings.OTEL_SERVICE_NAME)
        && configuration
            .get(TelemetrySettings.OTEL_RESOURCE_ATTRIBUTES)
            .orElse("")
            .contains("service.name=");
  }
}

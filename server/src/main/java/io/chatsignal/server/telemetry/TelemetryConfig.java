package io.chatsignal.server.telemetry;

import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What OpenTelemetry is told, and of what.
 *
 * @param signals what is sent; nothing where OpenTelemetry is off
 * @param properties what was set, by the names that the SDK gives the settings
 * @param roomNames whether spans name rooms, as the log may
 */
public record TelemetryConfig(
    Set<Signal> signals, Map<String, String> properties, boolean roomNames) {

  private static final String ENDPOINT = "otel.exporter.otlp.endpoint";
  private static final String DEFAULT_ENDPOINT = "http://localhost:4318";

  public static final TelemetryConfig OFF = new TelemetryConfig(Set.of(), Map.of(), false);

  /** What can be sent. */
  public enum Signal {
    METRICS,
    TRACES;

    String word() {
      return switch (this) {
        case METRICS -> "metrics";
        case TRACES -> "traces";
      };
    }
  }

  public TelemetryConfig {
    signals = Set.copyOf(signals);
    properties = Map.copyOf(properties);
  }

  public boolean isOn() {
    return !signals.isEmpty();
  }

  /** One sentence for those who look at the settings or at the log. */
  public String sentence() {
    if (!isOn()) {
      return "OpenTelemetry is off: OTEL_EXPORTER_OTLP_ENDPOINT turns it on.";
    }
    return signals.stream()
        .sorted()
        .map(signal -> signal.word() + " go to " + endpoint(signal))
        .collect(Collectors.joining(", ", "OpenTelemetry is on: ", "."));
  }

  private String endpoint(Signal signal) {
    String general = properties.getOrDefault(ENDPOINT, DEFAULT_ENDPOINT);
    String path = (general.endsWith("/") ? "v1/" : "/v1/") + signal.word();
    return properties.getOrDefault(
        "otel.exporter.otlp.%s.endpoint".formatted(signal.word()), general + path);
  }

  /** Headers are secrets, and stay out of logs. */
  @Override
  public String toString() {
    return "TelemetryConfig[" + sentence() + "]";
  }
}

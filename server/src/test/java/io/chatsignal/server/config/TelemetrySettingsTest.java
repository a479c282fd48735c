package io.chatsignal.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chatsignal.server.telemetry.TelemetryConfig;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TelemetrySettingsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          APP_PORT=0 | OpenTelemetry is off: OTEL_EXPORTER_OTLP_ENDPOINT turns it on.
          OTEL_SERVICE_NAME=calls OTEL_RESOURCE_ATTRIBUTES=a=b | OpenTelemetry is off: OTEL_EXPORTER_OTLP_ENDPOINT turns it on.
          OTEL_EXPORTER_OTLP_ENDPOINT=http://c:4318 OTEL_SDK_DISABLED=true | OpenTelemetry is off: OTEL_EXPORTER_OTLP_ENDPOINT turns it on.
          OTEL_EXPORTER_OTLP_ENDPOINT= OTEL_TRACES_EXPORTER= | OpenTelemetry is off: OTEL_EXPORTER_OTLP_ENDPOINT turns it on.
          OTEL_TRACES_EXPORTER=none OTEL_METRICS_EXPORTER=none | OpenTelemetry is off: OTEL_EXPORTER_OTLP_ENDPOINT turns it on.
          OTEL_EXPORTER_OTLP_ENDPOINT=http://c:4318/ | OpenTelemetry is on: metrics go to http://c:4318/v1/metrics, traces go to http://c:4318/v1/traces.
          OTEL_METRICS_EXPORTER=none | OpenTelemetry is on: traces go to http://localhost:4318/v1/traces.
          OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=https://t/x OTEL_METRICS_EXPORTER=none | OpenTelemetry is on: traces go to https://t/x.
          """)
  void itIsOffUntilSomethingIsToBeSentSomewhere(String settings, String sentence) {
    assertThat(config(settings).sentence()).isEqualTo(sentence);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          OTEL_EXPORTER_OTLP_PROTOCOL=grpc | OTEL_EXPORTER_OTLP_PROTOCOL is 'grpc' (from the environment), which is not what this server knows: it takes http/protobuf.
          OTEL_EXPORTER_OTLP_ENDPOINT=collector:4318 | OTEL_EXPORTER_OTLP_ENDPOINT is 'collector:4318' (from the environment), which is not one: it takes an address like http://localhost:4318.
          OTEL_EXPORTER_OTLP_ENDPOINT=http://ann:hush@c | An endpoint of OpenTelemetry names a user: credentials stand in OTEL_EXPORTER_OTLP_HEADERS.
          OTEL_TRACES_SAMPLER_ARG=2 | OTEL_TRACES_SAMPLER_ARG is '2' (from the environment), which is not such a number: it takes 0 to 1.
          OTEL_EXPORTER_OTLP_HEADERS=hush | OTEL_EXPORTER_OTLP_HEADERS is not usable (from the environment), which has other parts: it takes name=value, separated by commas.
          OTEL_LOGS=a OTEL_TRACES_EXPORTER=jaeger | OTEL_TRACES_EXPORTER is 'jaeger' (from the environment), which is not what this server knows: it takes otlp or none.
          """)
  void whatCannotBeUsedIsSaidInASentence(String settings, String sentence) {
    assertThatThrownBy(() -> config(settings))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(sentence);
  }

  @Test
  void headersAreShownNowhere() {
    TelemetryConfig config =
        config("OTEL_EXPORTER_OTLP_ENDPOINT=http://c OTEL_EXPORTER_OTLP_HEADERS=key=hush");
    assertThat(config.properties()).containsEntry("otel.exporter.otlp.headers", "key=hush");
    assertThat(config.toString()).doesNotContain("hush");
  }

  @Test
  void serviceThatIsNamedAmongTheAttributesKeepsThatName() {
    String on = "OTEL_EXPORTER_OTLP_ENDPOINT=http://c ";
    assertThat(config(on).properties()).containsEntry("otel.service.name", "chat-signal");
    assertThat(config(on + "OTEL_RESOURCE_ATTRIBUTES=service.name=calls").properties())
        .doesNotContainKey("otel.service.name");
  }

  private static TelemetryConfig config(String settings) {
    Map<String, String> environment =
        Arrays.stream(settings.strip().split(" ", -1))
            .map(setting -> setting.split("=", 2))
            .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1]));
    return Exports.of(Configuration.resolve(environment, Map.of()));
  }
}

package io.chatsignal.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chatsignal.server.ice.TurnAccess;
import io.chatsignal.signaling.Limits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerConfigTest {

  private static final Path HOME = Path.of("/opt/chat-signal");
  private static final String STRONG = "0123456789abcdef0123456789abcdef";

  @Test
  void defaultsAreThoseOfTheDomain() {
    ServerConfig config = config(Map.of());
    assertThat(config.limits()).isEqualTo(Limits.defaults());
    assertThat(config.dataFolder()).isEqualTo(HOME.resolve("data"));
    assertThat(config.warnings()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          TLS_CERT=a.pem | TLS_CERT is set without TLS_KEY: it takes both or neither.
          TLS_KEY=a.pem | TLS_KEY is set without TLS_CERT: it takes both or neither.
          TURN_URLS=turn:a | TURN_URLS is set without TURN_SECRET: it takes both or neither.
          TURN_SECRET=s | TURN_SECRET is set without TURN_URLS: it takes both or neither.
          MAX_PAYLOAD_BYTES=300000 | MAX_PAYLOAD_BYTES is 300000, more than MAX_MESSAGE_BYTES with 262144: it takes at most that.
          MAX_CONNECTIONS=5 MAX_CONNECTIONS_PER_ADDRESS=6 | MAX_CONNECTIONS_PER_ADDRESS is 6, more than MAX_CONNECTIONS with 5: it takes at most that.
          PROXY_PROTOCOL=on | PROXY_PROTOCOL is on without TRUSTED_PROXIES: it takes the proxies' addresses there, because anybody could send such a header.
          """)
  void settingsThatContradictEachOtherAreNamed(String settings, String sentence) {
    Map<String, String> environment =
        Stream.of(settings.split(" ", -1))
            .map(setting -> setting.split("=", 2))
            .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1]));
    assertThatThrownBy(() -> config(environment))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(sentence);
  }

  @Test
  void turnSettingsBecomeAccessThatShowsNoSecret() {
    ServerConfig config =
        config(Map.of("TURN_URLS", "turn:a,turns:b", "TURN_SECRET", "sesame", "TURN_TTL", "5m"));
    assertThat(config.iceServers().turn())
        .contains(new TurnAccess(List.of("turn:a", "turns:b"), "sesame", Duration.ofMinutes(5)));
    assertThat(config.iceServers().toString()).doesNotContain("sesame");
  }

  @Test
  void weakSecretAndPasswordAreWarnedAboutAndNotShown() {
    ServerConfig config =
        config(
            Map.of(
                "APP_SECRET",
                STRONG + ",weak",
                "APP_PASS",
                "weak",
                "ALLOWED_ORIGINS",
                "http://a",
                "DEMO",
                "off"));
    assertThat(config.warnings()).hasSize(2);
    assertThat(config.warnings().get(0)).startsWith("APP_SECRET is shorter than 32 bytes");
    assertThat(config.warnings().get(1)).startsWith("APP_PASS is shorter than 16 characters");
    assertThat(config.toString()).doesNotContain(STRONG, "weak");
  }

  @Test
  void serverWithItsOwnSecretIsToldWhatIsOpen() {
    assertThat(config(Map.of("APP_SECRET", STRONG)).warnings())
        .containsExactly(
            "ALLOWED_ORIGINS is not set: web pages of every origin may connect, given a token.",
            "DEMO is on: whoever opens /demo gets an app token for an hour; DEMO=off removes it.");
    Map<String, String> closed =
        Map.of("APP_SECRET", STRONG, "ALLOWED_ORIGINS", "https://a.example", "DEMO", "off");
    assertThat(config(closed).warnings()).isEmpty();
  }

  private static ServerConfig config(Map<String, String> environment) {
    return ServerConfig.of(Configuration.resolve(environment, Map.of()), HOME);
  }
}

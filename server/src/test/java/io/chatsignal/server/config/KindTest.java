package io.chatsignal.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KindTest {

  @ParameterizedTest
  @CsvSource({
    "86400,PT24H",
    "500ms,PT0.5S",
    "15s,PT15S",
    "5m,PT5M",
    "2h,PT2H",
    "1d,PT24H",
    "0,PT0S"
  })
  void timeIsInSecondsOrHasAUnit(String text, Duration duration) {
    assertThat(Kind.duration(Duration.ZERO, Duration.ofDays(9)).parse(text)).isEqualTo(duration);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "1w", "1.5s", "s", "99999999999", "1 0"})
  void otherTextIsNoTime(String text) {
    Kind<Duration> kind = Kind.duration(Duration.ZERO, Duration.ofDays(9));
    assertThatIllegalArgumentException().isThrownBy(() -> kind.parse(text));
  }

  @ParameterizedTest
  @CsvSource({"65536,65536", "64k,65536", "1M,1048576"})
  void sizeIsInBytesOrHasAUnit(String text, int bytes) {
    assertThat(Kind.bytes(0, 1 << 30).parse(text)).isEqualTo(bytes);
  }

  @Test
  void sizeBeyondTheRangeDoesNotWrapAround() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Kind.bytes(0, 1 << 30).parse("999999999m"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"off", "OFF", "0"})
  void limitCanBeOff(String text) {
    assertThat(Kind.limit(5).parse(text)).isEqualTo(OptionalInt.empty());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://localhost:5000",
        "https://example.org",
        "https://[::1]:8443",
        "http://a:443"
      })
  void originIsSchemeHostAndPort(String text) {
    assertThat(Kind.origin(text)).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "example.org",
        "https://example.org/",
        "https://example.org:443",
        "http://a:80",
        "ftp://example.org",
        "https://Example.org",
        "https://u@example.org",
        "null",
        "",
        "https://*.a",
        "https://a.com?x",
        "https://a b"
      })
  void anythingElseIsNoOrigin(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> Kind.origin(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.0.0.1", "10.0.0.0/8", "::1", "fd00::/8", "0.0.0.0/0"})
  void networkIsAnAddressWithAnOptionalPrefix(String text) {
    assertThat(Kind.network(text)).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "localhost", "10.0.0.0/33", "::/129", "10.0.0/8", "10.0.0.0/", "/8", "1"})
  void anythingElseIsNoNetwork(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> Kind.network(text));
  }

  @Test
  void listIsCommaSeparatedAndMayBeEmpty() {
    Kind<List<String>> kind = Kind.list("words", Kind::present);
    assertThat(kind.parse("")).isEmpty();
    assertThat(kind.parse("a, b")).isEqualTo(List.of("a", "b"));
    assertThatIllegalArgumentException().isThrownBy(() -> kind.parse("a,"));
  }
}

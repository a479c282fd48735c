package io.chatsignal.server.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** What the settings of OpenTelemetry take, checked here because the SDK says less of it. */
final class TelemetryKinds {
  private TelemetryKinds() {}

  /** One of a few words in the standard's own spelling. */
  static Kind<String> word(String... words) {
    String takes = String.join(" or ", words);
    return new Kind<>(
        "choice",
        takes,
        takes,
        text -> {
          if (!List.of(words).contains(text)) {
            throw new IllegalArgumentException("which is not what this server knows");
          }
          return text;
        });
  }

  static Kind<Optional<String>> url() {
    return optional("address", "an address like http://localhost:4318", TelemetryKinds::checkUrl);
  }

  /** Values may be percent-encoded. */
  static Kind<Optional<String>> pairs() {
    return optional(
        "list",
        "name=value, separated by commas",
        text -> {
          boolean pairs =
              Arrays.stream(text.split(",", -1))
                  .map(String::strip)
                  .allMatch(pair -> pair.matches("[^=\\s]+=\\S*") || pair.isEmpty());
          if (!pairs) {
            throw new IllegalArgumentException("which has other parts");
          }
        });
  }

  static Kind<Optional<String>> share() {
    return optional(
        "number",
        "0 to 1",
        text -> {
          if (!text.matches("0(\\.\\d{1,9})?|1(\\.0{1,9})?")) {
            throw new IllegalArgumentException("which is not such a number");
          }
        });
  }

  private static Kind<Optional<String>> optional(
      String name, String takes, Consumer<String> check) {
    return new Kind<>(
        name,
        takes,
        takes,
        text -> {
          if (text.isEmpty()) {
            return Optional.empty();
          }
          check.accept(text);
          return Optional.of(text);
        });
  }

  private static void checkUrl(String text) {
    try {
      URI uri = new URI(text);
      if (uri.getRawUserInfo() != null) {
        // Not the usual sentence, which would repeat the password.
        throw new ConfigurationException(
            "An endpoint of OpenTelemetry names a user: credentials stand in"
                + " OTEL_EXPORTER_OTLP_HEADERS.");
      }
      boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      if (web && uri.getHost() != null) {
        return;
      }
    } catch (URISyntaxException _) {
      // Said below, in the words for every other bad address.
    }
    throw new IllegalArgumentException("which is not one");
  }
}

package io.chatsignal.server.config;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds names that are settings misspelt. */
final class KnownNames {

  private static final int SHORTEST_GUESS = 6;

  private KnownNames() {}

  /** The prefix APP_ is ours; any other name in an environment may be somebody else's. */
  static void checkEnvironment(Map<String, String> environment, List<String> warnings) {
    for (String name : environment.keySet().stream().sorted().toList()) {
      if (isKnown(name)) {
        continue;
      }
      if (name.startsWith("APP_")) {
        throw unknown(name, "the environment");
      }
      nearest(name)
          .filter(_ -> name.length() >= SHORTEST_GUESS)
          .ifPresent(guess ->
              warnings.add(
                  "%s in the environment is not a setting: did you mean %s?"
                      .formatted(name, guess)));
    }
  }

  static void checkFile(Map<String, String> values) {
    for (String name : values.keySet()) {
      if (name.equals(Settings.CONFIG_FILE.name())) {
        throw new ConfigurationException("CONFIG_FILE stands in the settings file itself.");
      }
      if (!isKnown(name)) {
        throw unknown(name, "the settings file");
      }
    }
  }

  private static ConfigurationException unknown(String name, String where) {
    String hint =
        nearest(name)
            .map(guess -> "did you mean " + guess + "?")
            .orElse("'./chat-signal config docs' lists all there are.");
    return new ConfigurationException(
        "%s (from %s) is not a setting: %s".formatted(name, where, hint));
  }

  private static boolean isKnown(String name) {
    return names().anyMatch(name::equals);
  }

  private static Stream<String> names() {
    return Settings.ALL.stream()
        .flatMap(setting ->
            setting.isSecret()
                ? Stream.of(setting.name(), setting.fileName())
                : Stream.of(setting.name()));
  }

  /** At most two letters wrong, missing or too many. */
  private static Optional<String> nearest(String name) {
    return names()
        .filter(known -> distance(name, known) <= 2)
        .min(Comparator.comparingInt(known -> distance(name, known)));
  }

  private static int distance(String from, String to) {
    if (Math.abs(from.length() - to.length()) > 2) {
      return Integer.MAX_VALUE;
    }
    int[] row = new int[to.length() + 1];
    for (int j = 0; j <= to.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        int substituted = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substituted, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[to.length()];
  }
}

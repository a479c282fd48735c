package io.chatsignal.server.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A file of lines {@code NAME=value}, the format of a container's env file: no quotes, no escapes,
 * comments on lines of their own. So one file serves the server, Docker and systemd.
 */
final class SettingsFile {

  private static final long MAX_FILE_BYTES = 1 << 20;

  private SettingsFile() {}

  static Map<String, String> read(Path file) {
    return parse(file, lines(file));
  }

  /** A secret's file: its content without the line end that editors leave. */
  static String readSecret(String setting, Path file) {
    try {
      if (Files.size(file) > MAX_FILE_BYTES) {
        throw new ConfigurationException(
            "%s names %s, which is too large to hold a secret.".formatted(setting, file));
      }
      return Files.readString(file).strip();
    } catch (IOException | SecurityException _) {
      throw new ConfigurationException(
          "%s names %s, which can't be read: it takes a readable file that holds the secret alone."
              .formatted(setting, file));
    }
  }

  private static List<String> lines(Path file) {
    try {
      if (Files.size(file) <= MAX_FILE_BYTES) {
        return Files.readAllLines(file);
      }
    } catch (IOException | SecurityException _) {
      // Said below, with the words for every file that is no settings file.
    }
    throw new ConfigurationException(
        "CONFIG_FILE is '%s', which can't be read: it takes a readable file of lines NAME=value."
            .formatted(file));
  }

  private static Map<String, String> parse(Path file, List<String> lines) {
    Map<String, String> values = new LinkedHashMap<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      int equals = line.indexOf('=');
      String where = "line " + (i + 1) + " of " + file;
      if (equals < 1) {
        throw new ConfigurationException(
            "%s has no '=': it takes NAME=value, or a comment that begins with #."
                .formatted(capitalized(where)));
      }
      String name = line.substring(0, equals).strip();
      String value = line.substring(equals + 1).strip();
      if (value.startsWith("\"") || value.startsWith("'")) {
        throw new ConfigurationException(
            "%s on %s is in quotes: it takes the bare value.".formatted(name, where));
      }
      if (values.put(name, value) != null) {
        throw new ConfigurationException(
            "%s stands on %s for the second time: it may stand once.".formatted(name, where));
      }
    }
    return values;
  }

  private static String capitalized(String text) {
    return Character.toUpperCase(text.charAt(0)) + text.substring(1);
  }
}

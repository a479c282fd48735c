package io.chatsignal.server.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * Files of one folder on the class path, each read once. Holds no more than there are files,
 * whatever is asked for.
 */
final class StaticFiles {

  /** No empty segment, none that begins with a dot: nothing leads out of the folder. */
  private static final Pattern PATH =
      Pattern.compile("(?:[\\w-][\\w.-]{0,99}/){0,8}[\\w-][\\w.-]{0,99}");

  private final String folder;
  private final Map<String, StaticFile> files = new ConcurrentHashMap<>();

  /**
   * @param folder begins and ends with a slash
   */
  StaticFiles(String folder) {
    this.folder = folder;
  }

  Optional<StaticFile> find(String path) {
    StaticFile known = files.get(path);
    if (known != null) {
      return Optional.of(known);
    }
    Optional<StaticFile> read = PATH.matcher(path).matches() ? read(path) : Optional.empty();
    read.ifPresent(file -> files.put(path, file));
    return read;
  }

  private Optional<StaticFile> read(String path) {
    try (InputStream content = StaticFiles.class.getResourceAsStream(folder + path)) {
      // A folder has content on the class path too, a list of its files, but no type.
      return content == null ? Optional.empty() : StaticFile.of(path, content.readAllBytes());
    } catch (IOException unreadable) {
      throw new UncheckedIOException(
          "the program's own file " + path + " can't be read", unreadable);
    }
  }
}

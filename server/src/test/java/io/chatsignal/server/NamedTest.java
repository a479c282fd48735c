package io.chatsignal.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A test that a page names as {@code Class#method}, in whichever module it is. */
final class NamedTest {
  private static final List<String> MODULES =
      List.of("testkit", "engineio", "socketio", "transport", "signaling", "server");

  private NamedTest() {}

  static void assertExists(String name) throws IOException {
    int hash = name.indexOf('#');
    assertThat(hash).as("%s is Class#method", name).isPositive();
    List<Path> sources =
        MODULES.stream().flatMap(module -> find(module, name.substring(0, hash))).toList();
    assertThat(sources).as("the class of %s", name).hasSize(1);
    assertThat(Files.readString(sources.getFirst()))
        .as("the method of %s", name)
        .contains("void " + name.substring(hash + 1) + "(");
  }

  private static Stream<Path> find(String module, String type) {
    try (Stream<Path> files = Files.walk(Path.of("..", module, "src", "test"))) {
      return files.filter(file -> file.endsWith(type + ".java")).toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

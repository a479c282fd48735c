package io.chatsignal.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The list of published holes in docs/security-holes.md names tests that exist. */
class PastHolesPageTest {
  private static final Pattern TEST = Pattern.compile("`(\\w+#\\w+)`");

  @Test
  void everyHoleHasATestThatExists() throws IOException {
    List<String> holes =
        Files.readAllLines(Path.of("..", "docs", "security-holes.md")).stream()
            .filter(line -> line.startsWith("| "))
            .filter(line -> !line.startsWith("| published"))
            .toList();
    assertThat(holes).hasSizeGreaterThan(35);
    for (String hole : holes) {
      List<String> tests = TEST.matcher(hole).results().map(test -> test.group(1)).toList();
      assertThat(tests).as(hole).isNotEmpty();
      for (String test : tests) {
        NamedTest.assertExists(test);
      }
    }
  }

  @Test
  void theClientCanNotTurnOffTheCheckOfCertificates() throws IOException {
    try (Stream<Path> sources = Files.walk(Path.of("..", "clients", "js", "src"))) {
      for (Path source : sources.filter(Files::isRegularFile).toList()) {
        assertThat(Files.readString(source))
            .as("%s", source)
            .doesNotContain("rejectUnauthorized", "NODE_TLS_REJECT_UNAUTHORIZED");
      }
    }
  }
}

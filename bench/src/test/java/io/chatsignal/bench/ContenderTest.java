package io.chatsignal.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContenderTest {
  @TempDir private Path directory = Path.of("unset");

  @Test
  void aLineNamesAServerAndItsCommand() throws IOException {
    Path file = directory.resolve("servers");
    Files.writeString(file, "# who\n\nOurs = java -Dx=1 Main\nTheirs = node ws.js\n");

    assertThat(Contender.read(file))
        .containsExactly(
            new Contender("Ours", "java -Dx=1 Main"), new Contender("Theirs", "node ws.js"));
  }

  @Test
  void aLineWithoutACommandIsAnError() throws IOException {
    Path file = directory.resolve("servers");
    Files.writeString(file, "Ours\n");

    assertThatThrownBy(() -> Contender.read(file)).hasMessageContaining("name = command: Ours");
  }

  @Test
  void aServerThatEndsAtOnceIsNotWaitedFor() {
    assertThatThrownBy(() -> new Contender("Ours", "false").start("secret"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("Ours does not answer");
  }

  @Test
  void theOriginalTokenIsTheOneOfTheOriginal() {
    assertThat(OriginalToken.of("demo", "secret"))
        .startsWith("eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJhcHAiOiJkZW1vIn0=.")
        .hasSize(36 + 1 + 20 + 1 + 64);
  }
}

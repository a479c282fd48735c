package io.chatsignal.server.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chatsignal.server.config.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {

  private static final List<String> NO_SECRET = List.of();
  private static final Optional<String> NO_PASSWORD = Optional.empty();

  @TempDir private Path temporary;

  @Test
  void whatIsMissingIsMadeUpOnceAndOutlivesARestart() {
    Credentials first = new DataFolder(temporary.resolve("data")).complete(NO_SECRET, NO_PASSWORD);
    Credentials second = new DataFolder(temporary.resolve("data")).complete(NO_SECRET, NO_PASSWORD);
    assertThat(second).isEqualTo(first);
    assertThat(first.secrets()).hasSize(1).allMatch(secret -> secret.length() == 43);
    assertThat(first.password()).hasSize(43).isNotEqualTo(first.secrets().getFirst());
    assertThat(first.secretOrigin()).isEqualTo(Credentials.Origin.MADE_UP);
    assertThat(first.passwordOrigin()).isEqualTo(Credentials.Origin.MADE_UP);
  }

  @Test
  void onlyTheOwnerMayReadWhatWasMadeUp() throws IOException {
    DataFolder folder = new DataFolder(temporary.resolve("a/data"));
    folder.complete(NO_SECRET, NO_PASSWORD);
    assertThat(permissions(folder.credentialsFile())).isEqualTo("rw-------");
    assertThat(permissions(temporary.resolve("a/data"))).isEqualTo("rwx------");

    Files.setPosixFilePermissions(
        folder.credentialsFile(), PosixFilePermissions.fromString("rw-r--r--"));
    folder.complete(NO_SECRET, NO_PASSWORD);
    assertThat(permissions(folder.credentialsFile())).isEqualTo("rw-------");
  }

  @Test
  void nothingIsWrittenWhereNothingIsMissing() {
    DataFolder folder = new DataFolder(temporary.resolve("data"));
    Credentials credentials = folder.complete(List.of("mine", "old"), Optional.of("pass"));
    assertThat(credentials.secrets()).containsExactly("mine", "old");
    assertThat(credentials.password()).isEqualTo("pass");
    assertThat(temporary.resolve("data")).doesNotExist();
  }

  @Test
  void oneOfTheTwoMayBeConfigured() {
    DataFolder folder = new DataFolder(temporary);
    Credentials credentials = folder.complete(List.of("mine"), NO_PASSWORD);
    assertThat(credentials.secrets()).containsExactly("mine");
    assertThat(credentials.secretOrigin()).isEqualTo(Credentials.Origin.CONFIGURED);
    assertThat(credentials.passwordOrigin()).isEqualTo(Credentials.Origin.MADE_UP);
  }

  @Test
  void serversThatStartAtOnceAgree() {
    Set<String> secrets = ConcurrentHashMap.newKeySet();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 16; i++) {
        threads.execute(() ->
            secrets.addAll(new DataFolder(temporary).complete(NO_SECRET, NO_PASSWORD).secrets()));
      }
    }
    assertThat(secrets).hasSize(1);
  }

  @Test
  void fileInTheFoldersPlaceIsOneSentence() throws IOException {
    Path file = Files.createFile(temporary.resolve("taken"));
    assertThatThrownBy(() -> new DataFolder(file).complete(NO_SECRET, NO_PASSWORD))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(
            "DATA_DIR is '%s', which can't be used (a file is in its place): it takes a folder that"
                    .formatted(file)
                + " this server may write to, unless APP_SECRET and APP_PASS are set.");
  }

  @Test
  void folderThatCanNotBeMadeIsOneSentence() {
    assertThatThrownBy(
            () -> new DataFolder(Path.of("/proc/nowhere/data")).complete(NO_SECRET, NO_PASSWORD))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageStartingWith("DATA_DIR is '/proc/nowhere/data', which can't be used (");
  }

  @Test
  void damagedFileIsNeitherUsedNorReplaced() throws IOException {
    DataFolder folder = new DataFolder(temporary);
    for (String damaged : List.of("", "APP_SECRET=short\nAPP_PASS=short\n", "garbage")) {
      Files.writeString(folder.credentialsFile(), damaged);
      assertThatThrownBy(() -> folder.complete(NO_SECRET, NO_PASSWORD))
          .isInstanceOf(ConfigurationException.class)
          .hasMessageStartingWith(folder.credentialsFile() + " is damaged: ");
      assertThat(folder.credentialsFile()).hasContent(damaged);
    }
  }

  @Test
  void nothingElseIsLeftInTheFolder() throws IOException {
    new DataFolder(temporary).complete(NO_SECRET, NO_PASSWORD);
    try (Stream<Path> files = Files.list(temporary)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("credentials", ".lock");
    }
  }

  @Test
  void credentialsDoNotPrintThemselves() {
    Credentials credentials = new DataFolder(temporary).complete(NO_SECRET, NO_PASSWORD);
    assertThat(credentials.toString())
        .doesNotContain(credentials.password(), credentials.secrets().getFirst());
  }

  private static String permissions(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }
}

package io.chatsignal.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chatsignal.signaling.RoomScope;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigurationTest {

  private static final Map<String, String> NOTHING = Map.of();

  @TempDir private Path folder;

  @Test
  void nothingSetGivesTheDefaults() {
    Configuration configuration = Configuration.resolve(NOTHING, NOTHING);
    assertThat(configuration.get(Settings.APP_PORT)).isEqualTo(5000);
    assertThat(configuration.get(TimeSettings.TOKEN_LIFETIME)).isEqualTo(Duration.ofDays(1));
    assertThat(configuration.get(Settings.APP_SECRET)).isEmpty();
    assertThat(configuration.get(Settings.APP_PASS)).isEmpty();
    assertThat(configuration.get(Settings.MAX_CONNECTIONS)).isEqualTo(OptionalInt.empty());
    assertThat(configuration.get(Settings.ROOM_SCOPE)).isEqualTo(RoomScope.DEPLOYMENT);
    assertThat(configuration.warnings()).isEmpty();
    assertThat(configuration.entries()).allMatch(entry -> entry.source() == Source.DEFAULT);
  }

  @Test
  void environmentBeatsOptionAndOptionBeatsFile() throws IOException {
    Path file = file("APP_PORT=1", "MAX_ROOM_NAME=51", "MAX_ROOM_MEMBERS=61");
    Configuration configuration =
        Configuration.resolve(
            Map.of("APP_PORT", "3", "CONFIG_FILE", file.toString()),
            Map.of("APP_PORT", "2", "MAX_ROOM_NAME", "52"));
    assertThat(configuration.get(Settings.APP_PORT)).isEqualTo(3);
    assertThat(configuration.get(Settings.MAX_ROOM_NAME)).isEqualTo(52);
    assertThat(configuration.get(Settings.MAX_ROOM_MEMBERS)).isEqualTo(61);
    assertThat(configuration.warnings())
        .containsExactly(
            "APP_PORT in the environment is stronger than the option --app-port, which has no"
                + " effect.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          APP_PORT       | abc    | APP_PORT is 'abc' (from the environment), which is not a number: it takes a whole number from 0 to 65535.
          APP_PORT       | ''     | APP_PORT is '' (from the environment), which is not a number: it takes a whole number from 0 to 65535.
          APP_PORT       | 65536  | APP_PORT is '65536' (from the environment), which is out of range: it takes a whole number from 0 to 65535.
          APP_PORT       | -1     | APP_PORT is '-1' (from the environment), which is out of range: it takes a whole number from 0 to 65535.
          APP_PORT       | 5000.0 | APP_PORT is '5000.0' (from the environment), which is not a number: it takes a whole number from 0 to 65535.
          APP_SECRET     | ''     | APP_SECRET is empty (from the environment): give it a value or leave it out.
          APP_PASS       | '  '   | APP_PASS is empty (from the environment): give it a value or leave it out.
          APP_SECRET     | a,,b   | APP_SECRET is not usable (from the environment), one of its parts being empty: it takes secrets of at least 32 bytes, separated by commas.
          TOKEN_LIFETIME | 0      | TOKEN_LIFETIME is '0' (from the environment), which is out of range: it takes a time from 1s to 3650d, in seconds or with a unit: 500ms, 15s, 5m, 2h, 1d.
          PING_INTERVAL  | soon   | PING_INTERVAL is 'soon' (from the environment), which is not a time: it takes a time from 100ms to 3600s, in seconds or with a unit: 500ms, 15s, 5m, 2h, 1d.
          DEMO           | maybe  | DEMO is 'maybe' (from the environment), which is neither: it takes on or off.
          ROOM_SCOPE     | planet | ROOM_SCOPE is 'planet' (from the environment), which is none of them: it takes deployment or app.
          MAX_MESSAGE_BYTES | 4g  | MAX_MESSAGE_BYTES is '4g' (from the environment), which is not a size: it takes a number of bytes from 1024 to 67108864, for example 65536, 64k or 1m.
          APP_PROT       | 5000   | APP_PROT (from the environment) is not a setting: did you mean APP_PORT?
          APP_COLOUR     | red    | APP_COLOUR (from the environment) is not a setting: './chat-signal config docs' lists all there are.
          """)
  void badValueIsNamedWithWhatItTakes(String name, String value, String sentence) {
    assertThatThrownBy(() -> Configuration.resolve(Map.of(name, value), NOTHING))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(sentence);
  }

  @Test
  void foreignNamesInTheEnvironmentAreIgnoredUnlessTheyLookMisspelt() {
    Configuration configuration =
        Configuration.resolve(
            Map.of("PATH", "/bin", "LANG", "C", "TOKEN_LIFETIMES", "5", "DEMON", "x"), NOTHING);
    assertThat(configuration.warnings())
        .containsExactly(
            "TOKEN_LIFETIMES in the environment is not a setting: did you mean TOKEN_LIFETIME?");
  }

  @Test
  void secretsComeFromFilesToo() throws IOException {
    Path secret = Files.writeString(folder.resolve("secret"), "s3cret, other\n");
    Configuration configuration =
        Configuration.resolve(Map.of("APP_SECRET_FILE", secret.toString()), NOTHING);
    assertThat(configuration.get(Settings.APP_SECRET)).isEqualTo(List.of("s3cret", "other"));
  }

  @Test
  void secretAndItsFileContradictEachOther() {
    assertThatThrownBy(() ->
            Configuration.resolve(Map.of("APP_SECRET", "a", "APP_SECRET_FILE", "/b"), NOTHING))
        .hasMessage(
            "APP_SECRET and APP_SECRET_FILE are both set (in the environment): it takes one of"
                + " them.");
  }

  @Test
  void missingSecretFileIsNamed() {
    assertThatThrownBy(
            () -> Configuration.resolve(Map.of("APP_PASS_FILE", "/nowhere/pass"), NOTHING))
        .hasMessage(
            "APP_PASS_FILE names /nowhere/pass, which can't be read: it takes a readable file that"
                + " holds the secret alone.");
  }

  @Test
  void secretOnTheCommandLineWorksWithAWarning() {
    Configuration configuration = Configuration.resolve(NOTHING, Map.of("APP_PASS", "pass"));
    assertThat(configuration.get(Settings.APP_PASS)).isEqualTo(Optional.of("pass"));
    assertThat(configuration.warnings()).hasSize(1);
    assertThat(configuration.warnings().getFirst())
        .startsWith("--app-pass shows the secret")
        .doesNotContain("'pass'");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          APP_PROT=1         | APP_PROT (from the settings file) is not a setting: did you mean APP_PORT?
          COLOUR=red         | COLOUR (from the settings file) is not a setting: './chat-signal config docs' lists all there are.
          CONFIG_FILE=other  | CONFIG_FILE stands in the settings file itself.
          APP_PORT           | Line 1 of FILE has no '=': it takes NAME=value, or a comment that begins with #.
          APP_PORT="1"       | APP_PORT on line 1 of FILE is in quotes: it takes the bare value.
          APP_PORT=x         | APP_PORT is 'x' (from the settings file), which is not a number: it takes a whole number from 0 to 65535.
          """)
  void badLineOfTheFileIsNamed(String line, String sentence) throws IOException {
    Path file = file(line);
    assertThatThrownBy(() -> Configuration.resolve(NOTHING, Map.of("CONFIG_FILE", file.toString())))
        .hasMessage(
            sentence.replace("FILE has", file + " has").replace("FILE is in", file + " is in"));
  }

  @Test
  void fileMayHaveCommentsAndEmptyLinesButNoNameTwice() throws IOException {
    Path good = file("# ports", "", " APP_PORT = 7 ", "APP_PASS=a=b#c");
    Configuration configuration =
        Configuration.resolve(Map.of("CONFIG_FILE", good.toString()), NOTHING);
    assertThat(configuration.get(Settings.APP_PORT)).isEqualTo(7);
    assertThat(configuration.get(Settings.APP_PASS)).isEqualTo(Optional.of("a=b#c"));

    Path twice = file("APP_PORT=1", "APP_PORT=2");
    assertThatThrownBy(
            () -> Configuration.resolve(Map.of("CONFIG_FILE", twice.toString()), NOTHING))
        .hasMessage(
            "APP_PORT stands on line 2 of " + twice + " for the second time: it may stand once.");
  }

  @Test
  void missingFileIsNamed() {
    assertThatThrownBy(() -> Configuration.resolve(Map.of("CONFIG_FILE", "/nowhere"), NOTHING))
        .hasMessage(
            "CONFIG_FILE is '/nowhere', which can't be read: it takes a readable file of lines"
                + " NAME=value.");
  }

  @Test
  void everySettingIsInTheListOnceAndHasAUsableDefault() {
    List<String> declared =
        Stream.of(Settings.class, TimeSettings.class, TelemetrySettings.class)
            .flatMap(holder -> Arrays.stream(holder.getFields()))
            .filter(field -> field.getType() == Setting.class)
            .map(Field::getName)
            .toList();
    assertThat(Settings.ALL)
        .extracting(Setting::name)
        .containsExactlyInAnyOrderElementsOf(declared)
        .doesNotHaveDuplicates();
    assertThat(Settings.ALL).allSatisfy(Setting::fallbackValue);
    assertThat(Settings.ALL).allSatisfy(setting -> assertThat(setting.help()).endsWith("."));
  }

  @Test
  void everySettingIsUsed() throws IOException {
    StringBuilder users = new StringBuilder();
    try (Stream<Path> sources = Files.list(Path.of("src/main/java/io/chatsignal/server/config"))) {
      for (Path source :
          sources.filter(file -> !file.toString().endsWith("Settings.java")).toList()) {
        users.append(Files.readString(source));
      }
    }
    assertThat(Settings.ALL)
        .allSatisfy(setting -> assertThat(users).contains("Settings." + setting.name()));
  }

  private Path file(String... lines) throws IOException {
    return Files.write(Files.createTempFile(folder, "settings", ""), List.of(lines));
  }
}

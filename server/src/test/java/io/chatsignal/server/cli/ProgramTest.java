package io.chatsignal.server.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.chatsignal.server.SignalingServer;
import io.chatsignal.server.StartException;
import io.chatsignal.server.TestServer;
import io.chatsignal.server.config.Setting;
import io.chatsignal.server.config.Settings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProgramTest {

  private static final Map<String, String> NOTHING = Map.of();

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @TempDir private Path home;

  @Test
  void tokenThatIsCreatedIsValid() {
    assertThat(run(NOTHING, "token", "create", "my-app")).isZero();
    String token = text(out).strip();
    out.reset();
    assertThat(run(NOTHING, "token", "inspect", token)).isZero();
    assertThat(text(out)).isEqualTo("A valid app token of 'my-app'.\n");
  }

  @Test
  void tokenOfAnotherSecretIsNotValid() {
    Map<String, String> other = Map.of("APP_SECRET", "a", "APP_PASS", "b");
    assertThat(run(other, "token", "create", "my-app")).isZero();
    String token = text(out).strip();
    out.reset();
    assertThat(run(NOTHING, "token", "inspect", token)).isEqualTo(Program.REFUSED);
    assertThat(text(out)).startsWith("Not a valid app token here");
    assertThat(run(NOTHING, "token", "inspect", "garbage")).isEqualTo(Program.REFUSED);
  }

  @Test
  void generatedSecretIsStrongAndNeverTheSame() {
    assertThat(run(NOTHING, "secret", "generate")).isZero();
    assertThat(run(NOTHING, "secret", "generate")).isZero();
    assertThat(text(out).lines())
        .hasSize(2)
        .doesNotHaveDuplicates()
        .allMatch(secret -> secret.length() == 43);
  }

  @Test
  void configShowsValuesWithTheirSourcesAndMasksSecrets() {
    Map<String, String> environment = Map.of("APP_SECRET", "hush", "APP_PORT", "81");
    assertThat(run(environment, "config", "--max-room-name", "50")).isZero();
    assertThat(text(out))
        .containsPattern("APP_PORT +81 +\\(from the environment\\)")
        .containsPattern("MAX_ROOM_NAME +50 +\\(from the command line\\)")
        .containsPattern("APP_SECRET +•+ +\\(from the environment\\)")
        .containsPattern("APP_PASS +– +\\(default\\)")
        .endsWith("OpenTelemetry is off: OTEL_EXPORTER_OTLP_ENDPOINT turns it on.\n")
        .doesNotContain("hush");
  }

  @Test
  void configCheckSaysGoodOrWhatIsWrong() {
    assertThat(run(NOTHING, "config", "check")).isZero();
    assertThat(text(out)).isEqualTo("The settings are good.\n");
    assertThat(run(Map.of("TLS_KEY", "x"), "config", "check")).isEqualTo(Program.WRONG_USE);
    assertThat(text(err)).isEqualTo("TLS_KEY is set without TLS_CERT: it takes both or neither.\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          start --app-prot 1 | '--app-prot' is nothing that 'chat-signal start' knows: did you mean --app-port? './chat-signal start --help' shows what it takes.
          --app-prot=1       | '--app-prot=1' is nothing that 'chat-signal start' knows: did you mean --app-port? './chat-signal start --help' shows what it takes.
          --app-port x       | APP_PORT is 'x' (from the command line), which is not a number: it takes a whole number from 0 to 65535.
          strat              | 'strat' is nothing that 'chat-signal' knows: did you mean start? './chat-signal --help' shows what it takes.
          token create       | Missing required parameter: 'APP': './chat-signal token create --help' shows what it takes.
          token              | Missing required subcommand: './chat-signal token --help' shows what it takes.
          config check --app-port | Missing required parameter for option '--app-port' (<number>): './chat-signal config check --help' shows what it takes.
          """)
  void wrongUseIsOneSentenceAndStatusTwo(String arguments, String sentence) {
    assertThat(run(NOTHING, arguments.split(" ", -1))).isEqualTo(Program.WRONG_USE);
    assertThat(text(err)).isEqualTo(sentence + "\n");
    assertThat(text(out)).isEmpty();
  }

  @Test
  void startWithoutOptionsRefusesAsOneWithThem() throws StartException {
    assertThat(run(Map.of("APP_PORT", "x"))).isEqualTo(Program.WRONG_USE);
    assertThat(text(err)).startsWith("APP_PORT is 'x' (from the environment)");
    err.reset();
    try (SignalingServer taken = TestServer.unstarted().start()) {
      String port = taken.address().replaceAll(".*:", "");
      Map<String, String> same =
          Map.of("APP_HOST", "127.0.0.1", "APP_PORT", port, "APP_SECRET", "a", "APP_PASS", "b");
      assertThat(run(same)).isEqualTo(Program.REFUSED);
      assertThat(text(err)).contains(port);
    }
  }

  @Test
  void helpTeachesAndKnowsEverySetting() {
    assertThat(run(NOTHING, "--help")).isZero();
    assertThat(text(out))
        .contains("./chat-signal token create my-app", "start", "config", "secret");
    assertThat(run(NOTHING, "start", "--help")).isZero();
    for (Setting<?> setting : Settings.ALL) {
      assertThat(text(out)).contains(setting.option());
    }
  }

  @Test
  void versionIsPrinted() {
    assertThat(run(NOTHING, "--version")).isZero();
    assertThat(text(out)).startsWith("Chat Signal ");
  }

  @Test
  void healthIsThatOfTheServerThatRuns() throws StartException {
    SignalingServer server =
        TestServer.unstarted("MANAGEMENT_PORT", "0", "MANAGEMENT_HOST", "0.0.0.0").start();
    String port = String.valueOf(server.managementAddress().orElseThrow().getPort());
    Map<String, String> settings = Map.of("MANAGEMENT_PORT", port, "MANAGEMENT_HOST", "0.0.0.0");
    assertThat(run(settings, "health")).isZero();
    assertThat(text(out)).isEqualTo("{\"status\":\"ready\",\"reasons\":[]}\n");
    server.close();
    assertThat(run(settings, "health")).isEqualTo(Program.REFUSED);
    assertThat(text(out)).contains("The server does not answer on its management port");
    assertThat(run(NOTHING, "health")).isEqualTo(Program.WRONG_USE);
    assertThat(text(err)).isEqualTo("MANAGEMENT_PORT is off: it takes the server's port.\n");
  }

  @Test
  void configurationPageIsWhatTheCodeSays() throws IOException {
    assertThat(run(NOTHING, "config", "docs")).isZero();
    assertThat(Files.readString(Path.of("..", "docs", "configuration.md")))
        .as("what './chat-signal config docs' prints")
        .isEqualTo(text(out));
  }

  @Test
  void completionKnowsCommandsAndOptionsAndIsAScriptThatShellsTake() throws Exception {
    assertThat(run(NOTHING, "completion")).isZero();
    assertThat(text(out)).contains("doctor", "--app-port", "--turn-secret-file");
    Path script = Files.writeString(home.resolve("completion"), text(out));
    String line =
        "COMP_WORDS=(chat-signal con) COMP_CWORD=1; _complete_chat-signal; echo $COMPREPLY";
    Process bash =
        new ProcessBuilder("bash", "-c", "source '" + script + "'; " + line)
            .redirectErrorStream(true)
            .start();
    assertThat(new String(bash.getInputStream().readAllBytes(), UTF_8)).isEqualTo("config\n");
  }

  /** A shell of its own at a terminal of its own, in which the Tab key is pressed. */
  private static final String TAB_IN_ZSH =
      """
      zmodload zsh/zpty
      zpty shell zsh -f -i
      zpty -w shell "autoload -Uz compinit; compinit -u -D; source '$1'
      show() { print -r -- \\$BUFFER >>'$2'; BUFFER=; zle accept-line }
      zle -N show; bindkey '^X' show; print rea''dy"
      zpty -r -m shell out '*ready*'
      for typed in 'chat-signal con' './chat-signal start --app-po'; do
        zpty -w -n shell "$typed"$'\\t\\x18'
      done
      zpty -w shell 'print do''ne'
      zpty -r -m shell out '*done*'
      """;

  @Test
  @Timeout(60)
  void completionWorksInZshByNameAndByPath() throws Exception {
    assertThat(run(NOTHING, "completion")).isZero();
    Path completion = Files.writeString(home.resolve("completion"), text(out));
    Path typing = Files.writeString(home.resolve("typing"), TAB_IN_ZSH);
    Path completed = home.resolve("completed");
    Process zsh =
        new ProcessBuilder("zsh", "-f", "" + typing, "" + completion, "" + completed)
            .redirectErrorStream(true)
            .start();
    assertThat(new String(zsh.getInputStream().readAllBytes(), UTF_8)).isEmpty();
    assertThat(completed).hasContent("chat-signal config \n./chat-signal start --app-port \n");
  }

  private int run(Map<String, String> environment, String... arguments) {
    PrintStream outStream = new PrintStream(out, true, UTF_8);
    PrintStream errStream = new PrintStream(err, true, UTF_8);
    return new Program(environment, home, outStream, errStream).run(arguments);
  }

  private static String text(ByteArrayOutputStream stream) {
    return stream.toString(UTF_8);
  }
}

package io.chatsignal.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatsignal.server.config.Configuration;
import io.chatsignal.server.config.ServerConfig;
import io.chatsignal.server.config.Setting;
import io.chatsignal.server.config.Setting.Group;
import io.chatsignal.server.config.Settings;
import io.chatsignal.signaling.Limits;
import io.chatsignal.signaling.RoomLimits;
import io.chatsignal.socketio.SocketLimits;
import io.chatsignal.transport.TransportLimits;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The page docs/limits.md says what the code does. */
class LimitsPageTest {
  private static final Path ROOT = Path.of("..");
  private static final List<String> MODULES =
      List.of("engineio", "socketio", "transport", "signaling", "server");

  private static final Pattern CODE = Pattern.compile("`([^`]+)`");

  /** A constant that limits, by its name. */
  private static final Pattern CONSTANT =
      Pattern.compile(
          "static final (?:int|long|Duration) ((?:MAX|PENDING|EARLY|SPARE)_\\w+|BURST|LINGER) =");

  /** Constants with such a name that limit no client. */
  private static final List<String> OTHERS =
      List.of(
          "Frames.MAX_HEADER_BYTES",
          "WebSocketDecoder.MAX_HEADER_BYTES",
          "SettingsFile.MAX_FILE_BYTES");

  private static final List<Row> ROWS = new ArrayList<>();

  private record Row(List<String> names, String fallback, List<String> tests) {}

  @BeforeAll
  static void read() throws IOException {
    for (String line : Files.readAllLines(ROOT.resolve("docs/limits.md"))) {
      String[] cells = line.split("\\|", -1);
      if (cells.length == 7 && !cells[1].isBlank() && !cells[1].startsWith("--")) {
        List<String> fallback = codes(cells[2]);
        if (!fallback.isEmpty()) {
          ROWS.add(new Row(codes(cells[1]), fallback.getFirst(), codes(cells[5])));
        }
      }
    }
    assertThat(ROWS).hasSizeGreaterThan(50);
  }

  private static List<String> codes(String cell) {
    return CODE.matcher(cell).results().map(result -> result.group(1)).toList();
  }

  private static Optional<Row> row(String name) {
    return ROWS.stream().filter(row -> row.names().contains(name)).findFirst();
  }

  // ---- what the code has is on the page

  @Test
  void everySettingThatLimitsIsThereWithItsDefault() {
    List<Setting<?>> limits =
        Settings.ALL.stream()
            .filter(setting -> setting.group() == Group.LIMITS || row(setting.name()).isPresent())
            .toList();
    assertThat(limits)
        .allSatisfy(setting ->
            assertThat(row(setting.name()).map(Row::fallback)).contains(setting.fallback()));
  }

  @Test
  void everyComponentOfTheLimitsIsThereWithItsDefault() throws ReflectiveOperationException {
    Map<String, Object> components = new TreeMap<>();
    collect("TransportLimits", TransportLimits.defaults(), components);
    collect("SocketLimits", SocketLimits.defaults(), components);
    collect("RoomLimits", RoomLimits.defaults(), components);
    collect("Limits", Limits.defaults(), components);
    collect("Limits.requests", Limits.defaults().requests(), components);
    collect("Limits.relays", Limits.defaults().relays(), components);
    assertThat(components)
        .allSatisfy((name, value) ->
            assertThat(row(name).map(Row::fallback)).as(name).contains(text(value)));
  }

  private static void collect(String prefix, Record limits, Map<String, Object> into)
      throws ReflectiveOperationException {
    for (RecordComponent component : limits.getClass().getRecordComponents()) {
      if (!component.getType().isRecord()) {
        into.put(prefix + "." + component.getName(), component.getAccessor().invoke(limits));
      }
    }
  }

  private static String text(Object value) {
    return switch (value) {
      case Duration time -> time.toSeconds() + "s";
      case Number none when none.longValue() == 0 -> "off";
      default -> value.toString();
    };
  }

  @Test
  void everyConstantThatLimitsIsThereWithItsValue() throws Exception {
    for (Path source : sources("main")) {
      String name = source.getFileName().toString().replace(".java", "");
      Matcher constant = CONSTANT.matcher(Files.readString(source));
      while (constant.find()) {
        String limit = name + "." + constant.group(1);
        if (!OTHERS.contains(limit)) {
          assertThat(row(limit).map(Row::fallback))
              .as("%s, in docs/limits.md", limit)
              .contains(text(valueOf(source, constant.group(1))));
        }
      }
    }
  }

  private static Object valueOf(Path source, String constant) throws ReflectiveOperationException {
    String path = source.toString().replace('\\', '/').replace('/', '.');
    String type = path.substring(path.indexOf("io.chatsignal."), path.length() - ".java".length());
    Field field = Class.forName(type).getDeclaredField(constant);
    field.setAccessible(true);
    return field.get(null);
  }

  // ---- what is on the page the code has

  @Test
  void everyNameOnThePageExists() throws IOException {
    List<String> settings = Settings.ALL.stream().map(Setting::name).toList();
    String sources = String.join("", texts("main"));
    for (Row row : ROWS) {
      for (String name : row.names()) {
        String last = name.substring(name.lastIndexOf('.') + 1);
        assertThat(settings.contains(name) || sources.contains(" " + last))
            .as("%s exists", name)
            .isTrue();
      }
    }
  }

  @Test
  void everyTestOnThePageExists() throws IOException {
    for (Row row : ROWS) {
      assertThat(row.tests()).as("tests of %s", row).isNotEmpty();
      for (String test : row.tests()) {
        NamedTest.assertExists(test);
      }
    }
  }

  // ---- the same limits for whoever embeds the transport

  @Test
  void theServersDefaultsAreThoseOfItsParts() {
    ServerConfig config =
        ServerConfig.of(Configuration.resolve(Map.of(), Map.of()), Path.of("no", "such", "folder"));
    assertThat(config.sockets().limits()).isEqualTo(TransportLimits.defaults());
    assertThat(config.limits()).isEqualTo(Limits.defaults());
  }

  private static List<Path> sources(String kind) throws IOException {
    List<Path> all = new ArrayList<>();
    for (String module : MODULES) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src").resolve(kind))) {
        files.filter(file -> file.toString().endsWith(".java")).forEach(all::add);
      }
    }
    return all;
  }

  private static List<String> texts(String kind) throws IOException {
    List<String> texts = new ArrayList<>();
    for (Path source : sources(kind)) {
      texts.add(Files.readString(source));
    }
    return texts;
  }
}

package io.chatsignal.server.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The value of every setting, and where it comes from. Immutable. */
public final class Configuration {

  /** A value with its source, as {@code ./chat-signal config} lists it. */
  public record Entry<T>(Setting<T> setting, T value, String text, Source source) {}

  /** Settings are constants. */
  private final IdentityHashMap<Setting<?>, Entry<?>> entries = new IdentityHashMap<>();

  private final List<String> warnings = new ArrayList<>();

  private Configuration() {}

  /**
   * Settles every setting from its strongest source.
   *
   * @param options values from the command line, by the settings' names
   * @throws ConfigurationException at the first that is unknown, contradictory or malformed
   */
  public static Configuration resolve(
      Map<String, String> environment, Map<String, String> options) {
    Configuration configuration = new Configuration();
    Map<Source, Map<String, String>> given = new EnumMap<>(Source.class);
    given.put(Source.ENVIRONMENT, environment);
    given.put(Source.OPTION, options);
    KnownNames.checkEnvironment(environment, configuration.warnings);
    configuration.settle(Settings.CONFIG_FILE, given);
    Optional<Path> file = configuration.get(Settings.CONFIG_FILE);
    if (file.isPresent()) {
      Map<String, String> values = SettingsFile.read(file.get());
      KnownNames.checkFile(values);
      given.put(Source.FILE, values);
    }
    for (Setting<?> setting : Settings.ALL) {
      configuration.settle(setting, given);
    }
    return configuration;
  }

  @SuppressWarnings("unchecked") // An entry is put in under its own setting only.
  public <T> T get(Setting<T> setting) {
    return (T) entry(setting).value();
  }

  /** In the order of the list of settings. */
  public List<Entry<?>> entries() {
    return Settings.ALL.stream().<Entry<?>>map(this::entry).toList();
  }

  public boolean isSet(Setting<?> setting) {
    return entry(setting).source() != Source.DEFAULT;
  }

  /** What is allowed and likely not meant; one sentence each. */
  public List<String> warnings() {
    return List.copyOf(warnings);
  }

  private Entry<?> entry(Setting<?> setting) {
    return Optional.<Entry<?>>ofNullable(entries.get(setting))
        .orElseThrow(
            () -> new IllegalArgumentException(setting.name() + " is in no list of settings"));
  }

  private <T> void settle(Setting<T> setting, Map<Source, Map<String, String>> given) {
    if (entries.containsKey(setting)) {
      return;
    }
    for (Map.Entry<Source, Map<String, String>> source : given.entrySet()) {
      Optional<String> text = text(setting, source.getKey(), source.getValue());
      if (text.isPresent()) {
        T value = setting.parse(text.get(), " (from " + source.getKey().words() + ")");
        entries.put(setting, new Entry<>(setting, value, text.get(), source.getKey()));
        warnAboutOption(setting, source.getKey(), given);
        return;
      }
    }
    entries.put(
        setting, new Entry<>(setting, setting.fallbackValue(), setting.fallback(), Source.DEFAULT));
  }

  private void warnAboutOption(
      Setting<?> setting, Source winner, Map<Source, Map<String, String>> given) {
    boolean optionGiven = given.getOrDefault(Source.OPTION, Map.of()).containsKey(setting.name());
    if (optionGiven && winner == Source.ENVIRONMENT) {
      warnings.add(
          "%s in the environment is stronger than the option %s, which has no effect."
              .formatted(setting.name(), setting.option()));
    }
    if (optionGiven && setting.isSecret()) {
      warnings.add(
          "%s shows the secret to everyone who may list this machine's processes: %s-file names a"
                  .formatted(setting.option(), setting.option())
              + " file instead.");
    }
  }

  /** By the standard of OpenTelemetry what is empty is not set. */
  private static Optional<String> text(
      Setting<?> setting, Source source, Map<String, String> values) {
    Optional<String> text =
        Optional.ofNullable(values.get(setting.name()))
            .filter(given -> setting.group() != Setting.Group.TELEMETRY || !given.isBlank());
    if (!setting.isSecret() || !values.containsKey(setting.fileName())) {
      return text;
    }
    if (text.isPresent()) {
      throw new ConfigurationException(
          "%s and %s are both set (in %s): it takes one of them."
              .formatted(setting.name(), setting.fileName(), source.words()));
    }
    String file = Optional.ofNullable(values.get(setting.fileName())).orElse("");
    try {
      return Optional.of(SettingsFile.readSecret(setting.fileName(), Path.of(file)));
    } catch (InvalidPathException _) {
      throw new ConfigurationException(
          "%s is '%s', which is not a path.".formatted(setting.fileName(), file));
    }
  }
}

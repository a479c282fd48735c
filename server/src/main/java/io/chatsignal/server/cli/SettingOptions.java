package io.chatsignal.server.cli;

import io.chatsignal.server.config.Setting;
import io.chatsignal.server.config.Settings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** An option for every setting, so that help and parsing can't forget one. */
final class SettingOptions {

  private final Map<String, OptionSpec> options = new LinkedHashMap<>();

  /** All settings, grouped in the help. */
  void addAll(CommandSpec command) {
    int order = 0;
    for (Setting.Group group : Setting.Group.values()) {
      List<Setting<?>> settings =
          Settings.ALL.stream().filter(setting -> setting.group() == group).toList();
      ArgGroupSpec.Builder builder =
          ArgGroupSpec.builder()
              .heading("%n" + group.title() + "%n")
              .order(order++)
              .validate(false);
      specs(settings).forEach(builder::addArg);
      command.addArgGroup(builder.build());
    }
  }

  /** Those that a command needs to find the secrets. */
  void addSecrets(CommandSpec command) {
    List<Setting<?>> settings =
        List.of(Settings.APP_SECRET, Settings.DATA_DIR, Settings.CONFIG_FILE);
    specs(settings).forEach(command::addOption);
  }

  /** What was given, by the settings' names. */
  Map<String, String> given() {
    Map<String, String> given = new LinkedHashMap<>();
    options.forEach((name, option) -> {
      if (option.getValue() instanceof String text) {
        given.put(name, text);
      }
    });
    return given;
  }

  private List<OptionSpec> specs(List<Setting<?>> settings) {
    List<OptionSpec> specs = new ArrayList<>();
    for (Setting<?> setting : settings) {
      String fallback = setting.fallback().isEmpty() ? "" : " Default: " + setting.fallback() + ".";
      String label = setting.kind().name();
      specs.add(option(setting.name(), setting.option(), label, setting.help() + fallback));
      if (setting.isSecret()) {
        String help = "A file that holds the value of " + setting.option() + ".";
        specs.add(option(setting.fileName(), setting.option() + "-file", "path", help));
      }
    }
    return specs;
  }

  private OptionSpec option(String name, String option, String label, String help) {
    OptionSpec spec =
        OptionSpec.builder(option)
            .type(String.class)
            .paramLabel("<" + label + ">")
            .description(help.replace("%", "%%"))
            .build();
    options.put(name, spec);
    return spec;
  }
}

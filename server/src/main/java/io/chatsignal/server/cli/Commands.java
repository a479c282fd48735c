package io.chatsignal.server.cli;

import io.chatsignal.server.config.Configuration;
import io.chatsignal.server.config.ServerConfig;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.ToIntFunction;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Builds commands of which each has a description and {@code --help}, and many have settings. */
record Commands(Map<String, String> environment, Path home) {

  /** Returns the program's exit status. */
  interface Action {
    int run(ServerConfig config) throws Exception;
  }

  CommandSpec plain(String name, String description, Callable<Integer> action) {
    CommandSpec command = CommandSpec.wrapWithoutInspection(action).name(name);
    return described(command, description);
  }

  /** Of several commands, which are added to it. */
  CommandSpec group(String name, String description) {
    return described(CommandSpec.create().name(name), description);
  }

  /** Takes every setting as an option. */
  CommandSpec withSettings(String name, String description, Action action) {
    SettingOptions options = new SettingOptions();
    CommandSpec command = plain(name, description, () -> action.run(config(options.given())));
    options.addAll(command);
    return command;
  }

  /** Takes those settings as options that say where the secrets are. */
  CommandSpec withSecrets(String name, String description, Action action) {
    SettingOptions options = new SettingOptions();
    CommandSpec command = plain(name, description, () -> action.run(config(options.given())));
    options.addSecrets(command);
    return command;
  }

  /** Takes every setting as an option, and does not mind if they contradict each other. */
  CommandSpec withUncheckedSettings(
      String name, String description, ToIntFunction<Configuration> action) {
    SettingOptions options = new SettingOptions();
    CommandSpec command =
        plain(name, description, () -> action.applyAsInt(configuration(options.given())));
    options.addAll(command);
    return command;
  }

  private static CommandSpec described(CommandSpec command, String description) {
    command.usageMessage().description(description).abbreviateSynopsis(true);
    return command.addOption(
        OptionSpec.builder("-h", "--help").usageHelp(true).description("Shows this help.").build());
  }

  private Configuration configuration(Map<String, String> options) {
    return Configuration.resolve(environment, options);
  }

  /**
   * The settings in effect.
   *
   * @param options values from the command line, by the settings' names
   */
  ServerConfig config(Map<String, String> options) {
    return ServerConfig.of(configuration(options), home);
  }
}

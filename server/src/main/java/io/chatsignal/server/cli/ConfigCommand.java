package io.chatsignal.server.cli;

import io.chatsignal.server.config.Configuration;
import io.chatsignal.server.config.Exports;
import io.chatsignal.server.config.Reference;
import io.chatsignal.server.config.ServerConfig;
import java.io.PrintStream;
import picocli.CommandLine.Model.CommandSpec;

/** {@code config}: what is set, from where, whether it is good, and what there is to set. */
record ConfigCommand(Commands commands, PrintStream out) {

  CommandSpec spec() {
    CommandSpec config =
        commands.withUncheckedSettings(
            "config",
            "Shows every setting in effect and where it comes from; secrets are masked.",
            this::show);
    config.addSubcommand(
        "check",
        commands.withSettings(
            "check", "Says whether the server would start with these settings.", this::check));
    config.addSubcommand(
        "docs", commands.plain("docs", "Prints the reference of all settings.", this::docs));
    return config;
  }

  private int show(Configuration configuration) {
    out.print(Reference.inEffect(configuration));
    out.println();
    out.println(Exports.of(configuration).sentence());
    return 0;
  }

  private int check(ServerConfig config) {
    for (String warning : config.warnings()) {
      out.println("Warning: " + warning);
    }
    out.println("The settings are good.");
    return 0;
  }

  private int docs() {
    out.print(Reference.page());
    return 0;
  }
}

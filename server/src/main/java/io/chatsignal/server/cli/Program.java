package io.chatsignal.server.cli;

import io.chatsignal.server.StartException;
import io.chatsignal.server.config.ConfigurationException;
import io.chatsignal.server.data.DataFolder;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The command line. Every refusal is one sentence on the standard error stream; the status is 2 for
 * what was asked wrongly and 1 for what the machine refused.
 */
public final class Program {

  static final int WRONG_USE = 2;
  static final int REFUSED = 1;

  private final Commands commands;
  private final Start start;
  private final PrintStream out;
  private final PrintStream err;

  /**
   * Runs nothing yet.
   *
   * @param home the program's folder
   */
  public Program(Map<String, String> environment, Path home, PrintStream out, PrintStream err) {
    this.commands = new Commands(Map.copyOf(environment), home);
    this.start = new Start(out);
    this.out = out;
    this.err = err;
  }

  /** Returns the program's exit status. */
  public int run(String... arguments) {
    return arguments.length == 0 ? start() : parse(arguments);
  }

  /** What takes no options needs no parser, which takes as long to load as the server to start. */
  private int start() {
    try {
      return start.run(commands.config(Map.of()));
    } catch (ConfigurationException wrong) {
      return refuse(message(wrong), WRONG_USE);
    } catch (StartException refused) {
      return refuse(message(refused), REFUSED);
    } catch (InterruptedException | RuntimeException defect) {
      // Threads of a server that has half started would keep the process from ending.
      defect.printStackTrace(err);
      return REFUSED;
    }
  }

  private int parse(String... arguments) {
    CommandLine line = new CommandLine(root());
    line.setOut(new PrintWriter(out, true, StandardCharsets.UTF_8));
    line.setErr(new PrintWriter(err, true, StandardCharsets.UTF_8));
    line.setUsageHelpAutoWidth(true);
    line.setParameterExceptionHandler((wrong, _) -> refuse(sentence(wrong), WRONG_USE));
    line.setExecutionExceptionHandler((failure, _, _) ->
        switch (failure) {
          case ConfigurationException wrong -> refuse(message(wrong), WRONG_USE);
          case StartException refused -> refuse(message(refused), REFUSED);
          default -> throw failure;
        });
    return line.execute(withStart(line, arguments));
  }

  private CommandSpec root() {
    CommandSpec root = commands.group("chat-signal", "A WebRTC signaling server.");
    root.addOption(
        OptionSpec.builder("-V", "--version")
            .versionHelp(true)
            .description("Shows the version.")
            .build());
    root.version("Chat Signal " + version());
    root.addSubcommand("start", commands.withSettings("start", "Starts the server.", start));
    root.addSubcommand("config", new ConfigCommand(commands, out).spec());
    root.addSubcommand("token", new TokenCommand(commands, InstantSource.system(), out).spec());
    root.addSubcommand("secret", secret());
    root.addSubcommand("health", new HealthCommand(commands, out).spec());
    root.addSubcommand("doctor", new DoctorCommand(commands, InstantSource.system(), out).spec());
    root.addSubcommand("completion", completion());
    root.usageMessage()
        .footer(
            "",
            "Without a command the server starts. For example:",
            "  ./chat-signal                      on port 5000, with secrets that it makes up",
            "  ./chat-signal --app-port 8080      on another port",
            "  ./chat-signal start --help         all settings",
            "  ./chat-signal config               the settings in effect and their sources",
            "  ./chat-signal token create my-app  an app token, without a running server",
            "  source <(./chat-signal completion) completes commands and options by the Tab key",
            "  ./chat-signal doctor               tries the setup and says what is wrong with it");
    return root;
  }

  /** The script asks zsh to be bash for as long as it is needed, so that one does for both. */
  private CommandSpec completion() {
    return commands.plain(
        "completion",
        "Prints a script that completes commands and options in bash and zsh: source it.",
        () -> {
          out.print(AutoComplete.bash("chat-signal", new CommandLine(root())));
          return 0;
        });
  }

  private CommandSpec secret() {
    CommandSpec secret = commands.group("secret", "Makes secrets.");
    secret.addSubcommand(
        "generate",
        commands.plain(
            "generate",
            "Prints 256 random bits, for APP_SECRET or APP_PASS.",
            () -> {
              out.println(DataFolder.randomSecret());
              return 0;
            }));
    return secret;
  }

  /** No command means start, so that options can follow the program's name at once. */
  private static String[] withStart(CommandLine line, String[] arguments) {
    boolean named =
        arguments.length > 0
            && (line.getSubcommands().containsKey(arguments[0])
                || line.getCommandSpec().optionsMap().containsKey(arguments[0])
                || !arguments[0].startsWith("-"));
    return named
        ? arguments
        : Stream.concat(Stream.of("start"), Stream.of(arguments)).toArray(String[]::new);
  }

  private int refuse(String sentence, int status) {
    err.println(sentence);
    return status;
  }

  private static String sentence(ParameterException wrong) {
    String command = wrong.getCommandLine().getCommandSpec().qualifiedName();
    String help = "'./" + command + " --help' shows what it takes.";
    if (wrong instanceof UnmatchedArgumentException unmatched) {
      String guess =
          unmatched.getSuggestions().stream()
              .findFirst()
              .map(suggestion -> "did you mean " + suggestion + "? ")
              .orElse("");
      List<String> names = unmatched.getUnmatched();
      return "'%s' is nothing that '%s' knows: %s%s"
          .formatted(names.getFirst(), command, guess, help);
    }
    return message(wrong) + ": " + help;
  }

  private static String message(Exception failure) {
    return Optional.ofNullable(failure.getMessage()).orElse(failure.toString());
  }

  static String version() {
    return Optional.ofNullable(Program.class.getPackage().getImplementationVersion())
        .orElse("in development");
  }
}

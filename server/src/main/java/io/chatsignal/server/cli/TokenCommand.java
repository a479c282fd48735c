package io.chatsignal.server.cli;

import io.chatsignal.server.config.ConfigurationException;
import io.chatsignal.server.config.ServerConfig;
import io.chatsignal.server.data.Credentials;
import io.chatsignal.signaling.AppName;
import io.chatsignal.signaling.Tokens;
import java.io.PrintStream;
import java.time.InstantSource;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** {@code token}: app tokens without a running server, by the secret that it would use. */
record TokenCommand(Commands commands, InstantSource clock, PrintStream out) {

  CommandSpec spec() {
    CommandSpec token = commands.group("token", "Makes and examines app tokens.");
    PositionalParamSpec app = parameter("APP", "The app's name.");
    token.addSubcommand(
        "create",
        commands
            .withSecrets(
                "create",
                "Prints a new app token, as POST /app would give it out.",
                config -> create(config, text(app)))
            .addPositional(app));
    PositionalParamSpec presented = parameter("TOKEN", "The token.");
    token.addSubcommand(
        "inspect",
        commands
            .withSecrets(
                "inspect",
                "Says whether a token is a valid app token, and of which app.",
                config -> inspect(config, text(presented)))
            .addPositional(presented));
    return token;
  }

  private int create(ServerConfig config, String name) {
    AppName app =
        AppName.parse(name)
            .orElseThrow(() ->
                new ConfigurationException(
                    "The app's name is '%s': it takes 1 to %d characters without control"
                            .formatted(name, AppName.MAX_LENGTH)
                        + " characters."));
    out.println(tokens(config).issueApp(app, clock.instant().getEpochSecond()));
    return 0;
  }

  private int inspect(ServerConfig config, String token) {
    Optional<AppName> app = tokens(config).verifyApp(token, clock.instant().getEpochSecond());
    out.println(
        app.map(name -> "A valid app token of '" + name + "'.")
            .orElse("Not a valid app token here: it is damaged, or another secret signed it."));
    return app.isPresent() ? 0 : Program.REFUSED;
  }

  private static Tokens tokens(ServerConfig config) {
    return Credentials.of(config).tokens(config.tokenLifetime());
  }

  private static PositionalParamSpec parameter(String label, String description) {
    return PositionalParamSpec.builder()
        .index("0")
        .arity("1")
        .required(true)
        .type(String.class)
        .paramLabel(label)
        .description(description)
        .build();
  }

  private static String text(PositionalParamSpec parameter) {
    return parameter.getValue();
  }
}

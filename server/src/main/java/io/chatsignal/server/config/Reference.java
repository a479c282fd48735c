package io.chatsignal.server.config;

import java.util.stream.Collectors;

/** The settings as text, for people who read about them and for people who run the server. */
public final class Reference {

  private Reference() {}

  private static final String INTRODUCTION =
      """
      # Configuration

      Every setting is an environment variable, an option of the command line (`APP_PORT` is `--app-port`), or a line
      `APP_PORT=5000` of the file that `CONFIG_FILE` names. The environment is stronger than an option, and an option stronger
      than the file. A secret may stand in a file of its own, as Docker and Kubernetes keep them: `APP_SECRET_FILE` names it.
      Times are in seconds or have a unit: `500ms`, `15s`, `5m`, `2h`, `1d`. Sizes are in bytes, or `64k`, `1m`.

      ```sh
      ./chat-signal config          # what is in effect, and from where; secrets are masked
      ./chat-signal config check    # whether the server would start, and what it would warn of
      ./chat-signal config docs     # this page
      ```

      A name that begins with `APP_` and is no setting, any unknown name in the file, and settings that contradict each other
      stop the start with a sentence.

      """;

  /** The reference in Markdown: docs/configuration.md. */
  public static String page() {
    return INTRODUCTION + table();
  }

  private static String table() {
    StringBuilder table = new StringBuilder("| setting | default | takes | |\n|---|---|---|---|\n");
    for (Setting.Group group : Setting.Group.values()) {
      table.append("| **").append(group.title()).append("** | | | |\n");
      Settings.ALL.stream()
          .filter(setting -> setting.group() == group)
          .forEach(setting -> table.append(row(setting)));
    }
    return table.toString();
  }

  /** One line for each setting with its value and source; secrets are masked. */
  public static String inEffect(Configuration configuration) {
    int width = Settings.ALL.stream().mapToInt(setting -> setting.name().length()).max().orElse(0);
    return configuration.entries().stream()
        .map(entry ->
            "%s  %s  (%s)\n"
                .formatted(pad(entry.setting().name(), width), shown(entry), where(entry)))
        .collect(Collectors.joining());
  }

  private static String row(Setting<?> setting) {
    String fallback = setting.fallback().isEmpty() ? "" : "`" + setting.fallback() + "`";
    String help = setting.isSecret() ? setting.help() + " Secret." : setting.help();
    return "| `%s` | %s | %s | %s |\n"
        .formatted(setting.name(), fallback, setting.kind().brief(), help);
  }

  private static String shown(Configuration.Entry<?> entry) {
    if (entry.text().isEmpty()) {
      return "–";
    }
    return entry.setting().isSecret() ? "••••••••" : entry.text();
  }

  private static String where(Configuration.Entry<?> entry) {
    return entry.source() == Source.DEFAULT ? "default" : "from " + entry.source().words();
  }

  private static String pad(String text, int width) {
    return text + " ".repeat(width - text.length());
  }
}

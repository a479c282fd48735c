package io.chatsignal.server.config;

import java.util.stream.Collectors;

/** The settings as text, for people who read about them and for people who run the server. */
public final class Reference {

  private Reference() {}

  /** The reference in Markdown, as the README shows it. */
  public static String table() {
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

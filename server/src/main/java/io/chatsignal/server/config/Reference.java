package io.chatsignal.server.config;

import java.util.stream.Collectors;

/** The settings as pages: for people who read about them, and for people who run the server. */
public final class Reference {

  private Reference() {}

  /** The reference page in Markdown, as {@code ./chat-signal config docs} prints it. */
  public static String page() {
    StringBuilder page = new StringBuilder();
    for (Setting.Group group : Setting.Group.values()) {
      page.append("### ").append(group.title()).append("\n\n");
      page.append("| setting | takes | default | what it does |\n|---|---|---|---|\n");
      Settings.ALL.stream()
          .filter(setting -> setting.group() == group)
          .forEach(setting -> page.append(row(setting)));
      page.append('\n');
    }
    return page.toString().stripTrailing() + "\n";
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
    String name = "`" + setting.name() + "`" + (setting.isSecret() ? " (secret)" : "");
    String fallback = setting.fallback().isEmpty() ? "–" : "`" + setting.fallback() + "`";
    return "| %s | %s | %s | %s |\n"
        .formatted(name, setting.kind().takes(), fallback, setting.help());
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

package io.chatsignal.server.config;

import java.util.Locale;

/**
 * One thing that the person who runs the server may set. Its name in the environment and in the
 * file gives the option's name too.
 *
 * @param fallback the default as a person would write it; empty where there is none
 * @param help one sentence
 */
public record Setting<T>(
    String name, Kind<T> kind, String fallback, Group group, Secrecy secrecy, String help) {

  /** The headings of the reference page. */
  public enum Group {
    BASICS("Basics"),
    NETWORK("Network"),
    TLS("TLS"),
    CALLS("Calls"),
    LIMITS("Limits"),
    TIMES("Times"),
    OPERATION("Operation"),
    TELEMETRY("OpenTelemetry");

    private final String title;

    Group(String title) {
      this.title = title;
    }

    public String title() {
      return title;
    }
  }

  /** A secret is never printed, and may be given as the name of a file that holds it. */
  public enum Secrecy {
    OPEN,
    SECRET
  }

  static <T> Setting<T> open(String name, Kind<T> kind, String fallback, Group group, String help) {
    return new Setting<>(name, kind, fallback, group, Secrecy.OPEN, help);
  }

  static <T> Setting<T> secret(String name, Kind<T> kind, Group group, String help) {
    return new Setting<>(name, kind, "", group, Secrecy.SECRET, help);
  }

  public boolean isSecret() {
    return secrecy == Secrecy.SECRET;
  }

  /** The option of the command line: {@code APP_PORT} is {@code --app-port}. */
  public String option() {
    return "--" + name.toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Where a file's path may be given in the secret's place, as container platforms do. */
  public String fileName() {
    return name + "_FILE";
  }

  T parse(String text, String where) {
    if (isSecret() && text.isBlank()) {
      throw new ConfigurationException(
          "%s is empty%s: give it a value or leave it out.".formatted(name, where));
    }
    return convert(text, where);
  }

  T fallbackValue() {
    return convert(fallback, "");
  }

  private T convert(String text, String where) {
    try {
      return kind.parse(text);
    } catch (IllegalArgumentException wrong) {
      String shown = isSecret() ? "not usable" : "'" + text + "'";
      throw new ConfigurationException(
          "%s is %s%s, %s: it takes %s."
              .formatted(name, shown, where, wrong.getMessage(), kind.takes()));
    }
  }
}

package io.chatsignal.server.config;

/** Where a value comes from; the stronger stands first and wins. */
public enum Source {
  ENVIRONMENT("the environment"),
  OPTION("the command line"),
  FILE("the settings file"),
  DEFAULT("default");

  private final String words;

  Source(String words) {
    this.words = words;
  }

  public String words() {
    return words;
  }
}

package io.chatsignal.server.cli;

import java.nio.file.Path;

/** Where the program begins. */
public final class Main {

  private Main() {}

  public static void main(String[] arguments) {
    // The script that starts us knows where the program is; without it, we are where we stand.
    Path home = Path.of(System.getProperty("chatsignal.home", ""));
    System.exit(new Program(System.getenv(), home, System.out, System.err).run(arguments));
  }
}

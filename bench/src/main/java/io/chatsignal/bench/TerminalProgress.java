package io.chatsignal.bench;

import java.io.PrintStream;
import java.time.Duration;

/** One line that is rewritten in a terminal, or a line now and then in a file. */
final class TerminalProgress implements Run.Progress {
  private static final long TERMINAL_NANOS = 250_000_000;
  private static final long FILE_NANOS = 10_000_000_000L;

  private final PrintStream out;
  private final Scenario scenario;
  private final boolean terminal;
  private final long begun = System.nanoTime();
  private String phase = "";
  private long phaseBegun = begun;
  private long longestSeconds;
  private long shown = begun;
  private long operations;

  TerminalProgress(PrintStream out, Scenario scenario) {
    this.out = out;
    this.scenario = scenario;
    terminal = isTerminal();
  }

  // NullAway goes by the method's contract, which allows null; Error Prone by what the JDK now
  // does.
  @SuppressWarnings("SystemConsoleNull")
  private static boolean isTerminal() {
    return System.console() != null && System.console().isTerminal();
  }

  @Override
  public void phase(String name, Duration longest) {
    phase = name;
    phaseBegun = System.nanoTime();
    longestSeconds = longest.toSeconds();
  }

  @Override
  public void now(Tally tally) {
    long now = System.nanoTime();
    long since = now - shown;
    if (since < (terminal ? TERMINAL_NANOS : FILE_NANOS)) {
      return;
    }
    long done = tally.operations.sum();
    double rate = (done - operations) * 1e9 / since;
    String time =
        (now - phaseBegun) / 1_000_000_000 + (longestSeconds > 0 ? "/" + longestSeconds : "");
    String line =
        Units.format(
            "%-8s %7s s  %,d connected, %,d ready  %,.0f %ss/s  %,d errors",
            phase,
            time,
            tally.opened.sum() - tally.closed.sum(),
            tally.ready.sum(),
            rate,
            scenario.operation(),
            tally.errorCount());
    out.print(terminal ? "\r\u001b[K" + line : line + System.lineSeparator());
    out.flush();
    operations = done;
    shown = now;
  }

  void end() {
    if (terminal) {
      out.print("\r\u001b[K");
      out.flush();
    }
  }
}

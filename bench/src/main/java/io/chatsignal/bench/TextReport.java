package io.chatsignal.bench;

import org.HdrHistogram.Histogram;

/** A result as a table for the terminal. */
final class TextReport {
  private final StringBuilder out = new StringBuilder();

  private TextReport() {}

  static String of(Result result) {
    TextReport report = new TextReport();
    report.opening(result);
    report.measured(result);
    report.server(result);
    report.generator(result);
    report.errors(result);
    return report.out.toString();
  }

  private void row(String name, String text) {
    out.append(Units.format("%-13s%s%n", name, text));
  }

  private void opening(Result result) {
    Result.Opening opening = result.opening();
    if (opening.connections() > 0) {
      row(
          "opened",
          Units.format(
              "%,d of %,d in %.2f s (%,.0f/s), each %s",
              opening.connections(),
              result.plan().load().connections(),
              opening.seconds(),
              opening.connections() / opening.seconds(),
              percentiles(opening.setups())));
    }
  }

  private void measured(Result result) {
    Result.Measured measured = result.measured();
    String operation = result.plan().scenario().operation();
    if (result.plan().scenario() == Scenario.IDLE) {
      row("idle", Units.format("%.0f s, %,d pings", measured.seconds(), result.ending().pings()));
      return;
    }
    row(
        "throughput",
        Units.format(
            "%,.0f %ss/s (%,d in %.1f s)",
            measured.perSecond(), operation, measured.operations(), measured.seconds()));
    row("latency", percentiles(measured.latency()));
    if (measured.lateness().getTotalCount() > 0) {
      row("  of it", "late by the generator itself: " + percentiles(measured.lateness()));
    }
    if (result.ending().unsent() > 0) {
      row("behind", Units.format("%,d due but not taken", result.ending().unsent()));
    }
    row("drained", Units.format("in %.2f s", result.ending().drainSeconds()));
  }

  private static String percentiles(Histogram histogram) {
    if (histogram.getTotalCount() == 0) {
      return "none recorded";
    }
    StringBuilder text = new StringBuilder();
    for (double percentile : new double[] {50, 90, 99, 99.9}) {
      String name = Units.format("p%s", percentile).replace(".0", "");
      text.append(name).append(' ');
      text.append(Units.duration(histogram.getValueAtPercentile(percentile))).append(", ");
    }
    return text + "max " + Units.duration(histogram.getMaxValue());
  }

  private void server(Result result) {
    if (result.server().isEmpty()) {
      row("server", "its process is not visible from here: no CPU and memory");
      return;
    }
    Result.ServerCost cost = result.server().get();
    long user = cost.end().userNanos() - cost.start().userNanos();
    long system = cost.end().systemNanos() - cost.start().systemNanos();
    double share = (user + system) / 1e7 / result.measured().seconds();
    String operation = result.plan().scenario().operation();
    result
        .serverMicrosPerOperation()
        .ifPresent(micros -> row("server CPU", Units.number(micros) + " µs for a " + operation));
    row(
        "",
        Units.format(
            "%.1f%% of one core, %.0f%% of that in the kernel",
            share, 100.0 * system / Math.max(1, user + system)));
    result
        .serverMicrosPerConnection()
        .ifPresent(
            micros -> row("", Units.number(micros) + " µs to open and authenticate a connection"));
    row(
        "server memory",
        Units.bytes((double) cost.idle().residentBytes())
            + " before, "
            + Units.bytes((double) cost.end().residentBytes())
            + " at the end"
            + result
                .serverBytesPerConnection()
                .map(bytes -> ", " + Units.bytes(bytes) + " for a connection")
                .orElse(""));
  }

  private void generator(Result result) {
    double share = result.ending().generatorCpuNanos() / 1e7 / result.measured().seconds();
    row(
        "generator",
        Units.format("%.1f%% of one core", share)
            + (result.measured().operations() == 0
                ? ""
                : ", "
                    + Units.number(result.generatorMicrosPerOperation())
                    + " µs for a "
                    + result.plan().scenario().operation()));
  }

  private void errors(Result result) {
    if (!result.failed()) {
      row("errors", "none");
    }
    result
        .ending()
        .errors()
        .forEach((name, count) -> row("error", Units.format("%,d × %s", count, name)));
  }
}

package io.chatsignal.bench;

import java.util.List;
import java.util.function.DoubleFunction;
import java.util.function.ToDoubleFunction;
import org.HdrHistogram.Histogram;

/** A run in two pictures side by side: latency by percentile, and throughput over time. */
final class RunChart {
  private static final int WIDTH = 920;
  private static final int HEIGHT = 340;
  private static final int TOP = 84;
  private static final int BOTTOM = 286;
  private static final int LEFT_END = 440;
  private static final int RIGHT = 530;
  private static final int RIGHT_END = 850;
  private static final double[] PERCENTILES = {0, 50, 90, 99, 99.9, 99.99};

  private final Result result;
  private final Svg svg;

  private RunChart(Result result) {
    this.result = result;
    svg = new Svg(WIDTH, HEIGHT, "Chat Signal bench: " + result.plan().scenario().word());
  }

  static String of(Result result) {
    RunChart chart = new RunChart(result);
    chart.heading();
    chart.latency(70);
    chart.overTime();
    return chart.svg.end();
  }

  private void heading() {
    Plan plan = result.plan();
    String rate =
        plan.scenario() == Scenario.OPEN
            ? Units.format(" at %,.0f/s", plan.load().ratePerSecond())
            : "";
    String title =
        Units.format(
            "%s%s, %,d connections", plan.scenario().word(), rate, plan.load().connections());
    String cost =
        result
            .serverMicrosPerOperation()
            .map(micros -> Units.number(micros) + " µs server CPU for a ")
            .map(text -> text + plan.scenario().operation())
            .orElse("");
    svg.text(24, 34, "title", "start", title);
    svg.text(WIDTH - 24, 34, "soft", "end", cost);
  }

  private void latency(int left) {
    Histogram latency = result.measured().latency();
    double most = latency.getTotalCount() == 0 ? 1 : latency.getValueAtPercentile(99.99) / 1e3;
    Axis vertical = Axis.upTo(most, BOTTOM, TOP);
    svg.text(left, TOP - 20, "soft", "start", "latency by percentile");
    grid(vertical, left, LEFT_END, RunChart::micros);
    StringBuilder path = new StringBuilder();
    for (double nines = 0; nines <= 4.0001; nines += 0.05) {
      double value = latency.getValueAtPercentile(100 - 100 * Math.pow(10, -nines)) / 1e3;
      double x = left + (LEFT_END - left) * nines / 4;
      path.append(path.isEmpty() ? 'M' : 'L')
          .append(Units.format("%.1f %.1f", x, vertical.place(value)));
    }
    svg.path(path.toString(), "line la");
    for (double percentile : PERCENTILES) {
      double x = left - (LEFT_END - left) * Math.log10(1 - percentile / 100) / 4;
      String name = Units.format("%s", percentile).replace(".0", "") + " %";
      svg.text(x, BOTTOM + 20, "soft", "middle", name);
    }
  }

  private void overTime() {
    List<Result.Second> seconds = result.measured().timeline();
    String operation = result.plan().scenario().operation();
    Axis rate = Axis.upTo(largest(seconds, Result.Second::perSecond), BOTTOM, TOP);
    Axis tail = Axis.upTo(largest(seconds, s -> s.p99Nanos() / 1e3), BOTTOM, TOP);
    svg.text(RIGHT, TOP - 20, "a", "start", operation + "s/s");
    svg.text(RIGHT_END, TOP - 20, "b", "end", "p99");
    grid(rate, RIGHT, RIGHT_END, Units::number);
    for (double mark : tail.marks()) {
      svg.text(RIGHT_END + 8, tail.place(mark) + 4, "soft", "start", micros(mark));
    }
    String rates = line(seconds, s -> rate.place(s.perSecond()));
    if (!rates.isEmpty()) {
      String ground = Units.format("L%d %d L%d %d Z", RIGHT_END, BOTTOM, RIGHT, BOTTOM);
      svg.path(rates + ground, "area");
      svg.path(rates, "line la");
      svg.path(line(seconds, s -> tail.place(s.p99Nanos() / 1e3)), "line lb");
    }
    svg.text(RIGHT, BOTTOM + 20, "soft", "start", "0 s");
    svg.text(
        RIGHT_END, BOTTOM + 20, "soft", "end", Units.number(result.measured().seconds()) + " s");
  }

  private static double largest(
      List<Result.Second> seconds, ToDoubleFunction<Result.Second> value) {
    return seconds.stream().mapToDouble(value).max().orElse(1);
  }

  private static String line(List<Result.Second> seconds, ToDoubleFunction<Result.Second> height) {
    StringBuilder path = new StringBuilder();
    for (int i = 0; i < seconds.size(); i++) {
      double x = RIGHT + (RIGHT_END - RIGHT) * i / (double) Math.max(1, seconds.size() - 1);
      double y = height.applyAsDouble(seconds.get(i));
      path.append(i == 0 ? 'M' : 'L').append(Units.format("%.1f %.1f", x, y));
    }
    return path.toString();
  }

  private static String micros(double micros) {
    return micros == 0 ? "0" : Units.duration((long) (micros * 1e3));
  }

  private void grid(Axis vertical, int left, int right, DoubleFunction<String> label) {
    for (double mark : vertical.marks()) {
      double y = vertical.place(mark);
      svg.line(left, y, right, y, mark == 0 ? "axis" : "grid");
      svg.text(left - 8, y + 4, "soft", "end", label.apply(mark));
    }
  }
}

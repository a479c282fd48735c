package io.chatsignal.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** A result as JSON; durations in microseconds unless the name says otherwise. */
final class JsonReport {
  static final List<Double> PERCENTILES = List.of(50.0, 90.0, 99.0, 99.9, 99.99);

  private JsonReport() {}

  static String of(Result result) {
    return Json.of(tree(result));
  }

  static Map<String, Object> tree(Result result) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("plan", plan(result.plan()));
    tree.put("opening", opening(result.opening()));
    tree.put("measured", measured(result));
    result.server().ifPresent(cost -> tree.put("server", server(result, cost)));
    tree.put("generator", Map.of("cpuPerOperation", result.generatorMicrosPerOperation()));
    tree.put("errors", result.ending().errors());
    return tree;
  }

  private static Map<String, Object> plan(Plan plan) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("url", plan.target().url().toString());
    tree.put("scenario", plan.scenario().word());
    tree.put("connections", plan.load().connections());
    tree.put("ratePerSecond", plan.load().ratePerSecond());
    tree.put("window", plan.load().window());
    tree.put("warmupSeconds", plan.phases().warmup().toMillis() / 1e3);
    tree.put("measuredSeconds", plan.phases().measured().toMillis() / 1e3);
    tree.put("threads", plan.load().threads());
    return tree;
  }

  private static Map<String, Object> opening(Result.Opening opening) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("connections", opening.connections());
    tree.put("seconds", opening.seconds());
    tree.put("toAuthenticated", percentiles(opening.setups()));
    return tree;
  }

  private static Map<String, Object> measured(Result result) {
    Result.Measured measured = result.measured();
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("operation", result.plan().scenario().operation());
    tree.put("seconds", measured.seconds());
    tree.put("operations", measured.operations());
    tree.put("perSecond", measured.perSecond());
    tree.put("latency", percentiles(measured.latency()));
    if (measured.lateness().getTotalCount() > 0) {
      tree.put("generatorLateness", percentiles(measured.lateness()));
    }
    tree.put("unsent", result.ending().unsent());
    tree.put("drainSeconds", result.ending().drainSeconds());
    tree.put("pings", result.ending().pings());
    tree.put(
        "perSecondTimeline", measured.timeline().stream().map(Result.Second::perSecond).toList());
    tree.put("p99Timeline", measured.timeline().stream().map(s -> s.p99Nanos() / 1e3).toList());
    return tree;
  }

  private static Map<String, Object> percentiles(Histogram histogram) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("count", histogram.getTotalCount());
    if (histogram.getTotalCount() > 0) {
      tree.put("mean", histogram.getMean() / 1e3);
      for (double percentile : PERCENTILES) {
        String name = Units.format("p%s", percentile).replace(".0", "");
        tree.put(name, histogram.getValueAtPercentile(percentile) / 1e3);
      }
      tree.put("max", histogram.getMaxValue() / 1e3);
    }
    return tree;
  }

  private static Map<String, Object> server(Result result, Result.ServerCost cost) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("pid", cost.pid());
    result.serverMicrosPerOperation().ifPresent(micros -> tree.put("cpuPerOperation", micros));
    result.serverMicrosPerConnection().ifPresent(micros -> tree.put("cpuPerConnection", micros));
    result.serverBytesPerConnection().ifPresent(b -> tree.put("residentBytesPerConnection", b));
    tree.put("userSeconds", (cost.end().userNanos() - cost.start().userNanos()) / 1e9);
    tree.put("systemSeconds", (cost.end().systemNanos() - cost.start().systemNanos()) / 1e9);
    tree.put("residentBytesBefore", cost.idle().residentBytes());
    tree.put("residentBytesOpened", cost.opened().residentBytes());
    tree.put("residentBytesEnd", cost.end().residentBytes());
    return tree;
  }
}

package io.chatsignal.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a comparison has found, as a table for people, JSON for machines, and a chart a metric. */
record ComparisonReport(Rounds rounds, String first) {
  /**
   * A Markdown table: medians with their lowest and highest round, and ratios to the first server.
   */
  String table() {
    StringBuilder out = new StringBuilder();
    out.append("| what | server | median | rounds | times ").append(first).append(" |\n");
    out.append("|---|---|--:|--:|--:|\n");
    for (Metric metric : rounds.metrics()) {
      for (String server : rounds.servers(metric)) {
        Rounds.Spread spread = rounds.spread(metric, server);
        out.append(
            Units.format(
                "| %s | %s | %s %s | %s–%s | %s |%n",
                metric.title(),
                server,
                Units.number(spread.median()),
                metric.unit(),
                Units.number(spread.low()),
                Units.number(spread.high()),
                ratio(metric, server)));
      }
    }
    return out.toString();
  }

  private String ratio(Metric metric, String server) {
    if (server.equals(first)) {
      return "";
    }
    Rounds.Spread ratio = rounds.ratio(metric, first, server);
    if (Double.isNaN(ratio.median())) {
      return "";
    }
    String middle = Units.number(ratio.median());
    return Units.format(
        "%s (%s–%s)", middle, Units.number(ratio.low()), Units.number(ratio.high()));
  }

  void write(Path directory) throws IOException {
    Files.writeString(directory.resolve("table.md"), table());
    Files.writeString(directory.resolve("results.json"), Json.of(tree()));
    for (Metric metric : rounds.metrics()) {
      Files.writeString(directory.resolve(metric.word() + ".svg"), chart(metric));
    }
  }

  private Map<String, Object> tree() {
    Map<String, Object> tree = new LinkedHashMap<>();
    for (Metric metric : rounds.metrics()) {
      Map<String, Object> servers = new LinkedHashMap<>();
      for (String server : rounds.servers(metric)) {
        servers.put(server, rounds.values(metric, server));
      }
      tree.put(metric.word(), Map.of("unit", metric.unit(), "rounds", servers));
    }
    return tree;
  }

  String chart(Metric metric) {
    List<BarChart.Bar> bars = new ArrayList<>();
    List<String> servers = new ArrayList<>(rounds.servers(metric));
    if (servers.remove(first)) {
      servers.addFirst(first);
    }
    for (String server : servers) {
      Rounds.Spread spread = rounds.spread(metric, server);
      String times = ratio(metric, server).replaceAll(" .*", "");
      String note = Units.number(spread.median()) + (times.isEmpty() ? "" : "  ×" + times);
      bars.add(new BarChart.Bar(server, spread.median(), spread.low(), spread.high(), note));
    }
    return BarChart.of(metric.title(), metric.unit(), bars);
  }
}

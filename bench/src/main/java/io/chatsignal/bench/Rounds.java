package io.chatsignal.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The values of several rounds. Ratios are taken within a round and only then summed up: what the
 * machine did to one round it did to all its servers.
 */
final class Rounds {
  /** The middle of some values, and their ends. */
  record Spread(double median, double low, double high) {
    static Spread of(List<Double> values) {
      List<Double> sorted = new ArrayList<>(values);
      Collections.sort(sorted);
      int middle = sorted.size() / 2;
      double median =
          sorted.size() % 2 == 1
              ? sorted.get(middle)
              : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
      return new Spread(median, sorted.getFirst(), sorted.getLast());
    }
  }

  private final Map<Metric, Map<String, Map<Integer, Double>>> values = new EnumMap<>(Metric.class);

  void add(Metric metric, String server, int round, double value) {
    values
        .computeIfAbsent(metric, _ -> new LinkedHashMap<>())
        .computeIfAbsent(server, _ -> new LinkedHashMap<>())
        .put(round, value);
  }

  List<Metric> metrics() {
    return List.copyOf(values.keySet());
  }

  /** The servers that have a value, in the order in which they first had one. */
  List<String> servers(Metric metric) {
    return List.copyOf(values.getOrDefault(metric, Map.of()).keySet());
  }

  List<Double> values(Metric metric, String server) {
    return List.copyOf(rounds(metric, server).values());
  }

  Spread spread(Metric metric, String server) {
    return Spread.of(values(metric, server));
  }

  /** How many times the first server's value this one's is, round by round. */
  Spread ratio(Metric metric, String first, String server) {
    Map<Integer, Double> ours = rounds(metric, first);
    List<Double> ratios = new ArrayList<>();
    rounds(metric, server)
        .forEach((round, value) -> {
          Double base = ours.get(round);
          if (base != null && base > 0) {
            ratios.add(value / base);
          }
        });
    return ratios.isEmpty() ? new Spread(Double.NaN, Double.NaN, Double.NaN) : Spread.of(ratios);
  }

  private Map<Integer, Double> rounds(Metric metric, String server) {
    return values.getOrDefault(metric, Map.of()).getOrDefault(server, Map.of());
  }
}

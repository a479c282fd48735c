package io.chatsignal.server.manage;

import io.chatsignal.transport.DurationHistogram;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Metrics in the text format that Prometheus reads. */
final class MetricsPage implements Metrics {
  static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private final StringBuilder text = new StringBuilder(16_384);
  private final Set<String> names = new HashSet<>();
  private String name = "";

  @Override
  public MetricsPage counter(String counterName, String help) {
    return begin(counterName, "counter", help);
  }

  @Override
  public MetricsPage gauge(String gaugeName, String help) {
    return begin(gaugeName, "gauge", help);
  }

  private MetricsPage begin(String begun, String kind, String help) {
    if (!names.add(begun)) {
      throw new IllegalArgumentException(begun + " was begun before");
    }
    name = begun;
    text.append("# HELP ").append(begun).append(' ').append(help).append('\n');
    text.append("# TYPE ").append(begun).append(' ').append(kind).append('\n');
    return this;
  }

  @Override
  public MetricsPage value(long value, String... labels) {
    return line("", Long.toString(value), List.of(labels));
  }

  @Override
  public MetricsPage value(double value, String... labels) {
    return line("", Double.toString(value), List.of(labels));
  }

  @Override
  public MetricsPage histogram(String histogramName, String help) {
    return begin(histogramName, "histogram", help);
  }

  /** Its buckets hold what is below their bounds. */
  @Override
  public MetricsPage value(DurationHistogram histogram, String... labels) {
    long below = 0;
    for (int bucket = 0; bucket < histogram.buckets(); bucket++) {
      below += histogram.count(bucket);
      List<String> all = new ArrayList<>(List.of(labels));
      all.add("le");
      double bound = histogram.boundSeconds(bucket);
      all.add(Double.isInfinite(bound) ? "+Inf" : Double.toString(bound));
      line("_bucket", Long.toString(below), all);
    }
    line("_sum", Double.toString(histogram.sumSeconds()), List.of(labels));
    return line("_count", Long.toString(below), List.of(labels));
  }

  private MetricsPage line(String suffix, String value, List<String> labels) {
    text.append(name).append(suffix);
    for (int i = 0; i < labels.size(); i += 2) {
      text.append(i == 0 ? '{' : ',').append(labels.get(i)).append("=\"");
      text.append(escaped(labels.get(i + 1))).append('"');
    }
    text.append(labels.isEmpty() ? " " : "} ").append(value).append('\n');
    return this;
  }

  private static String escaped(String value) {
    return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }

  String text() {
    return text.toString();
  }
}

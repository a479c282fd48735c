package io.chatsignal.server.telemetry;

import io.chatsignal.server.manage.Metrics;
import io.chatsignal.transport.DurationHistogram;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.data.Data;
import io.opentelemetry.sdk.metrics.data.DoublePointData;
import io.opentelemetry.sdk.metrics.data.GaugeData;
import io.opentelemetry.sdk.metrics.data.HistogramData;
import io.opentelemetry.sdk.metrics.data.HistogramPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.data.MetricDataType;
import io.opentelemetry.sdk.metrics.data.SumData;
import io.opentelemetry.sdk.resources.Resource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Metrics as the SDK takes them, under the names that they have for Prometheus. */
final class MetricBatch implements Metrics {
  private final Origin origin;
  private final List<Metric> metrics = new ArrayList<>();

  /** Who says it, and for which time. */
  record Origin(
      Resource resource, InstrumentationScopeInfo scope, long startEpochNanos, long epochNanos) {}

  private enum Form {
    COUNTER,
    GAUGE,
    HISTOGRAM
  }

  private record Metric(
      String name,
      String help,
      Form form,
      List<DoublePointData> points,
      List<HistogramPointData> histograms) {}

  MetricBatch(Origin origin) {
    this.origin = origin;
  }

  Collection<MetricData> all() {
    return metrics.stream().<MetricData>map(this::observed).toList();
  }

  @Override
  public MetricBatch counter(String name, String help) {
    return begin(name, help, Form.COUNTER);
  }

  @Override
  public MetricBatch gauge(String name, String help) {
    return begin(name, help, Form.GAUGE);
  }

  @Override
  public MetricBatch histogram(String name, String help) {
    return begin(name, help, Form.HISTOGRAM);
  }

  private MetricBatch begin(String name, String help, Form form) {
    metrics.add(new Metric(name, help, form, new ArrayList<>(), new ArrayList<>()));
    return this;
  }

  /** A double counts exactly up to 2⁵³, like the numbers of Prometheus. */
  @Override
  public MetricBatch value(long value, String... labels) {
    return value((double) value, labels);
  }

  @Override
  public MetricBatch value(double value, String... labels) {
    metrics
        .getLast()
        .points()
        .add(
            DoublePointData.create(
                origin.startEpochNanos(),
                origin.epochNanos(),
                attributes(labels),
                value,
                List.of()));
    return this;
  }

  @Override
  public MetricBatch value(DurationHistogram histogram, String... labels) {
    List<Double> bounds = new ArrayList<>();
    List<Long> counts = new ArrayList<>();
    for (int bucket = 0; bucket < histogram.buckets(); bucket++) {
      counts.add(histogram.count(bucket));
      if (Double.isFinite(histogram.boundSeconds(bucket))) {
        bounds.add(histogram.boundSeconds(bucket));
      }
    }
    metrics
        .getLast()
        .histograms()
        .add(
            HistogramPointData.create(
                origin.startEpochNanos(),
                origin.epochNanos(),
                attributes(labels),
                histogram.sumSeconds(),
                false,
                0,
                false,
                0,
                bounds,
                counts));
    return this;
  }

  private static Attributes attributes(String... labels) {
    AttributesBuilder attributes = Attributes.builder();
    for (int i = 0; i < labels.length; i += 2) {
      attributes.put(labels[i], labels[i + 1]);
    }
    return attributes.build();
  }

  private Observed observed(Metric metric) {
    AggregationTemporality sinceTheStart = AggregationTemporality.CUMULATIVE;
    return switch (metric.form()) {
      case COUNTER ->
          new Observed(
              origin,
              metric,
              MetricDataType.DOUBLE_SUM,
              SumData.createDoubleSumData(true, sinceTheStart, metric.points()));
      case GAUGE ->
          new Observed(
              origin,
              metric,
              MetricDataType.DOUBLE_GAUGE,
              GaugeData.createDoubleGaugeData(metric.points()));
      case HISTOGRAM ->
          new Observed(
              origin,
              metric,
              MetricDataType.HISTOGRAM,
              HistogramData.create(sinceTheStart, metric.histograms()));
    };
  }

  /** The SDK's own record of this is not for others to make. */
  private record Observed(Origin origin, Metric metric, MetricDataType type, Data<?> data)
      implements MetricData {
    @Override
    public Resource getResource() {
      return origin.resource();
    }

    @Override
    public InstrumentationScopeInfo getInstrumentationScopeInfo() {
      return origin.scope();
    }

    @Override
    public String getName() {
      return metric.name();
    }

    @Override
    public String getDescription() {
      return metric.help();
    }

    @Override
    public String getUnit() {
      return "";
    }

    @Override
    public MetricDataType getType() {
      return type;
    }

    @Override
    public Data<?> getData() {
      return data;
    }
  }
}

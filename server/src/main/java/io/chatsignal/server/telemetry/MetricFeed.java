package io.chatsignal.server.telemetry;

import io.chatsignal.server.manage.Metrics;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.export.MetricProducer;
import io.opentelemetry.sdk.resources.Resource;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Hands the SDK what the metrics page shows, when it is about to send: nothing is counted twice,
 * and nothing while messages pass.
 */
final class MetricFeed implements MetricProducer {
  private final InstrumentationScopeInfo scope;
  private final long startEpochNanos = nowEpochNanos();
  private volatile @Nullable Consumer<Metrics> source;

  MetricFeed(String scope) {
    this.scope = InstrumentationScopeInfo.create(scope);
  }

  void observe(Consumer<Metrics> observed) {
    source = observed;
  }

  @Override
  public Collection<MetricData> produce(Resource resource) {
    Consumer<Metrics> observed = source;
    if (observed == null) {
      return List.of();
    }
    MetricBatch batch =
        new MetricBatch(new MetricBatch.Origin(resource, scope, startEpochNanos, nowEpochNanos()));
    observed.accept(batch);
    return batch.all();
  }

  private static long nowEpochNanos() {
    Instant now = Instant.now();
    return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
  }
}

package io.chatsignal.server.manage;

import io.chatsignal.transport.DurationHistogram;

/**
 * Takes metrics down, for whoever reads them. Each is begun by its name, kind and help, and then
 * has a value for each set of labels.
 */
public interface Metrics {
  Metrics counter(String name, String help);

  Metrics gauge(String name, String help);

  Metrics histogram(String name, String help);

  /**
   * A value of the metric that was begun last.
   *
   * @param labels names and values in turn
   */
  Metrics value(long value, String... labels);

  Metrics value(double value, String... labels);

  Metrics value(DurationHistogram histogram, String... labels);
}

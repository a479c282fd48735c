package io.chatsignal.bench;

import java.util.Locale;

/** What a comparison compares. Less is better in all of them. */
enum Metric {
  RELAY_CPU("CPU for a relay, closed loop", "µs"),
  OPEN_CPU("CPU for a relay, fixed rate", "µs"),
  OPEN_MEDIAN("latency at the fixed rate, median", "µs"),
  OPEN_P99("latency at the fixed rate, p99", "µs"),
  CONNECT_CPU("CPU to open and authenticate, warm", "µs"),
  CHURN_CPU("CPU for a cycle of a pair", "µs"),
  IDLE_MEMORY("memory with idle connections", "MB"),
  IDLE_CONNECTION("memory for an idle connection", "KB"),
  IDLE_CPU("CPU of idle connections, of one core", "%"),
  START("start to first answer", "ms");

  private final String title;
  private final String unit;

  Metric(String title, String unit) {
    this.title = title;
    this.unit = unit;
  }

  String title() {
    return title;
  }

  String unit() {
    return unit;
  }

  String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}

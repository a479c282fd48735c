package io.chatsignal.bench;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** What has been done and what went wrong; written by all loops, read by the progress line. */
final class Tally {
  final LongAdder opened = new LongAdder();
  final LongAdder authenticated = new LongAdder();
  final LongAdder ready = new LongAdder();
  final LongAdder operations = new LongAdder();
  final LongAdder pings = new LongAdder();
  final LongAdder closed = new LongAdder();

  /** Due in the open loop, but never taken by a connection. */
  final LongAdder unsent = new LongAdder();

  private final Map<String, LongAdder> errors = new ConcurrentHashMap<>();

  void error(String name) {
    error(name, 1);
  }

  void error(String name, long times) {
    if (times > 0) {
      errors.computeIfAbsent(name, _ -> new LongAdder()).add(times);
    }
  }

  /** By name, in the names' order. */
  Map<String, Long> errors() {
    Map<String, Long> sums = new TreeMap<>();
    errors.forEach((name, count) -> sums.put(name, count.sum()));
    return sums;
  }

  long errorCount() {
    return errors.values().stream().mapToLong(LongAdder::sum).sum();
  }
}

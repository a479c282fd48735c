package io.chatsignal.bench;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.HdrHistogram.Histogram;

/** What a run has found. All latencies are in nanoseconds. */
record Result(
    Plan plan, Opening opening, Measured measured, Optional<ServerCost> server, Ending ending) {

  /** Bringing the connections up. */
  record Opening(long connections, double seconds, Histogram setups) {}

  /**
   * The measured window.
   *
   * @param lateness how late the generator itself was in the open loop
   */
  record Measured(
      double seconds,
      long operations,
      Histogram latency,
      Histogram lateness,
      List<Second> timeline) {

    double perSecond() {
      return operations / seconds;
    }
  }

  /** About one second of the window. */
  record Second(double at, double perSecond, long medianNanos, long p99Nanos, long maxNanos) {}

  /**
   * What the server's process used.
   *
   * @param idle before the first connection
   * @param opened when all were authenticated
   * @param start the window's begin
   * @param end the window's end
   */
  record ServerCost(
      long pid,
      ServerProcess.Usage idle,
      ServerProcess.Usage opened,
      ServerProcess.Usage start,
      ServerProcess.Usage end) {}

  /**
   * @param operations all of them, the warm-up's and the late ones' included
   * @param unsent due in the open loop, but not taken by a connection until the end
   * @param drainSeconds from the last send until nothing was under way
   * @param generatorCpuNanos what the generator itself used in the window
   */
  record Ending(
      long operations,
      long unsent,
      double drainSeconds,
      long generatorCpuNanos,
      long pings,
      Map<String, Long> errors) {}

  boolean failed() {
    return !ending.errors().isEmpty();
  }

  /** Server CPU for one operation in microseconds, where a process could be watched. */
  Optional<Double> serverMicrosPerOperation() {
    return server
        .filter(_ -> measured.operations() > 0)
        .map(cost ->
            (cost.end().cpuNanos() - cost.start().cpuNanos()) / 1e3 / measured.operations());
  }

  /** Server CPU for one connection until auth-accept, in microseconds. */
  Optional<Double> serverMicrosPerConnection() {
    return server
        .filter(_ -> opening.connections() > 0)
        .map(cost ->
            (cost.opened().cpuNanos() - cost.idle().cpuNanos()) / 1e3 / opening.connections());
  }

  /** Resident bytes that a connection added, at the window's end. */
  Optional<Double> serverBytesPerConnection() {
    return server
        .filter(_ -> opening.connections() > 0)
        .map(cost ->
            (double) (cost.end().residentBytes() - cost.idle().residentBytes())
                / opening.connections());
  }

  double generatorMicrosPerOperation() {
    return ending.generatorCpuNanos() / 1e3 / Math.max(1, measured.operations());
  }
}

package io.chatsignal.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;

/** Takes one plan through its phases: open, warm up, measure, drain, close. */
final class Run {
  /** Told what goes on, a few times a second. */
  interface Progress {
    void phase(String name, Duration longest);

    void now(Tally tally);
  }

  private static final Duration LONGEST_CLOSE = Duration.ofSeconds(10);
  private static final long POLL_MILLIS = 20;
  private static final long SECOND_NANOS = 1_000_000_000;

  private final Plan plan;
  private final Optional<ServerProcess> server;
  private final Progress progress;
  private final Tally tally = new Tally();
  private final List<Loop> loops = new ArrayList<>();
  private final List<Load> loads = new ArrayList<>();
  private final List<LatencyLog> latencies = new ArrayList<>();
  private final List<LatencyLog> latenesses = new ArrayList<>();
  private final List<LatencyLog> setups = new ArrayList<>();
  private final ProcessHandle self = ProcessHandle.current();

  Run(Plan plan, Optional<ServerProcess> server, Progress progress) {
    this.plan = plan;
    this.server = server;
    this.progress = progress;
  }

  Result execute() throws IOException, InterruptedException {
    InetSocketAddress address = plan.target().resolve();
    for (int i = 0; i < plan.load().threads(); i++) {
      addLoop(address, i);
    }
    try {
      loops.forEach(Loop::start);
      return phases();
    } finally {
      loops.forEach(Loop::close);
    }
  }

  private void addLoop(InetSocketAddress address, int number) throws IOException {
    Loop loop = new Loop("bench-" + number, System::nanoTime);
    LatencyLog latency = new LatencyLog();
    LatencyLog lateness = new LatencyLog();
    LatencyLog setup = new LatencyLog();
    Site site = new Site(plan, loop, tally, new Site.Logs(latency, setup), address);
    loops.add(loop);
    latencies.add(latency);
    latenesses.add(lateness);
    setups.add(setup);
    loads.add(load(site, number, lateness));
  }

  private Load load(Site site, int number, LatencyLog lateness) {
    int share = share(plan.load().connections(), number);
    int pairs = share(plan.load().connections() / 2, number);
    String prefix =
        "bench-" + Long.toString(ThreadLocalRandom.current().nextLong(1L << 40), 36) + "-";
    return switch (plan.scenario()) {
      case RELAY ->
          new PairLoad(
              site, pairs, new ClosedLoop(site.operations(), plan.load().window()), prefix);
      case OPEN -> {
        double rate = plan.load().ratePerSecond() * 2 * pairs / plan.load().connections();
        yield new PairLoad(
            site,
            pairs,
            new FixedRate(site.operations(), lateness, rate, plan.phases().tick().toNanos()),
            prefix);
      }
      case IDLE -> new IdleLoad(site, share);
      case CONNECT -> new CycleLoad(site, share, prefix);
      case CHURN -> new CycleLoad(site, pairs, prefix);
    };
  }

  private int share(int whole, int number) {
    int threads = plan.load().threads();
    return whole / threads + (number < whole % threads ? 1 : 0);
  }

  private Result phases() throws IOException, InterruptedException {
    Optional<ServerProcess.Usage> idle = usage();
    long opening = System.nanoTime();
    open();
    final double openSeconds = (System.nanoTime() - opening) / 1e9;
    final Optional<ServerProcess.Usage> opened = usage();
    final long connections = tally.authenticated.sum();

    long begin = System.nanoTime();
    Window window =
        new Window(
            begin + plan.phases().warmup().toNanos(),
            begin + plan.phases().warmup().plus(plan.phases().measured()).toNanos());
    each(load -> load.begin(window));
    progress.phase("warm up", plan.phases().warmup());
    waitUntil(window.fromNanos(), () -> false);
    Optional<ServerProcess.Usage> start = usage();
    long cpu = cpuNanos();
    Result.Measured measured = measure(window);
    Optional<ServerProcess.Usage> end = usage();
    cpu = cpuNanos() - cpu;

    double drained = drain();
    drainInto(measured.latency(), latencies);
    Histogram setup = LatencyLog.empty();
    drainInto(setup, setups);
    close();
    Optional<Result.ServerCost> cost =
        server.flatMap(process ->
            idle.map(usage ->
                new Result.ServerCost(
                    process.pid(),
                    usage,
                    opened.orElseThrow(),
                    start.orElseThrow(),
                    end.orElseThrow())));
    return new Result(
        plan,
        new Result.Opening(connections, openSeconds, setup),
        measured,
        cost,
        new Result.Ending(
            tally.operations.sum(),
            tally.unsent.sum(),
            drained,
            cpu,
            tally.pings.sum(),
            tally.errors()));
  }

  private void open() throws IOException, InterruptedException {
    if (plan.scenario() == Scenario.CONNECT || plan.scenario() == Scenario.CHURN) {
      return;
    }
    progress.phase("open", Duration.ZERO);
    each(Load::open);
    long wanted = plan.load().connections();
    waitUntil(
        System.nanoTime() + Duration.ofHours(1).toNanos(),
        () -> tally.ready.sum() + tally.closed.sum() >= wanted);
    if (tally.ready.sum() == 0) {
      throw new IOException("no connection could be brought up: " + tally.errors());
    }
  }

  private Result.Measured measure(Window window) throws IOException, InterruptedException {
    progress.phase("measure", plan.phases().measured());
    Histogram latency = LatencyLog.empty();
    List<Result.Second> timeline = new ArrayList<>();
    long operations = tally.operations.sum();
    final long firstOperations = operations;
    final long from = System.nanoTime();
    long last = from;
    while (last - window.toNanos() < 0) {
      waitUntil(Math.min(last + SECOND_NANOS, window.toNanos()), () -> false);
      long now = System.nanoTime();
      Histogram interval = LatencyLog.empty();
      drainInto(interval, latencies);
      latency.add(interval);
      long done = tally.operations.sum();
      timeline.add(second(interval, (last - from) / 1e9, (done - operations) * 1e9 / (now - last)));
      operations = done;
      last = now;
    }
    Histogram lateness = LatencyLog.empty();
    drainInto(lateness, latenesses);
    return new Result.Measured(
        (last - from) / 1e9, operations - firstOperations, latency, lateness, timeline);
  }

  private static Result.Second second(Histogram interval, double at, double perSecond) {
    return new Result.Second(
        at,
        perSecond,
        interval.getValueAtPercentile(50),
        interval.getValueAtPercentile(99),
        interval.getMaxValue());
  }

  private double drain() throws IOException, InterruptedException {
    long start = System.nanoTime();
    each(Load::stop);
    progress.phase("drain", plan.phases().drain());
    waitUntil(
        start + plan.phases().drain().toNanos(),
        () -> loads.stream().mapToLong(Load::underWay).sum() == 0);
    return (System.nanoTime() - start) / 1e9;
  }

  private void close() throws IOException, InterruptedException {
    progress.phase("close", LONGEST_CLOSE);
    each(Load::close);
    long until = System.nanoTime() + LONGEST_CLOSE.toNanos();
    waitUntil(until, () -> tally.closed.sum() >= tally.opened.sum());
  }

  /** On every load's own loop, and done everywhere when this returns. */
  private void each(Consumer<Load> what) throws InterruptedException {
    java.util.concurrent.CountDownLatch done =
        new java.util.concurrent.CountDownLatch(loads.size());
    for (int i = 0; i < loads.size(); i++) {
      Load load = loads.get(i);
      loops
          .get(i)
          .post(() -> {
            what.accept(load);
            done.countDown();
          });
    }
    // A loop that has died never counts down; the next wait finds out why.
    boolean all = done.await(1, TimeUnit.MINUTES);
    if (!all) {
      tally.error("a loop of the generator hangs");
    }
  }

  private void waitUntil(long nanos, BooleanSupplier early)
      throws IOException, InterruptedException {
    while (System.nanoTime() - nanos < 0 && !early.getAsBoolean()) {
      long left = Math.max(0, nanos - System.nanoTime());
      Thread.sleep(Math.min(POLL_MILLIS, left / 1_000_000 + 1));
      for (Loop loop : loops) {
        if (!loop.failure().isEmpty()) {
          throw new IOException(loop.failure());
        }
      }
      progress.now(tally);
    }
  }

  private static void drainInto(Histogram sum, List<LatencyLog> logs) {
    logs.forEach(log -> log.drainInto(sum));
  }

  private Optional<ServerProcess.Usage> usage() throws IOException {
    return server.isEmpty() ? Optional.empty() : Optional.of(server.get().usage());
  }

  private long cpuNanos() {
    return self.info().totalCpuDuration().map(Duration::toNanos).orElse(0L);
  }
}

package io.chatsignal.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The same load against several servers, one after another, round after round. */
@Command(
    name = "compare",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpWidth = 110,
    description = {
      "Runs the same load against several servers, one at a time, in several interleaved rounds,",
      "and prints what each costs and how many times the first one's that is.%n"
    })
public final class Comparison implements Callable<Integer> {
  // Known to every contender by its environment; guards nothing but this measurement.
  private static final String SECRET = "a secret that is only for measurements";
  private static final int PAIRS_OF_CYCLES = 50;

  @Option(names = "--servers", required = true, description = "file of lines name = command")
  private Path servers = Path.of("servers");

  @Option(names = "--out", description = "directory for results.json, table.md and charts")
  private Path out = Path.of(".");

  @Option(names = "--rounds", description = "default: ${DEFAULT-VALUE}")
  private int rounds = 3;

  @Option(names = "--pairs", description = "pairs that relay (default: ${DEFAULT-VALUE})")
  private int pairs = 200;

  @Option(names = "--rate", description = "relays/s, open loop (default: ${DEFAULT-VALUE})")
  private double rate = 5_000;

  @Option(names = "--idle", description = "idle connections (default: ${DEFAULT-VALUE})")
  private int idle = 18_000;

  @Option(names = "--idle-seconds", description = "how long they idle (default: ${DEFAULT-VALUE})")
  private int idleSeconds = 60;

  @Option(
      names = "--duration",
      description = "seconds of each other load (default: ${DEFAULT-VALUE})")
  private int durationSeconds = 10;

  @Option(names = "--warmup", description = "seconds before each (default: ${DEFAULT-VALUE})")
  private int warmupSeconds = 5;

  @Option(names = "--scenarios", split = ",", description = "default: all")
  private Set<Scenario> scenarios = EnumSet.allOf(Scenario.class);

  @Option(names = "--only", split = ",", description = "only servers whose names hold one of these")
  private List<String> only = List.of();

  private final Rounds results = new Rounds();
  private final PrintStream console = new PrintStream(System.out, true, StandardCharsets.UTF_8);
  private boolean failed;

  public static void main(String[] args) {
    System.exit(
        new CommandLine(new Comparison())
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setOverwrittenOptionsAllowed(true)
            .execute(args));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    List<Contender> contenders = new ArrayList<>();
    for (Contender contender : Contender.read(servers)) {
      if (only.isEmpty() || only.stream().anyMatch(contender.name()::contains)) {
        contenders.add(contender);
      }
    }
    for (int round = 0; round < rounds; round++) {
      for (Contender contender : turned(contenders, round)) {
        measure(contender, round);
      }
    }
    ComparisonReport report = new ComparisonReport(results, contenders.getFirst().name());
    console.print(report.table());
    Files.createDirectories(out);
    report.write(out);
    return failed ? 1 : 0;
  }

  /** Each round another one begins, so that none always has the quiet or the hot machine. */
  private static List<Contender> turned(List<Contender> contenders, int round) {
    List<Contender> turned = new ArrayList<>(contenders);
    Collections.rotate(turned, -round);
    return turned;
  }

  private void measure(Contender contender, int round) throws InterruptedException {
    Set<Scenario> busy = EnumSet.copyOf(scenarios);
    if (busy.remove(Scenario.IDLE)) {
      // A process of its own: memory is what it has ever needed, not what it needs now.
      inOneProcess(contender, round, EnumSet.of(Scenario.IDLE));
    }
    inOneProcess(contender, round, busy);
  }

  private void inOneProcess(Contender contender, int round, Set<Scenario> loads)
      throws InterruptedException {
    try (Contender.Running running = contender.start(SECRET)) {
      results.add(Metric.START, contender.name(), round, running.startMillis());
      for (Scenario scenario : loads) {
        run(contender, round, running, scenario);
      }
    } catch (IOException e) {
      failed = true;
      console.println(e.getMessage());
    }
  }

  private void run(Contender contender, int round, Contender.Running running, Scenario scenario)
      throws InterruptedException {
    String name =
        Units.format("round %d  %-24s %-8s", round + 1, contender.name(), scenario.word());
    try {
      Result result =
          new Run(plan(running, scenario), Optional.of(running.measured()), new Silence())
              .execute();
      console.println(name + summary(result));
      failed |= result.failed();
      record(contender.name(), round, result);
    } catch (IOException e) {
      failed = true;
      console.println(name + "FAILED: " + e.getMessage() + "; see " + running.log());
    }
  }

  private Plan plan(Contender.Running running, Scenario scenario) {
    boolean resting = scenario == Scenario.IDLE;
    int connections =
        switch (scenario) {
          case RELAY, OPEN -> 2 * pairs;
          case IDLE -> idle;
          case CONNECT, CHURN -> 2 * PAIRS_OF_CYCLES;
        };
    return new Plan(
        Target.of(running.url()),
        OriginalToken.of("compare", SECRET),
        scenario,
        new Plan.Load(connections, rate, 1, 0, 64, 1),
        new Plan.Phases(
            Duration.ofSeconds(resting ? 1 : warmupSeconds),
            Duration.ofSeconds(resting ? idleSeconds : durationSeconds),
            Duration.ofMillis(1),
            Duration.ofSeconds(30),
            Duration.ofSeconds(20)));
  }

  private static String summary(Result result) {
    String cpu =
        result.serverMicrosPerOperation().map(micros -> Units.number(micros) + " µs").orElse("-");
    String errors = result.failed() ? "  ERRORS " + result.ending().errors() : "";
    return Units.format(
        "%10s  %,9.0f/s  p99 %9s  generator %s µs%s",
        cpu,
        result.measured().perSecond(),
        Units.duration(result.measured().latency().getValueAtPercentile(99)),
        Units.number(result.generatorMicrosPerOperation()),
        errors);
  }

  private void record(String server, int round, Result result) {
    double perOperation = result.serverMicrosPerOperation().orElse(Double.NaN);
    double p50 = result.measured().latency().getValueAtPercentile(50) / 1e3;
    double p99 = result.measured().latency().getValueAtPercentile(99) / 1e3;
    switch (result.plan().scenario()) {
      case RELAY -> results.add(Metric.RELAY_CPU, server, round, perOperation);
      case OPEN -> {
        results.add(Metric.OPEN_CPU, server, round, perOperation);
        results.add(Metric.OPEN_MEDIAN, server, round, p50);
        results.add(Metric.OPEN_P99, server, round, p99);
      }
      case CONNECT -> results.add(Metric.CONNECT_CPU, server, round, perOperation);
      case CHURN -> results.add(Metric.CHURN_CPU, server, round, perOperation);
      case IDLE -> result.server().ifPresent(cost -> recordIdle(server, round, result, cost));
    }
  }

  private void recordIdle(String server, int round, Result result, Result.ServerCost cost) {
    double bytes = result.serverBytesPerConnection().orElse(Double.NaN);
    long cpu = cost.end().cpuNanos() - cost.start().cpuNanos();
    results.add(Metric.IDLE_MEMORY, server, round, cost.end().residentBytes() / 1048576.0);
    results.add(Metric.IDLE_CONNECTION, server, round, bytes / 1024);
    results.add(Metric.IDLE_CPU, server, round, cpu / 1e7 / result.measured().seconds());
  }
}

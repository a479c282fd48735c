package io.chatsignal.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The load generator's command line. Exit status: 0 all well, 1 errors were seen, 2 wrong usage.
 */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpWidth = 110,
    description = {
      "Puts load on a signaling server and tells what it costs.%n",
      "Scenarios:",
      "  relay    pairs bounce ICE candidates, each answering at once: what does a relay cost?",
      "  open     candidates at a fixed rate, latency from the time they were due: how late are they?",
      "  idle     connections authenticate, then only answer pings: what does a connection hold?",
      "  connect  open, authenticate, close, again and again: what does a connection cost?",
      "  churn    pairs connect, authenticate, create, join, leave and close, again and again%n",
      "A server with its usual limits refuses a client that relays more than 100 candidates a",
      "second: start it with RELAY_RATE=0 and REQUEST_RATE=0 for a measurement.%n"
    },
    footer = {
      "%nExamples:",
      "  bench --url http://localhost:5000 --password secret --connections 400",
      "  bench --url http://localhost:5000 --token TOKEN --scenario open --rate 5000 --svg open.svg",
      "  bench --url https://signal.example.org --token TOKEN --scenario idle --connections 5000",
      "%nLatencies of the scenario open count from the time at which a message was due, whether or",
      "not it could be sent then; those of the others wait for the server, as their clients do."
    },
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {"0:no errors", "1:errors, named in the report", "2:wrong usage"})
public final class Bench implements Callable<Integer> {
  private static final double NO_RATE = 0;

  static final class Credentials {
    @Option(names = "--token", description = "an app token of the server", paramLabel = "TOKEN")
    String token = "";

    @Option(
        names = "--password",
        description = "the password of POST /app, to be given a token",
        paramLabel = "WORD")
    String password = "";
  }

  @Spec private @Nullable CommandSpec spec;

  @Option(names = "--url", required = true, description = "the server: http, https, ws or wss")
  private String url = "";

  @ArgGroup(multiplicity = "1")
  private Credentials credentials = new Credentials();

  @Option(
      names = "--scenario",
      description = "relay, open, idle, connect or churn (default: relay)")
  private Scenario scenario = Scenario.RELAY;

  @Option(names = "--connections", description = "how many at a time (default: ${DEFAULT-VALUE})")
  private int connections = 400;

  @Option(names = "--rate", description = "relays a second over all pairs, for the scenario open")
  private double rate = NO_RATE;

  @Option(
      names = "--duration",
      description = "seconds that are measured (default: ${DEFAULT-VALUE})")
  private int durationSeconds = 10;

  @Option(
      names = "--warmup",
      description = "seconds of load before that (default: ${DEFAULT-VALUE})")
  private int warmupSeconds = 3;

  @Option(
      names = "--tick",
      description =
          "microseconds; what is due within one is sent together, scenario open (default: ${DEFAULT-VALUE})")
  private int tickMicros = 1_000;

  @Option(
      names = "--window",
      description =
          "candidates that a pair keeps in flight, scenario relay (default: ${DEFAULT-VALUE})")
  private int window = 1;

  @Option(names = "--grow", description = "bytes added to each candidate's usual 230")
  private int grown = 0;

  @Option(
      names = "--opening",
      description = "connections being set up at a time (default: ${DEFAULT-VALUE})")
  private int opening = 64;

  @Option(names = "--threads", description = "event loops (default: ${DEFAULT-VALUE})")
  private int threads = 1;

  @Option(
      names = "--drain",
      description = "seconds to wait for what is under way at the end (default: ${DEFAULT-VALUE})")
  private int drainSeconds = 10;

  @Option(
      names = "--timeout",
      description = "seconds for a set-up step (default: ${DEFAULT-VALUE})")
  private int stepSeconds = 15;

  @Option(
      names = "--pid",
      description =
          "the server's process, for its CPU and memory (default: whoever listens on the port here)")
  private long pid = 0;

  @Option(names = "--json", description = "write the result to this file", paramLabel = "FILE")
  private @Nullable Path json;

  @Option(names = "--svg", description = "draw the result into this file", paramLabel = "FILE")
  private @Nullable Path svg;

  @Option(names = "--quiet", description = "no progress line")
  private boolean quiet;

  public static void main(String[] args) {
    System.exit(execute(args));
  }

  /** What {@code main} does, for a launcher with more commands. */
  public static int execute(String... args) {
    return new CommandLine(new Bench())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(Bench::failed)
        .execute(args);
  }

  private static int failed(Exception e, CommandLine line, CommandLine.ParseResult parsed) {
    String message = e.getMessage() == null ? e.toString() : e.getMessage();
    line.getErr().println("bench: " + message);
    return 1;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    Plan plan = plan();
    TerminalProgress progress = new TerminalProgress(out, plan.scenario());
    out.println(
        Units.format(
            "%s · %s · %,d connections", plan.scenario().word(), url, plan.load().connections()));
    Result result =
        new Run(plan, process(plan.target()), quiet ? new Silence() : progress).execute();
    progress.end();
    out.print(TextReport.of(result));
    write(json, JsonReport.of(result));
    write(svg, RunChart.of(result));
    return result.failed() ? 1 : 0;
  }

  private Plan plan() throws IOException, InterruptedException {
    try {
      Target target = Target.of(url);
      Plan.Load load = new Plan.Load(connections, rate, window, grown, opening, threads);
      Plan.Phases phases =
          new Plan.Phases(
              seconds(warmupSeconds),
              seconds(durationSeconds),
              Duration.ofNanos(Math.max(1, tickMicros) * 1_000L),
              seconds(stepSeconds),
              seconds(drainSeconds));
      String token = credentials.token;
      // Checked before the server is asked for anything.
      Plan plan = new Plan(target, token, scenario, load, phases);
      return token.isEmpty()
          ? new Plan(target, AppToken.request(target, credentials.password), scenario, load, phases)
          : plan;
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command(), String.valueOf(e.getMessage()), e);
    }
  }

  private CommandLine command() {
    return spec == null ? new CommandLine(this) : spec.commandLine();
  }

  private static Duration seconds(int seconds) {
    if (seconds < 0) {
      throw new IllegalArgumentException("a time can't be negative: " + seconds);
    }
    return Duration.ofSeconds(seconds);
  }

  private Optional<ServerProcess> process(Target target) throws IOException {
    if (pid > 0) {
      return Optional.of(new ServerProcess(pid));
    }
    return target.resolve().getAddress().isLoopbackAddress()
        ? ServerProcess.listeningOn(target.port())
        : Optional.empty();
  }

  private static void write(@Nullable Path file, String text) throws IOException {
    if (file != null) {
      Files.writeString(file, text);
    }
  }
}

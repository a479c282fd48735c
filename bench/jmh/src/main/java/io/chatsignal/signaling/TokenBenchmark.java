package io.chatsignal.signaling;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What a connection's two verifications and its session cost, and what each emit's check does. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class TokenBenchmark {
  private static final long NOW = 1_760_000_000;

  private final Tokens tokens =
      new Tokens(TokenKeys.of(List.of("0123456789abcdef0123456789abcdef")), 86_400);
  private final AppName app = AppName.parse("bench").orElseThrow();
  private final PeerId socket = new PeerId("peer-0123456789abcdefghij");
  private final String appToken = tokens.issueApp(app, NOW);
  private final Session session = tokens.issueSession(app, socket, NOW);
  private final String presented = String.valueOf(session.token().toCharArray());

  /** One that was used before, as nearly all are. */
  @Benchmark
  public Optional<AppName> verifyKnownApp() {
    return tokens.verifyApp(appToken, NOW);
  }

  @Benchmark
  public Optional<Session> verifySession() {
    return tokens.verifySession(presented, socket, NOW);
  }

  @Benchmark
  public Session issueSession() {
    return tokens.issueSession(app, socket, NOW);
  }

  @Benchmark
  public boolean compareSession() {
    return session.hasToken(presented);
  }
}

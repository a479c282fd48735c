package io.chatsignal.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The one timer of a loop, which must outlive whatever is hung on it. */
class SweeperTest {
  private static final long PERIOD_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long TURN_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final Sweeper sweeper =
      new Sweeper(channel.eventLoop(), PERIOD_NANOS, new DurationHistogram());
  private final List<String> ticks = new ArrayList<>();

  @BeforeEach
  void start() {
    channel.freezeTime();
    sweeper.start();
  }

  @AfterEach
  void stop() {
    sweeper.stop();
    channel.close();
  }

  /** Writes its name down, and then does something else. */
  private final class Entry extends Sweeper.Entry {
    private final String name;
    private final Runnable deed;

    Entry(String name, Runnable deed) {
      this.name = name;
      this.deed = deed;
      sweeper.add(this);
    }

    @Override
    void tick(long nowNanos) {
      ticks.add(name);
      deed.run();
    }
  }

  /** A period, and time for a sweep that takes several turns. */
  private void period() {
    pass(PERIOD_NANOS);
    for (int turns = 0; turns < 50; turns++) {
      pass(TURN_NANOS);
    }
  }

  private void pass(long nanos) {
    channel.advanceTimeBy(nanos, TimeUnit.NANOSECONDS);
    channel.runScheduledPendingTasks();
  }

  static Stream<Throwable> whateverCanBeThrown() {
    return Stream.of(
        new IllegalStateException("a defect"),
        new AssertionError("a defect"),
        new StackOverflowError(),
        new IOException("a checked one, as other languages throw it anywhere"),
        new Throwable("neither"));
  }

  @SuppressWarnings("unchecked")
  private static <T extends Throwable> void throwUnchecked(Throwable thrown) throws T {
    throw (T) thrown;
  }

  @ParameterizedTest
  @MethodSource("whateverCanBeThrown")
  void whatOneEntryThrowsStopsNeitherTheOthersNorTheTimer(Throwable thrown) {
    new Entry("a", () -> {});
    new Entry("b", () -> SweeperTest.<RuntimeException>throwUnchecked(thrown));
    new Entry("c", () -> {});
    for (int i = 0; i < 3; i++) {
      period();
      assertThat(ticks).containsExactly("c", "b", "a");
      ticks.clear();
    }
  }

  @Test
  void entriesMayLeaveWhileTheyAreVisited() {
    List<Entry> entries = new ArrayList<>();
    for (String name : List.of("a", "b", "c", "d")) {
      entries.add(
          new Entry(
              name,
              () -> {
                if (name.equals("c")) {
                  entries.forEach(sweeper::remove);
                }
              }));
    }
    period();
    period();
    assertThat(ticks).containsExactly("d", "c");
  }

  /** A machine that slept has missed sweeps; one makes up for all of them. */
  @Test
  void sweepsThatWereMissedAreNotMadeUpFor() {
    new Entry("a", () -> {});
    channel.advanceTimeBy(100 * PERIOD_NANOS, TimeUnit.NANOSECONDS);
    channel.runScheduledPendingTasks();
    assertThat(ticks).containsExactly("a");
    period();
    assertThat(ticks).containsExactly("a", "a");
  }

  @Test
  void longSweepLetsTheLoopDoOtherThingsInBetween() {
    for (int i = 0; i < 100; i++) {
      new Entry("x", SweeperTest::takeTime);
    }
    pass(PERIOD_NANOS);
    assertThat(ticks).hasSizeBetween(1, 99);
    period();
    assertThat(ticks).hasSizeGreaterThanOrEqualTo(100);
  }

  private static void takeTime() {
    long start = System.nanoTime();
    while (System.nanoTime() - start < 200_000) {
      Thread.onSpinWait();
    }
  }

  @Test
  void aStoppedSweeperLeavesNoTimer() {
    new Entry("a", () -> {});
    sweeper.stop();
    period();
    assertThat(ticks).isEmpty();
  }
}

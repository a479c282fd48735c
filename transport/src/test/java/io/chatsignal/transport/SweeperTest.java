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
import org.junit.jupiter.params.provider.ValueSource;

/** The one timer of a loop, which must outlive whatever is hung on it. */
class SweeperTest {
  private static final long PERIOD_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long TURN_NANOS = TimeUnit.MILLISECONDS.toNanos(4);

  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final List<Long> lags = new ArrayList<>();
  private long now;
  private final Sweeper sweeper = sweeper(Sweeper.Pace.MEMBERS);
  private final List<String> ticks = new ArrayList<>();

  private Sweeper sweeper(Sweeper.Pace pace) {
    return new Sweeper(channel.eventLoop(), PERIOD_NANOS, pace, lags::add, () -> now);
  }

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
      this(name, deed, sweeper);
    }

    Entry(String name, Runnable deed, Sweeper sweeper) {
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
    now += nanos;
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
                  entries.forEach(Sweeper.Entry::leave);
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
    pass(100 * PERIOD_NANOS);
    assertThat(ticks).containsExactly("a");
    period();
    assertThat(ticks).containsExactly("a", "a");
  }

  @Test
  void longSweepLetsTheLoopDoOtherThingsInBetween() {
    for (int i = 0; i < 100; i++) {
      new Entry("x", () -> now += 200_000);
    }
    pass(PERIOD_NANOS);
    assertThat(ticks).hasSizeBetween(1, 4);
    period();
    assertThat(ticks).hasSizeGreaterThanOrEqualTo(100);
  }

  /** Whoever talks is looked at in the same sweep, and loses its connection if that comes late. */
  @Test
  void sweepThatTakesLongerThanItsPeriodHurries() {
    for (int i = 0; i < 20_000; i++) {
      new Entry("x", () -> now += 60_000);
    }
    pass(PERIOD_NANOS);
    int first = ticksIn(PERIOD_NANOS);
    pass(TURN_NANOS);
    assertThat(ticksIn(PERIOD_NANOS)).isBetween(2 * first, 5 * first);
  }

  /**
   * Their deadline is ten periods: whoever opened them at once has them ended over about as long.
   */
  @ParameterizedTest
  @ValueSource(ints = {1_000, 2_500, 10_000})
  void strangersWhoAreDueAtOnceAreEndedOverTenPeriods(int count) {
    Sweeper strangers = sweeper(Sweeper.Pace.STRANGERS);
    strangers.start();
    for (int i = 0; i < count; i++) {
      stranger(strangers, 0);
    }
    pass(PERIOD_NANOS);
    int early = ticksIn(2 * PERIOD_NANOS);
    assertThat(early).isLessThan(count / 2);
    int late = ticksIn(10 * PERIOD_NANOS);
    assertThat(early + late).isGreaterThanOrEqualTo(count - 10);
  }

  /** The first sweep has passed the second wave when that becomes due. */
  @Test
  void strangersOfASecondWaveWaitForTwoSweepsAtMost() {
    Sweeper strangers = sweeper(Sweeper.Pace.STRANGERS);
    strangers.start();
    for (int i = 0; i < 2_500; i++) {
      stranger(strangers, now);
    }
    for (int i = 0; i < 2_500; i++) {
      stranger(strangers, now + 2 * PERIOD_NANOS);
    }
    pass(PERIOD_NANOS);
    ticksIn(22 * PERIOD_NANOS);
    assertThat(ticks).hasSizeGreaterThanOrEqualTo(4_990);
  }

  /** Ends when it is looked at and due, which takes a while. */
  private void stranger(Sweeper strangers, long dueNanos) {
    Sweeper.Entry stranger =
        new Sweeper.Entry() {
          @Override
          void tick(long nowNanos) {
            if (nowNanos - dueNanos >= 0) {
              ticks.add("end");
              now += 60_000;
              leave();
            }
          }
        };
    strangers.add(stranger);
  }

  /** However many they are, they are ended in the end. */
  @Test
  void sweepOfAFloodOfStrangersTakesAFifthOfTheLoop() {
    Sweeper strangers = sweeper(Sweeper.Pace.STRANGERS);
    strangers.start();
    for (int i = 0; i < 100_000; i++) {
      new Entry("x", () -> now += 60_000, strangers);
    }
    pass(PERIOD_NANOS);
    assertThat(60_000.0 * ticksIn(PERIOD_NANOS)).isBetween(0.1e9, 0.3e9);
  }

  @Test
  void membersDoNotWaitForStrangers() {
    Sweeper strangers = sweeper(Sweeper.Pace.STRANGERS);
    strangers.start();
    List<Entry> slow = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      slow.add(new Entry("x", () -> now += 60_000, strangers));
    }
    sweeper.add(slow.getFirst());
    new Entry("ping", () -> {});
    for (int periods = 1; periods <= 5; periods++) {
      pass(PERIOD_NANOS);
      ticksIn(TURN_NANOS);
      assertThat(ticks.stream().filter("ping"::equals)).hasSize(periods);
    }
  }

  private int ticksIn(long nanos) {
    int before = ticks.size();
    for (long end = now + nanos; now < end; ) {
      pass(500_000);
    }
    return ticks.size() - before;
  }

  @Test
  void loopInTheMidstOfALongSweepIsNotStuck() {
    for (int i = 0; i < 20_000; i++) {
      new Entry("x", () -> now += 60_000);
    }
    for (long end = now + 3 * PERIOD_NANOS; now < end; ) {
      pass(500_000);
      assertThat(sweeper.lateNanos(now)).isZero();
    }
    assertThat(ticks).as("it is still on its way").hasSizeBetween(1_000, 19_999);
    now += 5 * PERIOD_NANOS;
    assertThat(sweeper.lateNanos(now)).as("now it is stuck").isPositive();
  }

  @Test
  void entryThatRestsIsLeftAloneUntilItsTime() {
    Entry entry = new Entry("a", () -> {});
    entry.rest(now + 3 * PERIOD_NANOS);
    pass(PERIOD_NANOS);
    pass(PERIOD_NANOS);
    assertThat(ticks).isEmpty();
    pass(PERIOD_NANOS);
    assertThat(ticks).containsExactly("a");
  }

  @Test
  void entryThatWakesIsLookedAtInTheNextSweep() {
    Entry entry = new Entry("a", () -> {});
    entry.rest(now + 100 * PERIOD_NANOS);
    pass(PERIOD_NANOS);
    entry.wake();
    pass(PERIOD_NANOS);
    assertThat(ticks).containsExactly("a");
  }

  /** A session takes its deadlines along to another loop, which knows nothing of them. */
  @Test
  void entryThatIsNewIsLookedAtAtOnce() {
    Entry entry = new Entry("a", () -> {});
    entry.rest(now + 100 * PERIOD_NANOS);
    entry.leave();
    sweeper.add(entry);
    pass(PERIOD_NANOS);
    assertThat(ticks).containsExactly("a");
  }

  @Test
  void aStoppedSweeperLeavesNoTimer() {
    new Entry("a", () -> {});
    sweeper.stop();
    period();
    assertThat(ticks).isEmpty();
  }
}

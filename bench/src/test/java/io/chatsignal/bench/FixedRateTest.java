package io.chatsignal.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

/** Times in this test are made up; a millisecond is {@link #MS} of them. */
class FixedRateTest {
  private static final long MS = 1_000_000;
  private static final Window ALWAYS = new Window(0, 1_000_000 * MS);

  private final LatencyLog log = new LatencyLog();
  private final LatencyLog lateness = new LatencyLog();
  private final RecordingOutlet outlet = new RecordingOutlet();
  private final Lane lane = new Lane(outlet);
  private final Lane back = new Lane(new RecordingOutlet());

  @Test
  void candidatesGoAtTheirTimesInTurn() {
    FixedRate traffic = begin(100, 1, List.of(lane, back), ALWAYS);

    assertThat(traffic.tick(0)).isEqualTo(10 * MS);
    assertThat(traffic.tick(10 * MS)).isEqualTo(20 * MS);
    assertThat(traffic.tick(20 * MS)).isEqualTo(30 * MS);

    assertThat(outlet.sent).containsExactly(0L, 1L);
    assertThat(back.send()).isEqualTo(1);
  }

  @Test
  void whatIsDueWithinOneTickGoesTogether() {
    FixedRate traffic = begin(1_000, 10 * MS, List.of(lane), ALWAYS);

    assertThat(traffic.tick(0)).isEqualTo(10 * MS);
    assertThat(outlet.sent).hasSize(10);
  }

  @Test
  void aStallOfTheServerIsInEveryLatencyThatItDelayed() {
    FixedRate traffic = begin(100, 1, List.of(lane), ALWAYS);
    for (long now = 0; now < 1_000 * MS; now += 10 * MS) {
      traffic.tick(now);
    }

    // The server slept for a second and answers everything at its end.
    arrive(traffic, 0, 100, 1_000 * MS);

    Histogram seen = drained(log);
    assertThat(seen.getTotalCount()).isEqualTo(100);
    assertThat(seen.getMaxValue()).isCloseTo(1_000 * MS, within());
    assertThat(seen.getValueAtPercentile(50)).isCloseTo(500 * MS, within());
    assertThat(seen.getMinValue()).isCloseTo(10 * MS, within());
  }

  @Test
  void aConnectionThatTakesNothingDelaysWhatIsDueInsteadOfSkippingIt() {
    FixedRate traffic = begin(100, 1, List.of(lane), ALWAYS);
    outlet.free = false;
    for (long now = 0; now < 1_000 * MS; now += 10 * MS) {
      traffic.tick(now);
    }
    assertThat(outlet.sent).isEmpty();
    assertThat(lane.backlog()).isEqualTo(100);

    outlet.free = true;
    lane.pay();
    arrive(traffic, 0, 100, 1_000 * MS);

    assertThat(outlet.sent).hasSize(100);
    assertThat(drained(log).getMaxValue()).isCloseTo(1_000 * MS, within());
  }

  @Test
  void aStallOfTheGeneratorIsInTheLatenciesAndInItsOwnLateness() {
    FixedRate traffic = begin(100, 1, List.of(lane), ALWAYS);
    long again = 0;
    while (again <= 500 * MS) {
      again = traffic.tick(500 * MS);
    }

    arrive(traffic, 0, 51, 501 * MS);

    assertThat(outlet.sent).hasSize(51);
    assertThat(drained(lateness).getMaxValue()).isCloseTo(500 * MS, within());
    assertThat(drained(log).getMaxValue()).isCloseTo(501 * MS, within());
  }

  @Test
  void afterAStallTheLoopStillGetsToRead() {
    FixedRate traffic = begin(100_000, 1, List.of(lane), ALWAYS);

    assertThat(traffic.tick(1_000 * MS)).isEqualTo(1_000 * MS);
    assertThat(outlet.sent).hasSizeLessThan(1_000);
  }

  @Test
  void theWarmUpIsNotMeasured() {
    FixedRate traffic = begin(100, 1, List.of(lane), new Window(50 * MS, 100 * MS));
    for (long now = 0; now < 200 * MS; now += 10 * MS) {
      traffic.tick(now);
    }

    arrive(traffic, 0, 20, 200 * MS);

    assertThat(drained(log).getTotalCount()).isEqualTo(5);
    assertThat(drained(lateness).getTotalCount()).isEqualTo(5);
  }

  @Test
  void theStopSendsWhatWasStillDueAndNothingAfterIt() {
    FixedRate traffic = begin(100, 1, List.of(lane), new Window(0, 25 * MS));
    traffic.tick(0);

    traffic.stop(30 * MS);

    assertThat(outlet.sent).containsExactly(0L, 1L, 2L);
    assertThat(traffic.tick(100 * MS)).isGreaterThan(100 * MS);
    assertThat(outlet.sent).hasSize(3);
  }

  private FixedRate begin(double perSecond, long tick, List<Lane> lanes, Window window) {
    FixedRate traffic = new FixedRate(log, lateness, perSecond, tick);
    traffic.begin(lanes, 0, window);
    return traffic;
  }

  private void arrive(FixedRate traffic, long from, long to, long now) {
    for (long number = from; number < to; number++) {
      traffic.arrived(lane, number, back, now);
    }
  }

  private static Histogram drained(LatencyLog log) {
    Histogram sum = LatencyLog.empty();
    log.drainInto(sum);
    return sum;
  }

  private static org.assertj.core.data.Percentage within() {
    return org.assertj.core.data.Percentage.withPercentage(0.2);
  }
}

package io.chatsignal.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.HdrHistogram.Histogram;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class ClosedLoopTest {
  private static final long MS = 1_000_000;

  private final LatencyLog log = new LatencyLog();
  private final RecordingOutlet there = new RecordingOutlet();
  private final RecordingOutlet here = new RecordingOutlet();
  private final Lane out = new Lane(there);
  private final Lane back = new Lane(here);

  @Test
  void eachArrivalIsAnsweredAndTimedByItself() {
    ClosedLoop traffic = begin(1);
    assertThat(there.sent).containsExactly(0L);

    traffic.arrived(out, 0, back, 4 * MS);
    traffic.arrived(back, 0, out, 10 * MS);

    assertThat(there.sent).containsExactly(0L, 1L);
    assertThat(here.sent).containsExactly(0L);
    Histogram seen = drained();
    assertThat(seen.getTotalCount()).isEqualTo(2);
    assertThat(seen.getMinValue()).isCloseTo(4 * MS, Percentage.withPercentage(0.2));
    assertThat(seen.getMaxValue()).isCloseTo(6 * MS, Percentage.withPercentage(0.2));
  }

  @Test
  void asManyAreInFlightAsTheWindowSays() {
    ClosedLoop traffic = begin(3);
    assertThat(there.sent).containsExactly(0L, 1L, 2L);

    traffic.arrived(out, 0, back, MS);

    assertThat(here.sent).containsExactly(0L);
    assertThat(there.sent).hasSize(3);
  }

  @Test
  void afterTheStopArrivalsAreTimedButNotAnswered() {
    ClosedLoop traffic = begin(1);
    traffic.stop(0);

    traffic.arrived(out, 0, back, MS);

    assertThat(here.sent).isEmpty();
    assertThat(drained().getTotalCount()).isEqualTo(1);
  }

  private ClosedLoop begin(int inFlight) {
    ClosedLoop traffic = new ClosedLoop(log, inFlight);
    traffic.begin(List.of(out, back), 0, new Window(0, 1_000 * MS));
    return traffic;
  }

  private Histogram drained() {
    Histogram sum = LatencyLog.empty();
    log.drainInto(sum);
    return sum;
  }
}

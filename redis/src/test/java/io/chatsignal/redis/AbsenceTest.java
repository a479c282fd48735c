package io.chatsignal.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class AbsenceTest {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final Absence absence = new Absence(0);
  private long now;

  private long lately() {
    return absence.lately(now) / SECOND;
  }

  private void there(int seconds) {
    for (int i = 0; i < 10 * seconds; i++) {
      now += SECOND / 10;
      absence.end(now);
    }
  }

  private void away(int seconds) {
    now += seconds * SECOND;
  }

  @Test
  void whatGoesOnCountsAndWhatIsOver() {
    there(1000);
    assertThat(lately()).isZero();
    away(100);
    assertThat(lately()).isEqualTo(100);
    there(60);
    away(30);
    assertThat(lately()).isEqualTo(130);
    there(60);
    assertThat(lately()).isEqualTo(130);
  }

  @Test
  void whatWasLongAgoIsForgotten() {
    away(100);
    there(300);
    assertThat(lately()).isEqualTo(100);
    there(101);
    assertThat(lately()).isZero();
  }

  @Test
  void isTenMinutesAtMostHoweverOftenItHappens() {
    for (int i = 0; i < 100; i++) {
      away(20);
      there(120);
    }
    assertThat(lately()).isEqualTo(600);
    away(7000);
    assertThat(lately()).isEqualTo(600);
  }
}

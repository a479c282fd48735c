package io.chatsignal.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class OpenerTest {
  private final AtomicInteger started = new AtomicInteger();

  @Test
  void onlySoManyAreUnderWayAtOnce() {
    Opener opener = new Opener(5, 2, started::incrementAndGet);
    opener.open();
    assertThat(started).hasValue(2);

    opener.finished();
    assertThat(started).hasValue(3);
    for (int i = 0; i < 4; i++) {
      opener.finished();
    }
    assertThat(started).hasValue(5);
  }

  @Test
  void whatFinishesAtOnceDoesNotRecurse() {
    Opener[] opener = new Opener[1];
    opener[0] =
        new Opener(
            100_000,
            1,
            () -> {
              started.incrementAndGet();
              opener[0].finished();
            });

    opener[0].open();

    assertThat(started).hasValue(100_000);
  }
}

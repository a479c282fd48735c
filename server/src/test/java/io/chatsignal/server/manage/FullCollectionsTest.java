package io.chatsignal.server.manage;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FullCollectionsTest {
  private static final long MIB = 1 << 20;
  private static final long SECOND = 1_000_000_000L;

  private long now;
  private long cpu;
  private long live = 40 * MIB;
  private long used = live;
  private int collections;
  private final FullCollections subject =
      new FullCollections(() -> used, () -> cpu, this::collect, now);

  @Test
  void busyServerCollectsWhenAsMuchIsGarbageAsMayBe() {
    used = live + 128 * MIB;
    tickBusy();
    assertThat(collections).isZero();
    used++;
    tickBusy();
    assertThat(collections).isEqualTo(1);
    tickBusy();
    assertThat(collections).as("nothing is left to collect").isEqualTo(1);
  }

  @Test
  void busyServerWithMuchThatLivesLetsAsMuchGather() {
    live = 200 * MIB;
    used = 500 * MIB;
    tickBusy();
    assertThat(collections).isEqualTo(1);
    used = 400 * MIB;
    tickBusy();
    assertThat(collections).isEqualTo(1);
    used++;
    tickBusy();
    assertThat(collections).isEqualTo(2);
  }

  @Test
  void quietServerCollectsWhatIsWorthwhileOnceAMinute() {
    used = live + 11 * MIB;
    for (int i = 1; i < 6; i++) {
      tickQuiet();
    }
    assertThat(collections).as("it has only started").isZero();
    tickQuiet();
    assertThat(collections).isEqualTo(1);
    used = live + 11 * MIB;
    for (int i = 1; i < 6; i++) {
      tickQuiet();
    }
    assertThat(collections).isEqualTo(1);
    tickQuiet();
    assertThat(collections).isEqualTo(2);
  }

  @Test
  void quietServerWithLittleGarbageIsLeftAlone() {
    used = live + 10 * MIB;
    for (int i = 0; i < 100; i++) {
      tickQuiet();
    }
    assertThat(collections).isZero();
  }

  @Test
  void serverThatWorksIsNotQuiet() {
    used = live + 120 * MIB;
    for (int i = 0; i < 100; i++) {
      tickBusy();
    }
    assertThat(collections).isZero();
    tickQuiet();
    assertThat(collections).isEqualTo(1);
  }

  @Test
  void collectionsOfTheCollectorItselfAreNoticed() {
    live = 10 * MIB;
    used = live;
    tickBusy();
    used = live + 128 * MIB + 1;
    tickBusy();
    assertThat(collections).isEqualTo(1);
  }

  private void tickBusy() {
    cpu += SECOND;
    tick();
  }

  private void tickQuiet() {
    cpu += SECOND - 1;
    tick();
  }

  private void tick() {
    now += 10 * SECOND;
    subject.tick(now);
  }

  private void collect() {
    collections++;
    used = live;
  }
}

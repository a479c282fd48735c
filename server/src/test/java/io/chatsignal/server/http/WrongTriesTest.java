package io.chatsignal.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class WrongTriesTest {

  private static final Duration ONE_TRY = Duration.ofSeconds(WrongTries.SECONDS_A_TRY);

  /** Begins shortly before nanoTime wraps around, as it may. */
  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - ONE_TRY.toNanos());

  private final WrongTries tries = new WrongTries(now::get, 100);

  @Test
  void tenAreFreeAndTheNextHasToWait() {
    for (int i = 0; i < WrongTries.BURST; i++) {
      assertThat(tries.wait("10.0.0.1")).isZero();
      tries.count("10.0.0.1");
    }
    assertThat(tries.wait("10.0.0.1")).isEqualTo(ONE_TRY);
    assertThat(tries.wait("10.0.0.2")).isZero();
  }

  @Test
  void waitingGivesOneMoreTry() {
    exhaust("10.0.0.1");
    now.addAndGet(ONE_TRY.toNanos());
    assertThat(tries.wait("10.0.0.1")).isZero();
    tries.count("10.0.0.1");
    assertThat(tries.wait("10.0.0.1")).isEqualTo(ONE_TRY);
  }

  @Test
  void aQuietHourGivesTheWholeAllowanceBack() {
    exhaust("10.0.0.1");
    now.addAndGet(Duration.ofHours(1).toNanos());
    exhaust("10.0.0.1");
    assertThat(tries.wait("10.0.0.1")).isEqualTo(ONE_TRY);
  }

  @Test
  void oneIpv6NetworkIsOneAddress() {
    exhaust("2001:db8:0:1::1");
    assertThat(tries.wait("2001:db8:0:1:ffff::2")).isEqualTo(ONE_TRY);
    assertThat(tries.wait("2001:db8:0:2::1")).isZero();
    assertThat(tries.wait("::ffff:10.0.0.1")).isZero();
    assertThat(tries.wait("fe80::1%eth0")).isZero();
  }

  @Test
  void manyAddressesAtOnceShareOneAllowanceAndABoundedMemory() {
    for (int i = 0; i < 100_000; i++) {
      tries.count("2001:db8:" + Integer.toHexString(i >> 8) + ":" + (i & 0xff) + "::1");
    }
    assertThat(tries.addresses()).isLessThanOrEqualTo(101);
    assertThat(tries.wait("10.9.9.9")).isPositive();

    now.addAndGet(Duration.ofDays(365).toNanos());
    tries.count("10.9.9.9");
    assertThat(tries.wait("10.9.9.9")).isZero();
    assertThat(tries.addresses()).isEqualTo(1);
  }

  private void exhaust(String address) {
    for (int i = 0; i < WrongTries.BURST; i++) {
      assertThat(tries.wait(address)).isZero();
      tries.count(address);
    }
  }
}

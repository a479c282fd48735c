package io.chatsignal.signaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TokenBucketTest {
  private static final long SECOND = 1_000_000_000L;

  private static int takeAll(TokenBucket bucket, long nowNanos) {
    int taken = 0;
    while (taken < 10_000 && bucket.take(nowNanos)) {
      taken++;
    }
    return taken;
  }

  @Test
  void letsABurstThroughAndThenTheRate() {
    TokenBucket bucket = new TokenBucket(new Rate(20, 60), 0);
    assertThat(takeAll(bucket, 0)).isEqualTo(60);
    assertThat(takeAll(bucket, SECOND / 20 - 1)).isZero();
    assertThat(takeAll(bucket, SECOND / 20)).isEqualTo(1);
    assertThat(takeAll(bucket, SECOND + SECOND / 20)).isEqualTo(20);
  }

  @Test
  void holdsNoMoreThanABurst() {
    TokenBucket bucket = new TokenBucket(new Rate(20, 60), 0);
    assertThat(takeAll(bucket, 1000 * SECOND)).isEqualTo(60);
  }

  @Test
  void isNotTroubledByAClockThatWrapsAround() {
    long now = Long.MAX_VALUE - SECOND / 2;
    TokenBucket bucket = new TokenBucket(new Rate(10, 10), now);
    assertThat(takeAll(bucket, now)).isEqualTo(10);
    assertThat(takeAll(bucket, now + SECOND)).isEqualTo(10);
  }

  @Test
  void withoutARateLetsEverythingThrough() {
    assertThat(takeAll(new TokenBucket(new Rate(0, 1), 0), 0)).isEqualTo(10_000);
  }

  @Test
  void takesNoRateThatMakesNoSense() {
    assertThatThrownBy(() -> new Rate(-1, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Rate(1, 0)).isInstanceOf(IllegalArgumentException.class);
  }
}

package io.chatsignal.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LeaseTest {
  private final LoopRig rig = new LoopRig();

  @AfterEach
  void stop() {
    rig.close();
  }

  private void refresh() {
    rig.on(rig.lease::refresh);
    rig.settle();
  }

  private void score(String name, long millis) {
    rig.redis.tell("ZADD %s %d %s".formatted(rig.site.keys().nodes(), millis, name));
  }

  private String score(String name) {
    return rig.redis.tell("ZSCORE " + rig.site.keys().nodes() + " " + name);
  }

  @Test
  void whoeverCleansUpAndDiesItselfIsFollowedWithinALease() {
    score("gone", 1);
    refresh();
    assertThat(rig.dead).containsExactly("gone");
    refresh();
    assertThat(rig.dead).containsExactly("gone");
    await()
        .until(() -> {
          refresh();
          return rig.dead.size() == 2;
        });
    assertThat(rig.dead).containsOnly("gone");
  }

  @Test
  void whoeverCleansUpStaysInChargeUntilItsOwnLeaseEnds() {
    score("gone", 1);
    refresh();
    assertThat(score("!gone")).isEqualTo(score("here"));
    rig.inCharge.add("gone");
    String before = score("here");
    await()
        .until(() -> {
          refresh();
          return !score("here").equals(before);
        });
    assertThat(score("!gone")).isEqualTo(score("here"));
    assertThat(rig.inCharge).containsExactly("gone");
    assertThat(rig.dead).containsExactly("gone");
  }

  @Test
  void aRedisThatHasLostItsDataIsTakenForANewOneWhileTheLeaseIsGood() {
    refresh();
    assertThat(rig.good).hasValue(1);
    rig.redis.tell("FLUSHALL");
    refresh();
    assertThat(rig.good).hasValue(2);
    refresh();
    assertThat(rig.good).hasValue(2);
  }

  @Test
  void aChargeThatRedisHasForgottenIsGivenUp() {
    rig.inCharge.add("gone");
    refresh();
    assertThat(rig.inCharge).isEmpty();
    assertThat(score("!gone")).startsWith("$-1");
  }

  @Test
  void aNodeThatWasTakenForDeadKeepsNobodyAliveByAsking() {
    String renewal = rig.redis.tell("ZRANGE " + rig.site.keys().nodes() + " 0 -1");
    assertThat(renewal).contains("#");
    score("!here", Long.MAX_VALUE / 2);
    score("silent", 1);
    score(renewal.substring(renewal.indexOf('#')).lines().findFirst().orElseThrow(), 1);
    refresh();
    assertThat(score("silent")).contains("\r\n1\r\n");
  }

  @Test
  void aNodeThatWasTakenForDeadDoesNotAskMoreAndMoreOften() {
    score("!here", Long.MAX_VALUE / 2);
    for (int i = 0; i < 50; i++) {
      refresh();
    }
    long before = rig.redis.calls("evalsha");
    await().until(() -> rig.redis.calls("evalsha") >= before + 2);
    assertThat(rig.redis.calls("evalsha")).isLessThan(before + 5);
  }
}

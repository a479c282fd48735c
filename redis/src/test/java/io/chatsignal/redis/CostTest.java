package io.chatsignal.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chatsignal.testkit.RedisProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What the doings of peers cost Redis, by its own count. The page on many nodes repeats it. */
class CostTest {
  private static final int TIMES = 15;
  private static final List<String> COUNTED = List.of("evalsha", "sadd", "srem", "xadd", "pexpire");

  /** Renewing leases and the like, while a measurement lasts. */
  private static final long BESIDES = 8;

  @Test
  void eachStepIsOneScriptAndOneEntryForEachOtherNode() {
    try (RedisProcess redis = new RedisProcess()) {
      RedisConfig config = RedisConfig.of(redis.url()).withLease(Duration.ofSeconds(60));
      try (TestNode a = new TestNode(config).ready();
          TestNode b = new TestNode(config).ready()) {
        List<TestNode.Client> clients = new ArrayList<>();
        Map<String, Long> connecting = cost(redis, () -> clients.addAll(two(a, b)));
        TestNode.Client ann = clients.getFirst();
        TestNode.Client bob = clients.getLast();
        Map<String, Long> creating = cost(redis, () -> each(room -> ann.create(room).join()));
        Map<String, Long> asking = cost(redis, () -> each(room -> bob.join(room).join()));
        await().until(() -> ann.seen.size() == TIMES);
        Map<String, Long> accepting = cost(redis, () -> each(room -> ann.accept(room, bob).join()));
        await().until(() -> bob.seen.size() == TIMES);
        Map<String, Long> relaying =
            cost(redis, () -> each(room -> bob.relay(room, ann, "1").join()));
        Map<String, Long> leaving = cost(redis, () -> each(room -> bob.leave(room).join()));
        System.out.printf(
            "CostTest, %d times: connect %s, create %s, ask %s, accept %s, relay %s, leave %s%n",
            TIMES, connecting, creating, asking, accepting, relaying, leaving);
        for (Map<String, Long> free : List.of(connecting, creating)) {
          assertThat(free.get("xadd")).isZero();
        }
        for (Map<String, Long> one : List.of(asking, accepting, relaying, leaving)) {
          assertThat(one.get("xadd")).isEqualTo(TIMES);
        }
        assertThat(relaying.get("evalsha")).isLessThan(BESIDES);
        for (Map<String, Long> one : List.of(creating, accepting, leaving)) {
          assertThat(one.get("evalsha")).isBetween((long) TIMES, TIMES + BESIDES);
        }
        // The first peer of a node in a room has to learn what is there.
        assertThat(asking.get("evalsha")).isBetween(2L * TIMES, 2 * TIMES + BESIDES);
      }
    }
  }

  /**
   * Peers of both nodes; they connect and authenticate as many times as everything else is done.
   */
  private static List<TestNode.Client> two(TestNode a, TestNode b) {
    for (int i = 1; i < TIMES; i++) {
      a.enter().disconnect();
    }
    return List.of(a.enter(), b.enter());
  }

  private static void each(Consumer<String> of) {
    for (int i = 0; i < TIMES; i++) {
      of.accept("room" + i);
    }
  }

  private static Map<String, Long> cost(RedisProcess redis, Runnable doing) {
    Map<String, Long> cost = new LinkedHashMap<>();
    COUNTED.forEach(command -> cost.put(command, -redis.calls(command)));
    doing.run();
    long[] last = {-1};
    await()
        .pollInterval(Duration.ofMillis(100))
        .until(() -> last[0] == (last[0] = redis.calls("xadd")));
    COUNTED.forEach(command -> cost.merge(command, redis.calls(command), Long::sum));
    return cost;
  }
}

package io.chatsignal.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chatsignal.testkit.RedisProcess;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a relay costs does not depend on how many nodes there are. */
class ScaleTest {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final int PAIRS = 6;
  private static final int ALONE = 300;
  private static final int TOGETHER = Integer.getInteger("scale.relays", 24_000);

  /** Two in a room, each on a node of its own where there are several. */
  private record Pair(String room, TestNode.Client from, TestNode.Client to) {
    CompletableFuture<?> relay(int number) {
      return from.relay(room, to, Integer.toString(number));
    }
  }

  @Test
  void aRelayToAnotherNodeIsOneEntryHoweverManyNodesThereAre() {
    try (RedisProcess redis = new RedisProcess()) {
      // The first one warms up.
      List.of(2, 1, 2, 3, 4).forEach(nodes -> measure(redis, nodes));
    }
  }

  private static void measure(RedisProcess redis, int count) {
    RedisConfig config =
        RedisConfig.of(redis.url())
            .withPrefix("t" + System.nanoTime() + ":")
            .withLease(Duration.ofSeconds(60));
    List<TestNode> nodes = Stream.generate(() -> new TestNode(config)).limit(count).toList();
    nodes.forEach(TestNode::ready);
    List<Pair> pairs = IntStream.range(0, PAIRS).mapToObj(i -> pair(nodes, i)).toList();
    long before = redis.calls("xadd");
    IntStream.range(0, ALONE).forEach(i -> pairs.get(i % PAIRS).relay(i).join());
    long entries = redis.calls("xadd") - before;
    assertThat(entries).isEqualTo(count == 1 ? 0 : ALONE);
    report(count, entries, redis, pairs);
    nodes.forEach(TestNode::close);
  }

  private static Pair pair(List<TestNode> nodes, int i) {
    TestNode.Client from = nodes.get(i % nodes.size()).enter();
    TestNode.Client to = nodes.get((i + 1) % nodes.size()).enter();
    String room = "room" + i;
    from.create(room).join();
    to.enter(room, from);
    return new Pair(room, from, to);
  }

  /** All at once, as fast as it goes: what comes of it depends on the machine, and is printed. */
  private static void report(int count, long entries, RedisProcess redis, List<Pair> pairs) {
    long xadds = redis.calls("xadd");
    long cpu = cpuNanos();
    long start = System.nanoTime();
    List<CompletableFuture<?>> answers = new ArrayList<>();
    for (int i = 0; i < TOGETHER; i++) {
      answers.add(pairs.get(i % PAIRS).relay(i));
    }
    answers.forEach(CompletableFuture::join);
    int each = TOGETHER / PAIRS;
    await()
        .atMost(LONG)
        .until(() -> pairs.stream().allMatch(pair -> pair.to().seen.size() >= each));
    double seconds = (System.nanoTime() - start) / 1e9;
    System.out.printf(
        "ScaleTest: %d nodes: %.2f entries a relay alone; under load %.2f, %.0f µs of CPU, %.0f/s%n",
        count,
        (double) entries / ALONE,
        (double) (redis.calls("xadd") - xadds) / TOGETHER,
        (double) TimeUnit.NANOSECONDS.toMicros(cpuNanos() - cpu) / TOGETHER,
        TOGETHER / seconds);
  }

  private static long cpuNanos() {
    return ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class)
        .getProcessCpuTime();
  }
}

package io.chatsignal.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chatsignal.signaling.Answer;
import io.chatsignal.testkit.RedisProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A real cluster of three shards. */
class RedisShardsTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  @Test
  void roomsAndInboxesSpreadOverAClusterOfThreeShards() {
    List<RedisProcess> shards = new ArrayList<>();
    try {
      for (int i = 0; i < 3; i++) {
        shards.add(RedisProcess.shard());
      }
      meet(shards);
      String url =
          shards.stream()
              .map(shard -> "127.0.0.1:" + shard.port())
              .collect(Collectors.joining(",", "redis://", ""));
      RedisConfig config = RedisConfig.of(url);
      try (TestNode a = new TestNode(config).ready();
          TestNode b = new TestNode(config).ready()) {
        for (int i = 0; i < 30; i++) {
          TestNode.Client ann = a.enter();
          TestNode.Client bob = b.enter();
          String room = "room" + i;
          assertThat(ann.create(room).join()).isInstanceOf(Answer.Created.class);
          bob.enter(room, ann);
          ann.relay(room, bob, "1").join();
          await().atMost(LONG).until(() -> bob.relays().equals(List.of("1")));
        }
        assertThat(shards)
            .allMatch(shard -> shard.keys().stream().anyMatch(key -> key.contains("room:")));
      }
    } finally {
      shards.forEach(RedisProcess::close);
    }
  }

  /** Gives each shard its slots, and makes them known to each other. */
  private static void meet(List<RedisProcess> shards) {
    int slots = 16384;
    for (int i = 0; i < shards.size(); i++) {
      RedisProcess shard = shards.get(i);
      int from = slots * i / shards.size();
      int to = slots * (i + 1) / shards.size() - 1;
      shard.tell("CLUSTER ADDSLOTSRANGE " + from + " " + to);
      shard.tell("CLUSTER SET-CONFIG-EPOCH " + (i + 1));
      RedisProcess first = shards.getFirst();
      shard.tell("CLUSTER MEET 127.0.0.1 " + first.port() + " " + first.busPort());
    }
    for (RedisProcess shard : shards) {
      await()
          .atMost(LONG)
          .until(() ->
              shard.tell("CLUSTER INFO").contains("cluster_state:ok")
                  && shard.tell("CLUSTER INFO").contains("cluster_known_nodes:3"));
    }
  }
}

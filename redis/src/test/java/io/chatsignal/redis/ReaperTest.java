package io.chatsignal.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chatsignal.signaling.RoomKey;
import io.chatsignal.signaling.RoomName;
import io.chatsignal.testkit.RedisProcess;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ReaperTest {
  private static final int ROOMS = 1000;

  @Test
  void whoeverTakesLongWithADeadNodeStaysInChargeWhileItGoesOn() {
    try (RedisProcess redis = new RedisProcess()) {
      RedisConfig config = RedisConfig.of(redis.url()).withLease(Duration.ofSeconds(60));
      Keys keys = new Keys(config.prefix());
      for (int i = 0; i < ROOMS; i++) {
        String room = Names.of(new RoomKey("", new RoomName("room" + i)));
        redis.tell("SADD %s %s".formatted(keys.rooms("gone"), room));
      }
      redis.tell("ZADD %s 1 gone".formatted(keys.nodes()));
      try (TestNode node = new TestNode(config).ready()) {
        await().until(() -> redis.keys().stream().noneMatch(key -> key.contains("gone")));
        // One as the node begins, one as it is put in charge, and one after each part but the last.
        await().until(() -> redis.calls("zadd") > 5);
        String nodes = redis.tell("ZRANGE %s 0 -1".formatted(keys.nodes()));
        assertThat(nodes).contains(node.node.tag()).doesNotContain("gone");
      }
    }
  }
}

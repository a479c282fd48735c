package io.chatsignal.server.signal;

import io.chatsignal.redis.RedisConfig;
import io.chatsignal.testkit.RedisProcess;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The same with clients on three nodes that meet in a real Redis. */
class LiveRoomsOverRedisTest extends LiveRoomsTest {
  private static RedisProcess redis;

  @BeforeAll
  static void startRedis() {
    redis = new RedisProcess();
  }

  @AfterAll
  static void stopRedis() {
    redis.close();
  }

  @Override
  List<SignalService> nodes() {
    RedisConfig config = RedisConfig.of(redis.url()).withPrefix("t" + System.nanoTime() + ":");
    return List.of(node().join(config), node().join(config), node().join(config));
  }
}

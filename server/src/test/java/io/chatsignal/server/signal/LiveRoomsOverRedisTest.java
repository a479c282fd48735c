package io.chatsignal.server.signal;

import io.chatsignal.redis.RedisConfig;
import io.chatsignal.testkit.RedisProcess;
import io.chatsignal.transport.SocketServer;
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

  private final String prefix = "t" + System.nanoTime() + ":";

  @Override
  int nodes() {
    return 3;
  }

  @Override
  void join(SignalService service, SocketServer server) {
    service.join(RedisConfig.of(redis.url()).withPrefix(prefix), server);
  }
}

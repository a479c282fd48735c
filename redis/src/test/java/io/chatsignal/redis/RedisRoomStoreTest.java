package io.chatsignal.redis;

import static org.awaitility.Awaitility.await;

import io.chatsignal.signaling.Directory;
import io.chatsignal.signaling.PeerEvent;
import io.chatsignal.signaling.PeerId;
import io.chatsignal.signaling.RoomLimits;
import io.chatsignal.signaling.RoomStore;
import io.chatsignal.signaling.RoomStoreContract;
import io.chatsignal.testkit.RedisProcess;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;

class RedisRoomStoreTest extends RoomStoreContract {
  private static RedisProcess redis;

  private final List<RedisNode> nodes = new ArrayList<>();

  @BeforeAll
  static void startRedis() {
    redis = new RedisProcess();
  }

  @AfterAll
  static void stopRedis() {
    redis.close();
  }

  @AfterEach
  void closeNodes() {
    nodes.forEach(RedisNode::close);
  }

  private record Everybody(Directory directory) implements LocalPeers {
    @Override
    public boolean has(PeerId peer) {
      return true;
    }

    @Override
    public void deliver(Collection<PeerId> to, PeerEvent event) {
      directory.deliver(to, event);
    }
  }

  @Override
  protected RoomStore newStore(RoomLimits limits, Directory directory) {
    RedisConfig config = RedisConfig.of(redis.url()).withPrefix("test" + System.nanoTime() + ":");
    RedisNode node =
        new RedisNode(config, limits, new Everybody(directory), LocalSessions.NONE).start();
    nodes.add(node);
    await().until(node::isReady);
    return node.rooms();
  }
}

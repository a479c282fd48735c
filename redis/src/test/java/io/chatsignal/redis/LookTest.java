package io.chatsignal.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chatsignal.signaling.PeerId;
import io.chatsignal.signaling.RoomKey;
import io.chatsignal.signaling.RoomLimits;
import io.chatsignal.signaling.RoomName;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whoever waits for news of a room hears whether there is any. */
class LookTest {
  private static final RoomKey DEN = new RoomKey("", new RoomName("den"));

  private final LoopRig rig = new LoopRig();
  private final List<Boolean> told = new CopyOnWriteArrayList<>();
  private boolean mayWrite;
  private final RedisRoomStore rooms =
      new RedisRoomStore(RoomLimits.defaults(), new NoPeers(), rig.site, rig.link, new Cluster());

  private final class Cluster implements RedisRoomStore.Cluster {
    @Override
    public boolean mayWrite() {
      return mayWrite;
    }

    @Override
    public long redisMillisAt(OptionalLong nanos) {
      return Long.MAX_VALUE;
    }

    @Override
    public void announce(RoomKey key, ReplicaHost.Made made) {}

    @Override
    public void skipped(RoomKey key) {}

    @Override
    public void placed(Map<PeerId, String> moved) {}
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  @Test
  void thatTheLeaseWasLostBefore() {
    rig.on(() -> rooms.look(DEN, told::add));
    assertThat(told).isEmpty();
    rig.on(rooms::fence);
    assertThat(told).containsExactly(false);
  }

  @Test
  void onceRedisHasAnswered() {
    mayWrite = true;
    rig.on(() -> rooms.look(DEN, told::add));
    await().until(() -> told.equals(List.of(true)));
  }
}

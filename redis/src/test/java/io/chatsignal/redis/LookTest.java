package io.chatsignal.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chatsignal.signaling.Opaque;
import io.chatsignal.signaling.PeerEvent;
import io.chatsignal.signaling.PeerId;
import io.chatsignal.signaling.RoomCommand;
import io.chatsignal.signaling.RoomKey;
import io.chatsignal.signaling.RoomLimits;
import io.chatsignal.signaling.RoomName;
import io.chatsignal.signaling.Step;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What comes of looking at a room, and of not being able to. */
class LookTest {
  private static final RoomKey DEN = new RoomKey("", new RoomName("den"));

  private static final PeerId ANN = new PeerId("here.ann");

  private final LoopRig rig = new LoopRig();
  private final List<Boolean> told = new CopyOnWriteArrayList<>();
  private boolean mayWrite;
  private final RedisRoomStore rooms =
      new RedisRoomStore(RoomLimits.defaults(), new Ann(), rig.site, rig.link, new Cluster());

  /** The only peer that this node has. */
  private static final class Ann implements LocalPeers {
    @Override
    public boolean has(PeerId peer) {
      return peer.equals(ANN);
    }

    @Override
    public void deliver(Collection<PeerId> to, PeerEvent event) {}
  }

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

  /** ANN's place in the room, as Redis has it; this node has lost it. */
  private String lostPlace() {
    RoomCommand create = new RoomCommand.Create(DEN, ANN, Opaque.NONE);
    CompletableFuture<Step> made = new CompletableFuture<>();
    mayWrite = true;
    rig.on(() ->
        rooms.submit(new Pending(create, made::complete, OptionalLong.empty(), rig.site.tag())));
    assertThat(LoopRig.soon(made)).isInstanceOf(Step.Changed.class);
    rig.on(rooms::fence);
    assertThat(placesInRedis()).contains("m" + ANN.value());
    return ANN.value();
  }

  private String placesInRedis() {
    return rig.redis.tell("HKEYS " + rig.site.keys().room(DEN));
  }

  @Test
  void aPlaceThatWasLostWithTheLeaseIsGivenUpWhereRedisStillHasIt() {
    String lost = lostPlace();
    rig.on(rooms::leaseGood);
    await().until(() -> !placesInRedis().contains(lost));
    await().until(() -> rig.on(rooms::isEmpty));
  }

  @Test
  void andWhereAnotherNodeSaysSomethingOfTheRoom() {
    String lost = lostPlace();
    rig.on(() -> rooms.announced(DEN, 1, List.of("a step")));
    await().until(() -> !placesInRedis().contains(lost));
  }
}

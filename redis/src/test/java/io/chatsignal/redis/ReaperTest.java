package io.chatsignal.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chatsignal.signaling.Limits;
import io.chatsignal.signaling.PeerId;
import io.chatsignal.signaling.RoomKey;
import io.chatsignal.signaling.RoomName;
import io.chatsignal.signaling.Step;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReaperTest {
  private static final int SEVERAL_PAGES = 1000;

  private final LoopRig rig = new LoopRig();
  private final RedisRoomStore rooms =
      new RedisRoomStore(
          Limits.defaults().rooms(), new NoPeers(), rig.site, rig.link, new Cluster());
  private final List<String> announced = new CopyOnWriteArrayList<>();
  private final Reaper reaper = new Reaper(rig.site, rig.link, rooms, rig.lease);
  private final String names = rig.site.keys().rooms("gone");

  private final class Cluster implements RedisRoomStore.Cluster {
    @Override
    public boolean mayWrite() {
      return rig.lease.isGood();
    }

    @Override
    public long redisMillisAt(OptionalLong nanos) {
      return rig.lease.redisMillisAt(nanos);
    }

    @Override
    public void announce(RoomKey key, ReplicaHost.Made made) {
      announced.add(Message.steps(key, made));
    }

    @Override
    public void skipped(RoomKey key) {}

    @Override
    public void placed(Map<PeerId, String> moved) {}
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  private void register(String name) {
    rig.redis.tell("SADD " + names + " " + name);
  }

  private boolean isForgotten() {
    return rig.redis.keys().stream().noneMatch(key -> key.contains("gone"))
        && rig.on(reaper::inCharge).isEmpty();
  }

  @Test
  void aDeadNodeIsForgottenWhateverItsRoomsAreCalled() {
    for (int i = 0; i < SEVERAL_PAGES; i++) {
      register(Names.of(new RoomKey("", new RoomName("room" + i))));
    }
    register("nonsense");
    rig.open("gone");
    rig.keepLease();
    rig.on(() -> reaper.reap("gone"));
    await().until(this::isForgotten);
  }

  @Test
  void nothingIsDoneWhileTheLeaseIsInDoubt() {
    register("nonsense");
    rig.on(() -> {
      reaper.reap("gone");
      rig.lease.doubt();
    });
    rig.settle();
    rig.settle();
    assertThat(rig.redis.keys()).contains(names);
    assertThat(rig.on(reaper::inCharge)).containsExactly("gone");
    rig.on(rig.lease::refresh);
    await().until(this::isForgotten);
  }

  @Test
  void nothingMoreIsDoneForANodeThatOthersAreInChargeOf() {
    register("nonsense");
    rig.on(() -> {
      reaper.reap("gone");
      reaper.stop();
      reaper.reap("gone");
      reaper.stop(List.of("gone"));
    });
    rig.settle();
    rig.settle();
    assertThat(rig.redis.keys()).contains(names);
  }

  @Test
  void whatOneDidWhoDiedBeforeItCouldSaySoIsSaidByTheNext() {
    RoomKey den = new RoomKey("", new RoomName("den"));
    rig.keepLease();
    try (TestNode node = new TestNode(RedisConfig.of(rig.redis.url())).ready()) {
      TestNode.Client ann = node.enter();
      TestNode.Client bob = node.enter();
      ann.create("den").join();
      bob.enter("den", ann);
      CompletableFuture<Step> left = new CompletableFuture<>();
      NodeTag there = new NodeTag(node.node.tag());
      rig.on(() -> rooms.submit(Pending.leave(den, bob.id(), there, left::complete)));
      LoopRig.soon(left);
      await().until(() -> !announced.isEmpty());
      announced.clear();
      assertThat(ann.left(bob.id())).isZero();
      register(Names.of(den));
      rig.on(() -> reaper.reap("gone"));
      await().until(this::isForgotten);
      assertThat(announced).hasSize(1);
      String head = new Pieces.Writer().add("here").add(1).add(Long.MAX_VALUE / 2).text();
      String body = new Pieces.Writer().add(announced.getFirst()).text();
      String inbox = rig.site.keys().inbox(node.node.tag());
      rig.redis.tell("XADD " + inbox + " * h " + head + " m " + body);
      await().until(() -> ann.left(bob.id()) == 1);
    }
  }
}

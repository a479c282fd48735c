package io.chatsignal.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatsignal.signaling.PeerEvent;
import io.chatsignal.signaling.PeerId;
import io.chatsignal.signaling.RoomKey;
import io.chatsignal.signaling.RoomLimits;
import io.chatsignal.signaling.RoomName;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** A room whose Redis answers when the test says so. */
class ReplicaTest {
  private static final List<String> NO_NEWS = List.of("done", "0");

  private final Deque<Consumer<List<String>>> asked = new ArrayDeque<>();
  private final List<String> told = new ArrayList<>();
  private final Replica replica =
      new Replica(new RoomKey("", new RoomName("den")), new Host(new NodeTag("here")));

  private record Looker(List<String> told, String name) implements Consumer<Boolean> {
    @Override
    public void accept(Boolean found) {
      told.add(name + " " + found);
    }
  }

  private void look(String name) {
    replica.look(new Looker(told, name));
  }

  private void answer(List<String> answer) {
    asked.remove().accept(answer);
  }

  @Test
  void whoLooksWhileRedisIsBeingAskedWaitsForTheNextAnswer() {
    look("ann");
    look("bob");
    look("cleo");
    answer(NO_NEWS);
    assertThat(told).containsExactly("ann true");
    look("dan");
    answer(NO_NEWS);
    assertThat(told).containsExactly("ann true", "bob true", "cleo true");
    answer(NO_NEWS);
    assertThat(told).endsWith("dan true");
    assertThat(asked).isEmpty();
  }

  @Test
  void whoLooksWaitsForAnAnswer() {
    look("ann");
    answer(List.of());
    assertThat(told).isEmpty();
    replica.go();
    answer(NO_NEWS);
    assertThat(told).containsExactly("ann true");
  }

  private final class Host implements ReplicaHost {
    private final NodeTag tag;

    Host(NodeTag tag) {
      this.tag = tag;
    }

    @Override
    public NodeTag tag() {
      return tag;
    }

    @Override
    public RoomLimits limits() {
      return RoomLimits.defaults();
    }

    @Override
    public boolean mayWrite() {
      return true;
    }

    @Override
    public long redisMillisAt(OptionalLong nanos) {
      return Long.MAX_VALUE;
    }

    @Override
    public void whenFree(Runnable task) {
      task.run();
    }

    @Override
    public void free() {}

    @Override
    public void step(RoomKey key, StepCall call, Consumer<List<String>> answer) {
      asked.add(answer);
    }

    @Override
    public void restore(StoredRoom room, String maker, Consumer<Boolean> done) {}

    @Override
    public void register(RoomKey key) {}

    @Override
    public void placed(Map<PeerId, String> moved) {}

    @Override
    public void deliver(List<PeerId> to, PeerEvent event) {}

    @Override
    public void skipped(RoomKey key) {}

    @Override
    public void announce(RoomKey key, Made made) {}

    @Override
    public void tryLater(Replica replica) {}

    @Override
    public void retire(Replica replica, boolean registered) {}
  }
}

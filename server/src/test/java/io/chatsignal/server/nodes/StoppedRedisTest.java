package io.chatsignal.server.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Redis is gone for half a minute and comes back: with its data for one deployment, and empty. */
class StoppedRedisTest {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final long AWAY_SECONDS = Long.getLong("redis.away.seconds", 30);
  private static final String ROOM = "den";

  /** How Redis comes back. */
  private enum Return {
    WITH_ITS_DATA,
    EMPTY
  }

  /** Two nodes with two callers each, all in one room, and one more that has not joined. */
  private static final class Scene implements AutoCloseable {
    private final Return how;
    private final Deployment deployment = new Deployment();
    private final Node a = deployment.start();
    private final Node b = deployment.start();
    private final List<Caller> members = new ArrayList<>();
    private final List<CompletableFuture<String>> early = new ArrayList<>();
    private Caller outsider;
    private long slowestRefusal;

    Scene(Return how) {
      this.how = how;
      for (Node node : List.of(a.listening(), a, b.listening(), b)) {
        members.add(Caller.at(node));
      }
      ann().createSurely(ROOM);
      members.subList(1, 4).forEach(each -> each.joinSurely(ROOM));
      outsider = Caller.at(a);
    }

    private Caller ann() {
      return members.get(0);
    }

    private Caller bea() {
      return members.get(1);
    }

    private Caller bob() {
      return members.get(2);
    }

    void stop() {
      deployment.redis.kill();
      // What is said to another node in the first moments waits.
      for (int i = 0; i < 50; i++) {
        early.add(ann().relay(ROOM, bob(), "early" + i));
      }
    }

    void isAway() {
      assertThat(Caller.isDone(ann().relay(ROOM, bea(), "inside"))).isTrue();
      refused(outsider.create("other"));
      refused(outsider.join(ROOM));
    }

    private void refused(CompletableFuture<String> answer) {
      long start = System.nanoTime();
      assertThat(answer.join()).contains("unavailable");
      long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
      slowestRefusal = Math.max(slowestRefusal, millis);
    }

    void comeBack() {
      // Somebody leaves while nobody can be told.
      members.get(3).close();
      if (how == Return.EMPTY) {
        deployment.redis.forgetData();
      }
      deployment.redis.start();
      long start = System.nanoTime();
      await().atMost(LONG).pollInterval(Duration.ofMillis(20)).until(this::works);
      System.out.printf(
          "StoppedRedisTest: %s: refused after %d ms at most; works again %d ms after its return%n",
          how, slowestRefusal, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
    }

    private boolean works() {
      return Caller.isDone(outsider.create("again" + System.nanoTime()));
    }

    void check() {
      String lost = members.get(3).id();
      List<Caller> left = members.subList(0, 3);
      await().atMost(LONG).until(() -> left.stream().allMatch(each -> each.left(ROOM, lost) == 1));
      List<String> expected = IntStream.range(0, 50).mapToObj(i -> "early" + i).toList();
      assertThat(early).allMatch(Caller::isDone);
      await().atMost(LONG).until(() -> earlyOnes().size() >= expected.size());
      assertThat(earlyOnes()).isEqualTo(expected);
      outsider.joinSurely(ROOM);
      assertThat(outsider.told("room-join-accept", ROOM).getLast().peers())
          .containsExactlyInAnyOrderElementsOf(left.stream().map(Caller::id).toList());
      for (Caller each : left) {
        assertThat(each.isGone()).isFalse();
        assertThat(each.told("room-kicked")).isEmpty();
        assertThat(each.told("room-user-leave")).hasSize(1);
      }
      assertThat(Caller.isDone(bob().relay(ROOM, ann(), "after"))).isTrue();
      await().until(() -> ann().messages(ROOM).contains("after"));
      assertThat(a.isAlive() && b.isAlive()).isTrue();
    }

    private List<String> earlyOnes() {
      return bob().messages(ROOM).stream().filter(each -> each.startsWith("early")).toList();
    }

    @Override
    public void close() {
      members.forEach(Caller::close);
      deployment.close();
    }
  }

  @Test
  void callsGoOnAndRoomsAreAsTheyShouldBeWhenItIsBack() {
    try (Scene kept = new Scene(Return.WITH_ITS_DATA);
        Scene emptied = new Scene(Return.EMPTY)) {
      List<Scene> both = List.of(kept, emptied);
      both.forEach(Scene::stop);
      long back = System.nanoTime() + TimeUnit.SECONDS.toNanos(AWAY_SECONDS);
      while (System.nanoTime() - back < 0) {
        both.forEach(Scene::isAway);
      }
      both.forEach(Scene::comeBack);
      both.forEach(Scene::check);
    }
  }
}

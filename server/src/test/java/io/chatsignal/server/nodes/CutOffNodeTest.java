package io.chatsignal.server.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chatsignal.testkit.DropProxy;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A node is cut off from Redis for longer than its lease, or stands still, and comes back. */
class CutOffNodeTest {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final String ROOM = "den";

  private final Deployment deployment = new Deployment();
  private final DropProxy way = new DropProxy(deployment.redis.port());
  private final Node a = deployment.start();
  private final Node b = deployment.start(way.url());
  private Caller ann;
  private Caller bea;
  private Caller bob;

  @BeforeEach
  void start() {
    a.listening();
    b.listening();
    ann = Caller.at(b).createSurely(ROOM);
    bea = Caller.at(b).joinSurely(ROOM);
    bob = Caller.at(a).joinSurely(ROOM);
  }

  @AfterEach
  void stop() {
    List.of(ann, bea, bob).forEach(Caller::close);
    way.close();
    deployment.close();
  }

  @Test
  void aNodeWhoseTrafficWasDroppedTellsItsPeersAndBeginsAnew() {
    lettingGo(_ -> way.cut(), _ -> way.heal(), true);
  }

  @Test
  void aNodeThatStoodStillTellsItsPeersAndBeginsAnew() {
    lettingGo(Node::freeze, Node::thaw, false);
  }

  private void lettingGo(Consumer<Node> cut, Consumer<Node> heal, boolean goesOnInside) {
    cut.accept(b);
    await()
        .atMost(LONG)
        .until(() -> bob.left(ROOM, ann.id()) == 1 && bob.left(ROOM, bea.id()) == 1);
    assertThat(owners(bob)).containsExactly(bob.id());
    if (goesOnInside) {
      assertThat(Caller.isDone(ann.relay(ROOM, bea, "inside"))).isTrue();
    }
    heal.accept(b);
    for (Caller caller : List.of(ann, bea)) {
      await().atMost(LONG).until(() -> caller.told("room-kicked", ROOM).size() == 1);
      // By succession it has no owner but the one that the others know of.
      assertThat(owners(caller)).doesNotContain(bea.id());
      assertThat(caller.isGone()).isFalse();
    }
    ann.told.clear();
    ann.joinSurely(ROOM);
    assertThat(ann.told("room-join-accept", ROOM).getLast().peers()).containsExactly(bob.id());
    assertThat(bob.left(ROOM, ann.id())).isEqualTo(1);
    assertThat(Caller.isDone(bob.relay(ROOM, ann, "welcome back"))).isTrue();
    await().until(() -> ann.messages(ROOM).equals(List.of("welcome back")));
  }

  private static List<String> owners(Caller caller) {
    return caller.told("room-owner-change", ROOM).stream()
        .map(each -> each.field("peer_id"))
        .toList();
  }
}

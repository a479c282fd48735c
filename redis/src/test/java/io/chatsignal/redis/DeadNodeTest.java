package io.chatsignal.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chatsignal.signaling.Answer;
import io.chatsignal.signaling.PeerEvent;
import io.chatsignal.testkit.DropProxy;
import io.chatsignal.testkit.RedisProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DeadNodeTest {
  private static final Duration LEASE = Duration.ofSeconds(2);
  private static final Duration LONG = Duration.ofSeconds(30);

  private final RedisProcess redis = new RedisProcess();
  private final DropProxy proxy = new DropProxy(redis.port());
  private RedisConfig config;
  private TestNode a;
  private TestNode b;

  @BeforeEach
  void start() {
    config = RedisConfig.of(redis.url()).withLease(LEASE);
    a = new TestNode(config).ready();
    b = new TestNode(RedisConfig.of(proxy.url()).withLease(LEASE)).ready();
  }

  @AfterEach
  void stop() {
    a.close();
    b.close();
    proxy.close();
    redis.close();
  }

  @Test
  void thePeersOfADeadNodeLeaveTheirRoomsOnceAndItsKeysGo() {
    TestNode.Client ann = b.enter();
    TestNode.Client bea = b.enter();
    TestNode.Client bob = a.enter();
    TestNode.Client cleo = a.enter();
    ann.create("den").join();
    bea.enter("den", ann);
    bob.enter("den", ann);
    cleo.enter("den", ann);
    b.enter().create("alone").join();
    b.enter().join("den").join();
    b.crash();
    for (TestNode.Client member : List.of(bob, cleo)) {
      await().atMost(LONG).until(() -> member.left(ann.id()) == 1 && member.left(bea.id()) == 1);
      assertThat(member.seen(PeerEvent.OwnerChanged.class)).hasSize(1);
    }
    assertThat(bob.seen(PeerEvent.OwnerChanged.class).getFirst().owner()).isEqualTo(bob.id());
    String tag = NodeTag.of(ann.id());
    await().atMost(LONG).until(() -> redis.keys().stream().noneMatch(key -> key.contains(tag)));
    await().atMost(LONG).until(() -> !redis.tell("ZRANGE chat-signal:nodes 0 -1").contains(tag));
    await().atMost(LONG).until(() -> a.enter().create("alone").join() instanceof Answer.Created);
    assertThat(bob.left(ann.id()) + cleo.left(ann.id())).isEqualTo(2);
  }

  @Test
  void aNodeThatWasCutOffForLongerThanItsLeaseTellsItsClientsAndBeginsAnew() {
    TestNode.Client ann = b.enter();
    TestNode.Client bob = a.enter();
    ann.create("den").join();
    bob.enter("den", ann);
    proxy.cut();
    await().atMost(LONG).until(() -> bob.left(ann.id()) == 1);
    assertThat(bob.seen(PeerEvent.OwnerChanged.class)).hasSize(1);
    assertThat(ann.seen(PeerEvent.Kicked.class)).isEmpty();
    proxy.heal();
    await().atMost(LONG).until(() -> ann.seen(PeerEvent.Kicked.class).size() == 1);
    await().atMost(LONG).until(b.node::isReady);
    ann.enter("den", bob);
    ann.relay("den", bob, "1").join();
    bob.relay("den", ann, "2").join();
    await().until(() -> bob.relays().equals(List.of("1")) && ann.relays().equals(List.of("2")));
    assertThat(bob.left(ann.id())).isEqualTo(1);
    PeerEvent.UserJoined joined = bob.seen(PeerEvent.UserJoined.class).getLast();
    assertThat(joined.room().owners()).containsExactly(bob.id());
  }

  @Test
  void whatIsAskedOfANodeThatIsCutOffIsAnsweredUnavailable() {
    TestNode.Client ann = b.enter();
    TestNode.Client bea = b.enter();
    ann.create("den").join();
    bea.enter("den", ann);
    proxy.cut();
    List<Duration> took = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      long start = System.nanoTime();
      assertThat(b.enter().create("other" + i).join()).isInstanceOf(Answer.Refused.class);
      took.add(Duration.ofNanos(System.nanoTime() - start));
    }
    assertThat(took).allMatch(each -> each.compareTo(Duration.ofSeconds(2)) < 0);
    assertThat(ann.relay("den", bea, "1").join()).isEqualTo(new Answer.Done());
    await().until(() -> bea.relays().equals(List.of("1")));
    await().until(() -> !b.node.isReady());
    proxy.heal();
    await().atMost(LONG).until(b.node::isReady);
  }
}

package io.chatsignal.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chatsignal.signaling.Answer;
import io.chatsignal.signaling.PeerEvent;
import io.chatsignal.signaling.Rejection;
import io.chatsignal.testkit.RedisProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ThreeNodesTest {
  /** A node that is behind by more than that tells its peers the difference, and not each step. */
  private static final int STEPS_KEPT = 100;

  private static final Answer DONE = new Answer.Done();
  private static RedisProcess redis;

  private TestNode a;
  private TestNode b;
  private TestNode c;

  @BeforeAll
  static void startRedis() {
    redis = new RedisProcess();
  }

  @AfterAll
  static void stopRedis() {
    redis.close();
  }

  @BeforeEach
  void startNodes() {
    RedisConfig config = RedisConfig.of(redis.url()).withPrefix("t" + System.nanoTime() + ":");
    a = new TestNode(config).ready();
    b = new TestNode(config).ready();
    c = new TestNode(config).ready();
  }

  @AfterEach
  void stopNodes() {
    a.close();
    b.close();
    c.close();
  }

  @Test
  void aCallGoesAcrossNodes() {
    TestNode.Client ann = a.enter();
    TestNode.Client bob = b.enter();
    TestNode.Client cleo = c.enter();
    assertThat(ann.create("den").join()).isInstanceOf(Answer.Created.class);
    bob.enter("den", ann);
    cleo.enter("den", ann);
    await().until(() -> bob.seen(PeerEvent.UserJoined.class).size() == 1);
    assertThat(cleo.seen(PeerEvent.JoinAccepted.class).getFirst().room().members().keySet())
        .containsExactly(ann.id(), bob.id(), cleo.id());
    assertThat(cleo.relay("den", bob, "\"offer\"").join()).isEqualTo(DONE);
    assertThat(bob.relay("den", cleo, "\"answer\"").join()).isEqualTo(DONE);
    assertThat(ann.relayToAll("den", "\"all\"").join()).isEqualTo(DONE);
    await().until(() -> bob.relays().equals(List.of("\"offer\"", "\"all\"")));
    await().until(() -> cleo.relays().equals(List.of("\"answer\"", "\"all\"")));
    ann.disconnect();
    await().until(() -> bob.left(ann.id()) == 1 && cleo.left(ann.id()) == 1);
    assertThat(cleo.seen(PeerEvent.OwnerChanged.class).getFirst().owner()).isEqualTo(bob.id());
    assertThat(bob.seen(PeerEvent.OwnerChanged.class)).hasSize(1);
  }

  @Test
  void ofSimultaneousCreatesOnAllNodesOneWins() {
    for (int round = 0; round < 20; round++) {
      List<CompletableFuture<Answer>> answers = new ArrayList<>();
      for (TestNode node : List.of(a, b, c)) {
        answers.add(node.enter().create("room" + round));
      }
      List<Answer> given = answers.stream().map(CompletableFuture::join).toList();
      assertThat(given.stream().filter(Answer.Created.class::isInstance)).hasSize(1);
      assertThat(given.stream().filter(new Answer.Refused(Rejection.ROOM_TAKEN)::equals))
          .hasSize(2);
    }
  }

  @Test
  void aRelayToAnotherNodeIsOneEntryInOneInbox() {
    TestNode.Client ann = a.enter();
    TestNode.Client bob = b.enter();
    ann.create("den").join();
    bob.enter("den", ann);
    long before = redis.calls("xadd");
    for (int i = 0; i < 100; i++) {
      String text = Integer.toString(i);
      ann.relay("den", bob, text).join();
      await().pollDelay(Duration.ZERO).until(() -> bob.relays().contains(text));
    }
    assertThat(redis.calls("xadd") - before).isEqualTo(100);
  }

  @Test
  void relaysArriveOnceAndInOrder() {
    TestNode.Client ann = a.enter();
    TestNode.Client bob = b.enter();
    ann.create("den").join();
    bob.enter("den", ann);
    List<String> sent = IntStream.range(0, 5000).mapToObj(Integer::toString).toList();
    sent.forEach(text -> ann.relay("den", bob, text));
    await().until(() -> bob.relays().size() >= sent.size());
    assertThat(bob.relays()).isEqualTo(sent);
  }

  @Test
  void aLateJoinerMayRelayAtOnceToMembersWhoHaveNotHeardOfItYet() {
    TestNode.Client ann = a.enter();
    TestNode.Client cleo = c.enter();
    ann.create("den").join();
    cleo.enter("den", ann);
    for (int i = 0; i < 50; i++) {
      TestNode.Client bob = b.enter();
      bob.enter("den", ann);
      String text = Integer.toString(i);
      assertThat(bob.relay("den", cleo, text).join()).isEqualTo(DONE);
      await().until(() -> cleo.relays().contains(text));
      bob.leave("den").join();
    }
  }

  @Test
  void allMembersSeeOneOrderWhicheverNodeTheyAreOn() {
    long seed = Long.getLong("seed", System.nanoTime());
    Random random = new Random(seed);
    List<TestNode> nodes = List.of(a, b, c);
    TestNode.Client ann = a.enter();
    ann.create("den").join();
    List<TestNode.Client> members = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      TestNode.Client member = nodes.get(i % 3).enter();
      member.enter("den", ann);
      members.add(member);
    }
    List<TestNode.Client> guests = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      guests.add(nodes.get(i % 3).enter());
    }
    TestNode.Client last = members.getLast();
    await().until(() -> last.seen(PeerEvent.JoinAccepted.class).size() == 1);
    members.forEach(member -> member.seen.clear());
    for (int round = 0; round < 15; round++) {
      List<CompletableFuture<Answer>> answers = new ArrayList<>();
      for (int i = 0; i < STEPS_KEPT; i++) {
        TestNode.Client guest = guests.get(random.nextInt(guests.size()));
        answers.add(
            switch (random.nextInt(3)) {
              case 0 -> guest.join("den");
              case 1 -> ann.accept("den", guest);
              default -> guest.leave("den");
            });
      }
      answers.forEach(CompletableFuture::join);
    }
    ann.disconnect();
    await().until(() -> members.stream().allMatch(member -> member.left(ann.id()) == 1));
    for (TestNode.Client member : members) {
      assertThat(changes(member)).as("seed " + seed).isEqualTo(changes(members.getFirst()));
    }
  }

  private static List<String> changes(TestNode.Client member) {
    return member.seen.stream()
        .filter(
            event -> event instanceof PeerEvent.UserJoined || event instanceof PeerEvent.UserLeft)
        .map(event ->
            event instanceof PeerEvent.UserJoined joined
                ? joined.room().version() + " + " + joined.member().id()
                : ((PeerEvent.UserLeft) event).room().version()
                    + " - "
                    + ((PeerEvent.UserLeft) event).member().id())
        .toList();
  }
}

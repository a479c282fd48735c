package io.chatsignal.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chatsignal.signaling.Answer;
import io.chatsignal.testkit.RedisProcess;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Peers whose clients have come back to other nodes, and what is said to them then. */
class MovedPeersAcrossNodesTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Duration LEASE = Duration.ofMillis(1500);
  private static final Duration HOLD = Duration.ofSeconds(1);
  private static final Answer DONE = new Answer.Done();

  private final RedisProcess redis = new RedisProcess();
  private final RedisConfig config = RedisConfig.of(redis.url()).withLease(LEASE).withHold(HOLD);
  private final TestNode a = new TestNode(config);
  private final TestNode b = new TestNode(config);
  private final TestNode c = new TestNode(config);
  private final TestNode d = new TestNode(config);
  private final List<TestNode> nodes = List.of(a, b, c, d);

  @BeforeEach
  void start() {
    nodes.forEach(TestNode::ready);
  }

  @AfterEach
  void stop() {
    nodes.forEach(TestNode::close);
    redis.close();
  }

  private static TestNode.Client owner(TestNode node) {
    TestNode.Client owner = node.enter();
    owner.create("den").join();
    return owner;
  }

  private static TestNode.Client guest(TestNode node, TestNode.Client owner) {
    TestNode.Client guest = node.enter();
    guest.enter("den", owner);
    return guest;
  }

  private static TestNode.Client move(TestNode.Client client, TestNode... way) {
    TestNode.Client moved = client;
    for (TestNode next : way) {
      TestNode.Client there = moved;
      // Where it is by now may not have been written down yet.
      moved = await().until(() -> next.fetch(there).join(), Optional::isPresent).orElseThrow();
    }
    return moved;
  }

  @Test
  void aPeerThatHasMovedKeepsItsRoomsAndHearsWhatIsSaidToIt() {
    TestNode.Client ann = owner(b);
    TestNode.Client bob = guest(a, ann);
    assertThat(ann.relay("den", bob, "1").join()).isEqualTo(DONE);
    TestNode.Client moved = move(bob, c, d, a, c);
    assertThat(ann.relay("den", moved, "2").join()).isEqualTo(DONE);
    assertThat(moved.relay("den", ann, "3").join()).isEqualTo(DONE);
    await().until(() -> moved.relays().equals(List.of("1", "2")));
    await().until(() -> ann.relays().equals(List.of("3")));
    assertThat(ann.left(bob.id())).isZero();
  }

  @Test
  void whoComesFromANodeThatIsNewToTheRoomReachesThoseWhoHaveMovedAtOnce() {
    TestNode.Client ann = owner(c);
    TestNode.Client bob = guest(a, ann);
    TestNode.Client moved = move(bob, c);
    a.departed.removeIf(_ -> true); // As after three minutes without a relay.
    TestNode.Client cleo = guest(b, ann);
    assertThat(cleo.relay("den", moved, "1").join()).isEqualTo(DONE);
    assertThat(cleo.relay("den", ann, "2").join()).isEqualTo(DONE);
    await().until(() -> ann.relays().equals(List.of("2")));
    assertThat(moved.relays()).containsExactly("1");
  }

  @Test
  void whoHasMovedMayCreateAndJoinRoomsWhereItIs() {
    TestNode.Client ann = a.enter();
    TestNode.Client bob = b.enter();
    TestNode.Client cleo = move(a.enter(), c);
    TestNode.Client moved = move(ann, c);
    a.close(); // All that named them is gone.
    assertThat(moved.create("den").join()).isInstanceOf(Answer.Created.class);
    cleo.enter("den", moved);
    bob.enter("den", moved);
    assertThat(bob.relayToAll("den", "1").join()).isEqualTo(DONE);
    assertThat(moved.relay("den", bob, "2").join()).isEqualTo(DONE);
    await().until(() -> moved.relays().equals(List.of("1")) && cleo.relays().equals(List.of("1")));
    await().until(() -> bob.relays().equals(List.of("2")));
  }

  @Test
  void whatIsPassedOnToANodeThatHasEndedIsTakenFurtherByANodeThatHasNobodyElseInTheRoom() {
    TestNode.Client ann = owner(d);
    TestNode.Client bob = guest(a, ann);
    assertThat(ann.relay("den", bob, "1").join()).isEqualTo(DONE);
    TestNode.Client moved = move(bob, b, c);
    b.close();
    assertThat(ann.relay("den", moved, "2").join()).isEqualTo(DONE);
    await().until(() -> moved.relays().equals(List.of("1", "2")));
  }

  @Test
  void whatFollowsAPeerThatIsBackFromANodeThatHasEndedReachesItOnce() {
    TestNode.Client ann = owner(a);
    TestNode.Client bob = guest(a, ann);
    TestNode.Client moved = move(bob, b, a);
    b.close();
    assertThat(ann.relay("den", moved, "1").join()).isEqualTo(DONE);
    assertThat(ann.relay("den", moved, "2").join()).isEqualTo(DONE);
    await().until(() -> moved.relays().equals(List.of("1", "2")));
    await().until(() -> a.node.relaysOnward() == 2);
  }

  @Test
  void whoGoesToAndFroStartsAnewInTheEnd() {
    TestNode.Client ann = owner(c);
    TestNode.Client bob = guest(a, ann);
    TestNode.Client moved = bob;
    for (int i = 0; i < Departures.MOST_HOPS; i += 2) {
      assertThat(ann.relay("den", moved, Integer.toString(i)).join()).isEqualTo(DONE);
      moved = move(moved, b, a);
    }
    TestNode.Client last = moved;
    await().until(() -> last.relays().equals(List.of("0", "2", "4", "6", "8", "10", "12", "14")));
    assertThat(b.node.fetch(last.secret, "").join()).isEmpty();
    await().until(() -> ann.left(bob.id()) == 1);
  }

  @Test
  void nobodyCarriesAroundWhateverAClientSaysThatItHasSeen() {
    TestNode.Client ann = a.enter();
    assertThat(b.node.fetch(ann.secret, "x".repeat(33)).join()).isEmpty();
    assertThat(b.node.fetch(ann.secret, "x".repeat(32)).join()).isPresent();
  }

  @Test
  void whoHasMovedTwiceStartsAnewWhenTheFirstOfItsNodesIsKilled() {
    TestNode.Client ann = owner(d);
    TestNode.Client bob = guest(a, ann);
    TestNode.Client moved = move(bob, b, c);
    a.crash();
    await().atMost(LONG).until(() -> moved.ended);
    await().atMost(LONG).until(() -> ann.left(bob.id()) == 1);
  }

  @Test
  void whoMissesARelayThatCouldNotBePassedOnWhileRedisWasAwayStartsAnew() {
    TestNode.Client ann = owner(a);
    TestNode.Client bob = guest(a, ann);
    TestNode.Client moved = move(bob, b, c);
    redis.kill();
    assertThat(ann.relay("den", moved, "1").join()).isEqualTo(DONE);
    long start = System.nanoTime();
    await().atMost(LONG).until(() -> System.nanoTime() - start > 3 * HOLD.toNanos());
    redis.start();
    await().atMost(LONG).until(() -> moved.ended);
    assertThat(moved.relays()).isEmpty();
    await().atMost(LONG).until(() -> ann.left(bob.id()) == 1);
  }
}

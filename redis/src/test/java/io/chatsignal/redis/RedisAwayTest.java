package io.chatsignal.redis;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chatsignal.signaling.Answer;
import io.chatsignal.signaling.PeerEvent;
import io.chatsignal.signaling.RejectCode;
import io.chatsignal.testkit.RedisProcess;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RedisAwayTest {
  private static final Duration LEASE = Duration.ofSeconds(2);
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Answer DONE = new Answer.Done();

  private static final Duration HOUR = Duration.ofHours(1);

  private final RedisProcess redis = new RedisProcess();
  private TestNode a;
  private TestNode b;
  private TestNode.Client ann;
  private TestNode.Client bea;
  private TestNode.Client bob;

  /** How Redis comes back. */
  enum Return {
    WITH_ITS_DATA,
    EMPTY
  }

  @BeforeEach
  void start() {
    RedisConfig config = RedisConfig.of(redis.url()).withLease(LEASE);
    a = new TestNode(config).ready();
    b = new TestNode(config).ready();
    ann = a.enter();
    bea = a.enter();
    bob = b.enter();
    ann.create("den").join();
    bea.enter("den", ann);
    bob.enter("den", ann);
  }

  @AfterEach
  void stop() {
    a.close();
    b.close();
    redis.close();
  }

  @Test
  void withinANodeAllGoesOnAndTheRestIsAnsweredWithinTwoSeconds() {
    redis.kill();
    assertThat(ann.relay("den", bea, "1").join()).isEqualTo(DONE);
    await().until(() -> bea.relays().equals(List.of("1")));
    long start = System.nanoTime();
    List<Answer> answers = List.of(a.enter().create("new").join(), a.enter().join("den").join());
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(4));
    assertThat(answers).allMatch(RedisAwayTest::isUnavailable);
    await().until(() -> !a.node.isReady());
  }

  @Test
  void aRedisThatStandsStillIsNoticedLongBeforeTheLeaseEnds() {
    RedisConfig config = RedisConfig.of(redis.url()).withPrefix("c:").withLease(HOUR);
    try (TestNode c = new TestNode(config).ready()) {
      redis.pause();
      await().until(() -> !c.node.isReady());
      redis.resume();
      await().until(c.node::isReady);
    }
  }

  @Test
  void relaysToAnotherNodeAreRefusedOnceRedisHasBeenAwayForLong() {
    redis.kill();
    // Those of the first moments wait; the rest is refused at once.
    await()
        .atMost(LONG)
        .until(() -> {
          Answer soon = ann.relay("den", bob, "\"x\"").completeOnTimeout(DONE, 1, SECONDS).join();
          return isUnavailable(soon);
        });
    assertThat(ann.relay("den", bea, "1").join()).isEqualTo(DONE);
  }

  @ParameterizedTest
  @EnumSource
  void whatWaitedArrivesInOrderAndRoomsGoOn(Return how) {
    redis.kill();
    List<String> sent = IntStream.range(0, 100).mapToObj(Integer::toString).toList();
    List<CompletableFuture<Answer>> answers =
        sent.stream().map(text -> ann.relay("den", bob, text)).toList();
    bea.disconnect();
    // Longer than the lease: nobody may be taken for dead because Redis was.
    long start = System.nanoTime();
    await()
        .atMost(LONG)
        .until(() -> System.nanoTime() - start > 2 * LEASE.toNanos() && !a.node.isReady());
    if (how == Return.EMPTY) {
      redis.forgetData();
    }
    redis.start();
    await().atMost(LONG).until(() -> a.node.isReady() && b.node.isReady());
    await().atMost(LONG).until(() -> bob.relays().size() >= sent.size());
    assertThat(bob.relays()).isEqualTo(sent);
    assertThat(answers).allMatch(answer -> answer.join().equals(DONE));
    await().atMost(LONG).until(() -> bob.left(bea.id()) == 1 && ann.left(bea.id()) == 1);
    TestNode.Client cleo = b.enter();
    cleo.enter("den", ann);
    assertThat(cleo.seen(PeerEvent.JoinAccepted.class).getFirst().room().members().keySet())
        .containsExactly(ann.id(), bob.id(), cleo.id());
    assertThat(bob.seen(PeerEvent.UserLeft.class)).hasSize(1);
    assertThat(bob.seen(PeerEvent.Kicked.class)).isEmpty();
    assertThat(ann.relay("den", bob, "\"last\"").join()).isEqualTo(DONE);
    await().until(() -> bob.relays().size() == sent.size() + 1);
  }

  private static boolean isUnavailable(Answer answer) {
    return answer instanceof Answer.Refused refused
        && refused.rejection().code() == RejectCode.UNAVAILABLE;
  }
}

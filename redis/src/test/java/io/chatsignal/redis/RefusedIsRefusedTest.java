package io.chatsignal.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chatsignal.signaling.Answer;
import io.chatsignal.signaling.PeerEvent;
import io.chatsignal.signaling.Rejection;
import io.chatsignal.testkit.RedisProcess;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What was answered with unavailable doesn't happen afterwards, whatever Redis still has of it. */
class RefusedIsRefusedTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Answer UNAVAILABLE = new Answer.Refused(Rejection.UNAVAILABLE);

  private final RedisProcess redis = new RedisProcess();
  private final RedisConfig config =
      RedisConfig.of(redis.url()).withLease(Duration.ofSeconds(10)).withHold(Duration.ofSeconds(3));
  private TestNode a;
  private TestNode b;

  @BeforeEach
  void start() {
    a = new TestNode(config).ready();
    b = new TestNode(config).ready();
  }

  @AfterEach
  void stop() {
    a.close();
    b.close();
    redis.close();
  }

  private void goOn() {
    redis.resume();
    await().atMost(LONG).until(() -> a.node.isReady() && b.node.isReady());
  }

  @Test
  void aRoomThatCouldNotBeCreatedIsNotThere() {
    TestNode.Client ann = a.enter();
    TestNode.Client bob = b.enter();
    redis.pause();
    assertThat(ann.create("den").join()).isEqualTo(UNAVAILABLE);
    goOn();
    assertThat(bob.create("den").join()).isInstanceOf(Answer.Created.class);
  }

  @Test
  void aJoinRequestThatCouldNotBeMadeIsNotOpen() {
    TestNode.Client ann = a.enter();
    TestNode.Client bob = b.enter();
    ann.create("den").join();
    redis.pause();
    assertThat(bob.join("den").join()).isEqualTo(UNAVAILABLE);
    goOn();
    TestNode.Client cleo = b.enter();
    cleo.enter("den", ann);
    assertThat(cleo.seen(PeerEvent.JoinAccepted.class).getFirst().room().candidates()).isEmpty();
  }

  @Test
  void whoGoesWhileRedisIsAwayIsGoneAsSoonAsItIsBack() {
    TestNode.Client ann = a.enter();
    TestNode.Client bob = b.enter();
    ann.create("den").join();
    bob.enter("den", ann);
    redis.kill();
    await().until(() -> !a.node.isReady());
    ann.disconnect();
    redis.start();
    await().atMost(LONG).until(() -> a.node.isReady() && b.node.isReady());
    await().atMost(Duration.ofSeconds(4)).until(() -> bob.left(ann.id()) == 1);
  }

  @Test
  void aRelayIsAnsweredWhenItIsKnownToHaveGoneOrNot() {
    TestNode.Client ann = a.enter();
    TestNode.Client bob = b.enter();
    TestNode.Client bea = a.enter();
    ann.create("den").join();
    bob.enter("den", ann);
    bea.enter("den", ann);
    redis.pause();
    CompletableFuture<Answer> lost = ann.relay("den", bob, "1");
    assertThat(ann.relay("den", bea, "2").join()).isEqualTo(new Answer.Done());
    assertThat(lost).isNotDone();
    assertThat(lost.join()).isEqualTo(new Answer.Refused(Rejection.UNREACHABLE));
    goOn();
    assertThat(ann.relay("den", bob, "3").join()).isEqualTo(new Answer.Done());
    await().until(() -> bob.relays().equals(List.of("3")));
  }
}

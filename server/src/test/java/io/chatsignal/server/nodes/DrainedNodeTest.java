package io.chatsignal.server.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A node is told to stop while what was said to another one is still on its way. */
class DrainedNodeTest {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final String ROOM = "den";

  @Test
  void peerWhoseRelayIsUnderWayStaysUntilItIsAnswered() {
    try (Deployment deployment = new Deployment()) {
      Node a = deployment.start().listening();
      Caller ann = Caller.at(a).createSurely(ROOM);
      Caller bea = Caller.at(a).joinSurely(ROOM);
      Caller bob = Caller.at(deployment.start().listening()).joinSurely(ROOM);
      deployment.redis.kill();
      CompletableFuture<String> answer = ann.relay(ROOM, bob, "late");
      CompletableFuture<Integer> status = a.stop();
      await().atMost(LONG).until(bea::isGone);
      assertThat(List.of(answer.isDone(), ann.isGone())).containsOnly(false);
      deployment.redis.start();
      assertThat(Caller.isDone(answer)).isTrue();
      await().atMost(LONG).until(() -> bob.messages(ROOM).contains("late"));
      await().atMost(LONG).until(ann::isGone);
      assertThat(status.join()).isZero();
    }
  }
}

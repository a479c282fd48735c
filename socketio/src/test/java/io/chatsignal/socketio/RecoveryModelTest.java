package io.chatsignal.socketio;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatsignal.testkit.Seeds;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * A client whose connection breaks at any moment, with anything on its way in both directions. What
 * it receives of a session is all that was emitted, once and in order, or it is turned away and
 * starts anew; never is there a gap. Nor is it turned away if nothing was lost.
 */
class RecoveryModelTest {
  private static final int STEPS = 300;

  @Test
  void clientReceivesEverythingOnceAndInOrderOrStartsAnew() {
    int[] counts = new int[2];
    Seeds.run(
        2_000,
        random -> {
          ModelServer server = new ModelServer();
          ModelClient client = new ModelClient(server);
          for (int step = 0; step < STEPS; step++) {
            step(random, server, client);
          }
          client.connect();
          while (client.deliverDown()) {}
          assertThat(client.received()).isEqualTo(server.emitted());
          counts[0] += server.recoveries;
          counts[1] += server.refusals;
        });
    assertThat(counts[0]).as("recoveries").isGreaterThan(10_000);
    assertThat(counts[1]).as("refusals").isGreaterThan(1_000);
  }

  private static void step(Random random, ModelServer server, ModelClient client) {
    switch (random.nextInt(24)) {
      case 0, 1, 2, 3 -> server.emit();
      case 4 -> server.emit("\"" + "x".repeat(random.nextInt(200)) + "\"");
      case 5 -> server.emit("\"00000" + random.nextInt(5) + "1\"");
      case 6 -> server.ask();
      case 7, 8 -> server.ping();
      case 9, 10, 11, 12, 13, 14, 15, 16, 17 -> client.deliverDown();
      case 18, 19, 20 -> client.deliverUp();
      case 21 -> client.breakOff();
      case 22 -> server.noticeBreak();
      default -> client.connect();
    }
  }
}

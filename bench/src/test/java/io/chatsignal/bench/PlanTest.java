package io.chatsignal.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PlanTest {
  private static final Plan.Phases PHASES =
      new Plan.Phases(
          Duration.ZERO,
          Duration.ofSeconds(1),
          Duration.ofMillis(1),
          Duration.ofSeconds(1),
          Duration.ZERO);

  @Test
  void whatCannotBeRunIsRefusedWithItsReason() {
    assertRefused(() -> plan(Scenario.RELAY, new Plan.Load(3, 0, 1, 0, 1, 1)), "even number");
    assertRefused(() -> plan(Scenario.OPEN, new Plan.Load(2, 0, 1, 0, 1, 1)), "needs --rate");
    assertRefused(() -> new Plan.Load(0, 0, 1, 0, 1, 1), "connections: must be at least 1");
    assertRefused(
        () -> new Plan.Load(2, Double.NaN, 1, 0, 1, 1), "rate: must be a positive number");
  }

  @Test
  void urlsSayWhereAndHow() {
    Target target = Target.of("wss://signal.example.org/chat");

    assertThat(target.secure()).isTrue();
    assertThat(target.port()).isEqualTo(443);
    assertThat(target.socketPath()).isEqualTo("/chat/socket.io/?EIO=4&transport=websocket");
    assertThat(target.http("app")).hasToString("https://signal.example.org/chat/app");
    assertThat(Target.of("http://[::1]:5000").port()).isEqualTo(5000);
  }

  @Test
  void whatIsNoUrlIsRefused() {
    assertRefused(() -> Target.of("localhost:5000"), "must begin with http://");
    assertRefused(() -> Target.of("ftp://host"), "must begin with http://");
    assertRefused(() -> Target.of("http://"), "");
    assertRefused(() -> Target.of("http:// host"), "");
  }

  private static Plan plan(Scenario scenario, Plan.Load load) {
    return new Plan(Target.of("http://localhost:1"), "token", scenario, load, PHASES);
  }

  private static void assertRefused(Runnable attempt, String reason) {
    assertThatThrownBy(attempt::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(reason);
  }
}

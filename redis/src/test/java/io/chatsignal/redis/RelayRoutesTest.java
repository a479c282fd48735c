package io.chatsignal.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatsignal.signaling.PeerId;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RelayRoutesTest {
  private static final PeerId PEER = new PeerId("old.peer");

  private final RelayRoutes routes = new RelayRoutes();
  private long now = 1;

  private String way() {
    return routes.wayTo(PEER, _ -> false, now);
  }

  @Test
  void aPeerIsWhereItWasNamedUnlessItIsKnownToHaveMoved() {
    assertThat(way()).isEqualTo("old");
    assertThat(routes.hasMoved(PEER)).isFalse();
  }

  @Test
  void whoHasSaidNothingToAPeerThatHasMovedGoesStraightToIt() {
    routes.update(Map.of(PEER, "new"), now);
    assertThat(way()).isEqualTo("new");
    assertThat(routes.hasMoved(PEER)).isTrue();
  }

  @Test
  void aWayInUseIsKeptToUntilNothingCanBeOnItAnyMore() {
    assertThat(way()).isEqualTo("old");
    routes.update(Map.of(PEER, "new"), now);
    for (int i = 0; i < 5; i++) {
      now += RelayRoutes.STICKY_NANOS - 1;
      assertThat(way()).isEqualTo("old");
    }
    now += RelayRoutes.STICKY_NANOS;
    assertThat(way()).isEqualTo("new");
  }

  @Test
  void aWayToANodeThatHasEndedIsLeftAtOnce() {
    assertThat(way()).isEqualTo("old");
    routes.update(Map.of(PEER, "new"), now);
    assertThat(routes.wayTo(PEER, "old"::equals, now)).isEqualTo("new");
  }

  @Test
  void aWayByANodeThatHasDiedIsLeftOnceThatIsCertain() {
    assertThat(way()).isEqualTo("old");
    routes.learn(Map.of(PEER, "new"));
    look(RelayRoutes.MISSES - 1);
    routes.keepOnly(Set.of("old"));
    look(RelayRoutes.MISSES - 1);
    assertThat(way()).isEqualTo("old");
    look(1);
    assertThat(way()).isEqualTo("new");
  }

  private void look(int times) {
    for (int i = 0; i < times; i++) {
      routes.keepOnly(Set.of());
    }
  }
}

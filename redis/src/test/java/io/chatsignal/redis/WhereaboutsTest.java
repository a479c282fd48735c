package io.chatsignal.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatsignal.signaling.PeerId;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WhereaboutsTest {
  private static final PeerId PEER = new PeerId("old.peer");

  private final Whereabouts whereabouts = new Whereabouts();
  private long now = 1;

  private String way() {
    return whereabouts.wayTo(PEER, _ -> false, now);
  }

  @Test
  void aPeerIsWhereItWasNamedUnlessItIsKnownToHaveMoved() {
    assertThat(way()).isEqualTo("old");
    assertThat(whereabouts.hasMoved(PEER)).isFalse();
  }

  @Test
  void whoHasSaidNothingToAPeerThatHasMovedGoesStraightToIt() {
    whereabouts.update(Map.of(PEER, "new"), now);
    assertThat(way()).isEqualTo("new");
    assertThat(whereabouts.hasMoved(PEER)).isTrue();
  }

  @Test
  void aWayInUseIsKeptToUntilNothingCanBeOnItAnyMore() {
    assertThat(way()).isEqualTo("old");
    whereabouts.update(Map.of(PEER, "new"), now);
    for (int i = 0; i < 5; i++) {
      now += Whereabouts.STICKY_NANOS - 1;
      assertThat(way()).isEqualTo("old");
    }
    now += Whereabouts.STICKY_NANOS;
    assertThat(way()).isEqualTo("new");
  }

  @Test
  void aWayToANodeThatHasEndedIsLeftAtOnce() {
    assertThat(way()).isEqualTo("old");
    whereabouts.update(Map.of(PEER, "new"), now);
    assertThat(whereabouts.wayTo(PEER, "old"::equals, now)).isEqualTo("new");
  }
}

package io.chatsignal.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatsignal.signaling.PeerId;
import org.junit.jupiter.api.Test;

class FormerPeersTest {
  private static final PeerId BOB = new PeerId("home.bob");
  private static final PeerId ANN = new PeerId("home.ann");

  private final FormerPeers<String> former = new FormerPeers<>();

  @Test
  void whatFollowsAPeerTakesTheNextOfItsHops() {
    former.add(BOB, 1, "to b");
    former.add(BOB, 4, "to c");
    former.add(ANN, 2, "to d");
    assertThat(former.next(BOB, 0)).isEqualTo("to b");
    assertThat(former.next(BOB, 1)).isEqualTo("to c");
    assertThat(former.next(BOB, 3)).isEqualTo("to c");
    assertThat(former.next(BOB, 4)).isNull();
    assertThat(former.next(new PeerId("home.cleo"), 0)).isNull();
  }

  @Test
  void departuresAreForgottenOneByOne() {
    former.add(BOB, 1, "to b");
    former.add(BOB, 4, "to c");
    former.removeIf("to b"::equals);
    assertThat(former.next(BOB, 0)).isEqualTo("to c");
    assertThat(former.all()).containsExactly("to c");
    former.removeIf("to c"::equals);
    assertThat(former.next(BOB, 0)).isNull();
    assertThat(former.all()).isEmpty();
  }
}

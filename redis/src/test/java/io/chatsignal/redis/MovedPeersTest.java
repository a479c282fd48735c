package io.chatsignal.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatsignal.signaling.PeerId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MovedPeersTest {
  private static final PeerId BOB = new PeerId("first.bob");

  private final LoopRig rig = new LoopRig();
  private final List<PeerId> ended = new ArrayList<>();
  private final Absence absence = new Absence(System.nanoTime());
  private final MovedPeers movedPeers = new MovedPeers(rig.site, rig.link, new Sessions(), absence);

  private final class Sessions implements LocalSessions {
    @Override
    public void hold(String pid, String offset, Consumer<Optional<Held>> answer) {}

    @Override
    public void pack(PeerId peer, Hop hop, Consumer<Optional<String>> packed) {}

    @Override
    public void release(PeerId peer) {}

    @Override
    public void end(PeerId peer) {
      ended.add(peer);
    }

    @Override
    public void settle(Runnable done) {}
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  private void arrive(String... former) {
    rig.on(() -> movedPeers.add(BOB, "hash", Hops.NONE.next(), Set.of(former)));
  }

  private void watch(String... live) {
    rig.on(() -> movedPeers.watch(Set.of(live)));
    rig.settle();
  }

  @Test
  void aPeerEndsIfOneOfTheNodesThatItCameByIsKilled() {
    arrive("first", "second");
    watch("first", "second");
    watch("second");
    watch("second");
    assertThat(ended).containsExactly(BOB);
  }

  @Test
  void nobodyIsJudgedByTheFirstLookAtARedisThatHasLostItsData() {
    arrive("first");
    watch();
    watch("first");
    watch();
    assertThat(ended).isEmpty();
    watch();
    assertThat(ended).containsExactly(BOB);
  }

  @Test
  void aPeerGoesOnIfTheNodesThatItCameByHaveEndedByThemselves() {
    rig.end("first");
    rig.end("second");
    arrive("first", "second");
    watch();
    watch();
    watch();
    assertThat(ended).isEmpty();
  }

  @Test
  void nobodyEndsBecauseItCannotBeFoundOutHowANodeHasEnded() {
    arrive("first");
    watch();
    rig.on(rig.link::close);
    rig.on(() -> movedPeers.watch(Set.of()));
    rig.on(() -> {});
    assertThat(ended).isEmpty();
    assertThat(rig.on(() -> movedPeers.left(BOB))).containsExactly("first");
  }

  @Test
  void hopsWithoutAPauseAreCounted() {
    assertThat(rig.on(() -> movedPeers.hops(BOB))).isEqualTo(Hops.NONE);
    arrive("first");
    assertThat(rig.on(() -> movedPeers.hops(BOB).next())).isEqualTo(new Hops(2, 2));
  }

  @Test
  void aPeerThatGoesOnBeforeANodeIsJudgedIsJudgedWhereItGoes() {
    arrive("first");
    watch();
    List<String> former =
        rig.on(() -> {
          movedPeers.watch(Set.of());
          return movedPeers.left(BOB);
        });
    assertThat(former).containsExactly("first");
  }

  @Test
  void theNodesThatItCameByAreKnownWhereItGoesNext() {
    rig.end("first");
    arrive("first", "second", rig.site.tag().value());
    watch("second");
    watch("second");
    assertThat(rig.on(() -> movedPeers.left(BOB))).containsExactly("second");
    assertThat(rig.on(() -> movedPeers.left(BOB))).isEmpty();
  }
}

package io.chatsignal.server.signal;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatsignal.signaling.Opaque;
import io.chatsignal.signaling.PeerEvent;
import io.chatsignal.signaling.PeerId;
import io.chatsignal.signaling.RoomKey;
import io.chatsignal.signaling.RoomName;
import io.chatsignal.signaling.RoomScope;
import io.chatsignal.signaling.Signal;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PeersTest {
  private static final PeerId BOB = new PeerId("bob");
  private static final RoomKey DEN = RoomScope.DEPLOYMENT.key(Wire.APP, new RoomName("den"));

  private final Peers peers = new Peers(new SignalCounters());
  private final Wire first = new Wire();
  private final Wire last = new Wire();
  private final List<PeerEvent.Relayed> firstWay = new ArrayList<>();
  private final List<PeerEvent.Relayed> lastWay = new ArrayList<>();

  private static PeerEvent.Relayed relay(String text) {
    Signal signal = new Signal(Signal.Kind.MESSAGE, new Opaque(text));
    return new PeerEvent.Relayed(DEN, 1, new PeerId("ann"), signal, Opaque.NONE);
  }

  private void depart(Wire wire, List<PeerEvent.Relayed> way) {
    SignalHandler bob = wire.enter("bob").handler();
    peers.add(bob);
    bob.goOn(way::add);
    peers.depart(bob);
  }

  @Test
  void whatIsForAPeerThatCameBackAndWentAgainTakesItsFirstWayAndThenItsLast() {
    depart(first, firstWay);
    depart(last, lastWay);
    peers.deliver(List.of(BOB), relay("1"));
    first.run();
    last.run();
    assertThat(firstWay).hasSize(1);
    assertThat(lastWay).isEmpty();
    peers.deliverOnward(BOB, firstWay.getFirst());
    first.run();
    last.run();
    assertThat(firstWay).hasSize(1);
    assertThat(lastWay).hasSize(1);
  }

  @Test
  void thoseThatHaveHadNothingToPassOnAreForgotten() {
    depart(first, firstWay);
    depart(last, lastWay);
    assertThat(peers.takesFor(BOB)).isTrue();
    peers.forgetDepartedBefore(1);
    assertThat(peers.takesFor(BOB)).isFalse();
    peers.deliverOnward(BOB, relay("1"));
    last.run();
    assertThat(lastWay).isEmpty();
  }
}

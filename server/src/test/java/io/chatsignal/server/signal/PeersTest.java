package io.chatsignal.server.signal;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatsignal.redis.Hop;
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

  private void depart(Wire wire, int hop, List<PeerEvent.Relayed> way) {
    SignalHandler bob = wire.enter("bob").handler();
    peers.add(bob);
    bob.goOn(new Hop(hop, way::add));
    peers.depart(bob, hop);
  }

  @Test
  void whatIsForAPeerThatCameBackAndWentAgainTakesItsFirstWayAndThenItsLast() {
    depart(first, 1, firstWay);
    depart(last, 3, lastWay);
    peers.deliver(List.of(BOB), relay("1"));
    first.run();
    last.run();
    assertThat(firstWay).hasSize(1);
    assertThat(lastWay).isEmpty();
    peers.deliverOnward(BOB, firstWay.getFirst(), 2);
    first.run();
    last.run();
    assertThat(firstWay).hasSize(1);
    assertThat(lastWay).hasSize(1);
  }

  @Test
  void whatFollowsAPeerThatIsBackReachesItAfterItsLastHop() {
    depart(first, 1, firstWay);
    Wire.Client bob = last.enter("bob");
    peers.add(bob.handler());
    peers.deliverOnward(BOB, relay("1"), 0);
    first.run();
    assertThat(firstWay).hasSize(1);
    peers.deliverOnward(BOB, relay("2"), 2);
    first.run();
    assertThat(firstWay).hasSize(1);
  }

  @Test
  void thoseThatHaveHadNothingToPassOnAreForgotten() {
    depart(first, 1, firstWay);
    depart(last, 3, lastWay);
    assertThat(peers.takesFor(BOB)).isTrue();
    peers.forgetDepartedBefore(1);
    assertThat(peers.takesFor(BOB)).isFalse();
    peers.deliverOnward(BOB, relay("1"), 2);
    last.run();
    assertThat(lastWay).isEmpty();
  }
}

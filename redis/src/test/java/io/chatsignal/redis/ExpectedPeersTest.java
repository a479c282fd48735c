package io.chatsignal.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatsignal.signaling.Opaque;
import io.chatsignal.signaling.PeerEvent;
import io.chatsignal.signaling.PeerId;
import io.chatsignal.signaling.RoomKey;
import io.chatsignal.signaling.RoomName;
import io.chatsignal.signaling.Signal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ExpectedPeersTest {
  private static final RoomKey DEN = new RoomKey("", new RoomName("den"));
  private static final PeerId GUEST = new PeerId("a.guest");
  private static final PeerId OTHER = new PeerId("b.other");

  private final List<String> told = new ArrayList<>();
  private final Set<PeerId> departed = new HashSet<>();
  private final ExpectedPeers expected = new ExpectedPeers(new Told());

  private final class Told implements LocalPeers {
    @Override
    public boolean has(PeerId peer) {
      return peer.equals(OTHER);
    }

    @Override
    public boolean passesOnTo(PeerId peer, int hop) {
      return departed.contains(peer) && hop < 1;
    }

    @Override
    public void deliver(Collection<PeerId> to, PeerEvent event) {
      to.forEach(peer -> told.add(peer + " " + text(event)));
    }
  }

  private static String text(PeerEvent event) {
    return event instanceof PeerEvent.Relayed relayed ? relayed.signal().content().json() : "left";
  }

  private static PeerEvent.Relayed relay(int number) {
    Signal signal = new Signal(Signal.Kind.MESSAGE, new Opaque(Integer.toString(number)));
    return new PeerEvent.Relayed(DEN, 1, OTHER, signal, Opaque.NONE);
  }

  @Test
  void whatComesForOneOnItsWayWaitsInOrderUntilItIsHere() {
    expected.expect(GUEST);
    expected.deliver(List.of(GUEST, OTHER), relay(1));
    expected.deliver(List.of(GUEST), new PeerEvent.JoinCancelled(DEN, OTHER));
    expected.deliverOnward(GUEST, relay(2), 1);
    assertThat(told).containsExactly("b.other 1");
    assertThat(expected.has(GUEST)).isTrue();
    assertThat(expected.admit(GUEST)).isTrue();
    expected.deliver(List.of(GUEST), relay(3));
    assertThat(told)
        .containsExactly("b.other 1", "a.guest 1", "a.guest left", "a.guest 2", "a.guest 3");
  }

  @Test
  void whatOthersSayToOneThatComesBackFollowsItAndDoesNotWaitForIt() {
    departed.add(GUEST);
    expected.expect(GUEST);
    expected.deliver(List.of(GUEST), relay(1));
    expected.deliver(List.of(GUEST), new PeerEvent.JoinCancelled(DEN, OTHER));
    assertThat(told).containsExactly("a.guest 1");
    expected.deliverOnward(GUEST, relay(1), 2); // It has come around.
    expected.admit(GUEST);
    assertThat(told).containsExactly("a.guest 1", "a.guest left", "a.guest 1");
  }

  @Test
  void oneForWhomMoreWaitedThanThereIsRoomForIsNotLetIn() {
    expected.expect(GUEST);
    IntStream.range(0, 1025).forEach(i -> expected.deliver(List.of(GUEST), relay(i)));
    assertThat(expected.admit(GUEST)).isFalse();
  }

  @Test
  void oneThatMissesSomethingIsNotLetIn() {
    assertThat(expected.miss(GUEST)).isFalse();
    expected.expect(GUEST);
    assertThat(expected.miss(GUEST)).isTrue();
    assertThat(expected.admit(GUEST)).isFalse();
  }

  @Test
  void nothingIsKeptForOneWhoDoesNotCome() {
    expected.expect(GUEST);
    expected.deliver(List.of(GUEST), relay(1));
    expected.giveUp(GUEST);
    assertThat(expected.has(GUEST)).isFalse();
    assertThat(expected.admit(GUEST)).isFalse();
    assertThat(told).isEmpty();
  }
}

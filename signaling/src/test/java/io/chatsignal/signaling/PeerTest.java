package io.chatsignal.signaling;

import static io.chatsignal.signaling.Sample.KEY;
import static io.chatsignal.signaling.Sample.guest;
import static io.chatsignal.signaling.Sample.owner;
import static io.chatsignal.signaling.Sample.peer;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Relays come past a room's order: here they are early, late, or neither. */
class PeerTest {
  private final List<PeerEvent> told = new ArrayList<>();
  private final Peer bob = new Peer(peer("bob"), Runnable::run, Limits.defaults(), 0);

  private static Room version(long version, Member... members) {
    return new Room(KEY, version, Sample.members(members), new LinkedHashMap<>());
  }

  private static PeerEvent.Relayed relay(Room seen, String from, int number) {
    Opaque content = new Opaque(String.valueOf(number));
    Signal signal = new Signal(Signal.Kind.MESSAGE, content);
    return new PeerEvent.Relayed(seen, peer(from), signal, Opaque.NONE);
  }

  private boolean give(PeerEvent event) {
    return bob.accept(event, () -> told.add(event));
  }

  private void waitForTheRoom() {
    bob.settle(
        new RoomCommand.Join(KEY, bob.id(), Opaque.NONE, Opaque.NONE),
        new Step.Changed(Sample.waiting(version(1, owner("ann")), "bob"), List.of()));
  }

  private PeerEvent accepted(long version, Member... members) {
    return new PeerEvent.JoinAccepted(version(version, members), bob.id(), Opaque.NONE);
  }

  @Test
  void aRelayThatComesBeforeTheAcceptanceFollowsIt() {
    waitForTheRoom();
    Room seen = version(2, owner("ann"), guest("bob"));
    PeerEvent.Relayed first = relay(seen, "ann", 1);
    PeerEvent.Relayed second = relay(seen, "ann", 2);
    give(first);
    give(second);
    assertThat(told).isEmpty();
    PeerEvent accepted = accepted(2, owner("ann"), guest("bob"));
    give(accepted);
    assertThat(told).containsExactly(accepted, first, second);
  }

  @Test
  void aRelayThatComesBeforeTheNewsOfItsSenderFollowsIt() {
    waitForTheRoom();
    give(accepted(2, owner("ann"), guest("bob")));
    told.clear();
    Room seen = version(3, owner("ann"), guest("bob"), guest("cleo"));
    PeerEvent.Relayed early = relay(seen, "cleo", 1);
    give(early);
    assertThat(told).isEmpty();
    PeerEvent joined = new PeerEvent.UserJoined(seen, guest("cleo"), Opaque.NONE);
    give(joined);
    assertThat(told).containsExactly(joined, early);
  }

  @Test
  void aRelayFromWhoHasLeftIsDropped() {
    waitForTheRoom();
    Room seen = version(2, owner("ann"), guest("bob"), guest("cleo"));
    give(accepted(2, owner("ann"), guest("bob"), guest("cleo")));
    give(
        new PeerEvent.UserLeft(version(3, owner("ann"), guest("bob")), guest("cleo"), Opaque.NONE));
    told.clear();
    give(relay(seen, "cleo", 1));
    give(
        new PeerEvent.UserJoined(
            version(5, owner("ann"), guest("bob"), guest("cleo")), guest("cleo"), Opaque.NONE));
    assertThat(told).singleElement().isInstanceOf(PeerEvent.UserJoined.class);
  }

  @Test
  void aRelayOfARoomThatItKnowsNothingOfIsDropped() {
    give(relay(version(2, owner("ann"), guest("bob")), "ann", 1));
    waitForTheRoom();
    give(accepted(2, owner("ann"), guest("bob")));
    assertThat(told).singleElement().isInstanceOf(PeerEvent.JoinAccepted.class);
  }

  @Test
  void anEarlyRelayIsDroppedOnceTheRequestIsRejected() {
    waitForTheRoom();
    give(relay(version(2, owner("ann"), guest("bob")), "ann", 1));
    give(new PeerEvent.JoinRejected(KEY, bob.id(), Opaque.NONE));
    waitForTheRoom();
    told.clear();
    give(accepted(5, owner("ann"), guest("bob")));
    assertThat(told).hasSize(1);
  }

  @Test
  void anEarlyRelayIsDroppedOnceTheRequestIsWithdrawn() {
    waitForTheRoom();
    give(relay(version(2, owner("ann"), guest("bob")), "ann", 1));
    bob.settle(
        new RoomCommand.Leave(KEY, bob.id(), Opaque.NONE),
        new Step.Changed(version(3, owner("ann")), List.of()));
    waitForTheRoom();
    give(accepted(5, owner("ann"), guest("bob")));
    assertThat(told).hasSize(1);
  }

  @Test
  void earlyRelaysAreBoundedAndNoneIsDroppedWithoutAWord() {
    waitForTheRoom();
    Room seen = version(2, owner("ann"), guest("bob"));
    for (int i = 0; i < Limits.EARLY_RELAYS; i++) {
      assertThat(give(relay(seen, "ann", i))).isTrue();
    }
    assertThat(give(relay(seen, "ann", Limits.EARLY_RELAYS))).isFalse();
    give(accepted(2, owner("ann"), guest("bob")));
    assertThat(told).hasSize(1 + Limits.EARLY_RELAYS);
  }
}

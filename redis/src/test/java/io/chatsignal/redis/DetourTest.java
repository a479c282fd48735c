package io.chatsignal.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chatsignal.signaling.Directory;
import io.chatsignal.signaling.Opaque;
import io.chatsignal.signaling.PeerEvent;
import io.chatsignal.signaling.PeerId;
import io.chatsignal.signaling.RoomKey;
import io.chatsignal.signaling.RoomName;
import io.chatsignal.signaling.Signal;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The way of what a node has not read that has ended. */
class DetourTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final RoomKey DEN = new RoomKey("", new RoomName("den"));
  private static final PeerId ANN = new PeerId("here.ann");
  private static final PeerId BOB = new PeerId("ended.bob");
  private static final PeerId CLEO = new PeerId("ended.cleo");

  private final LoopRig rig = new LoopRig();
  private final Map<PeerId, String> places = new HashMap<>();
  private final Deque<Consumer<Boolean>> looks = new ArrayDeque<>();
  private final List<Message> received = new ArrayList<>();
  private ClusterDirectory directory = holding(Duration.ofMinutes(1));
  private final DepartedPeers departed =
      new DepartedPeers(rig.site, directory, rig.lease, new Sites());
  private final AtomicInteger sent = new AtomicInteger();
  private final AtomicInteger unreachable = new AtomicInteger();

  private ClusterDirectory holding(Duration time) {
    Site site = new Site(rig.site.tag(), rig.site.keys(), rig.loop, time.toNanos());
    ClusterDirectory made =
        new ClusterDirectory(new NoPeers(), site, rig.link, rig.lease, new Sites());
    rig.on(made::up);
    return made;
  }

  private final class Sites implements Detours.Sites {
    @Override
    public Optional<String> siteOf(RoomKey room, PeerId peer) {
      return Optional.ofNullable(places.get(peer));
    }

    @Override
    public void look(RoomKey room, Consumer<Boolean> looked) {
      looks.add(looked);
    }

    @Override
    public void receive(Message message) {
      received.add(message);
    }

    @Override
    public void missHere(Message.Missing missing) {
      received.add(missing);
    }
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  private static PeerEvent.Relayed relay() {
    return relay("1");
  }

  private static PeerEvent.Relayed relay(String text) {
    Signal signal = new Signal(Signal.Kind.MESSAGE, new Opaque(text));
    return new PeerEvent.Relayed(DEN, 1, ANN, signal, Opaque.NONE);
  }

  private void passOn(PeerId peer, PeerEvent.Relayed relayed) {
    LocalSessions.Held held = new LocalSessions.Held(peer, List.of(DEN));
    rig.on(() -> departed.add(held, "ended", 1).way().accept(relayed));
  }

  private void count(Directory.Passing passing) {
    unreachable.addAndGet(passing == Directory.Passing.UNREACHABLE ? 1 : 0);
  }

  private void annIsAboutToMove() {
    rig.on(() -> departed.whenPassedOn(ANN, sent::incrementAndGet));
  }

  private void awaitSent() {
    await().until(() -> rig.on(directory::isEmpty));
  }

  private void awaitLooks(int count) {
    await().until(() -> rig.on(looks::size) == count);
  }

  @Test
  void whatIsLookedForWhenItsSenderMovesGoesOnce() {
    rig.end("ended");
    rig.open("next");
    places.put(BOB, "ended");
    passOn(BOB, relay());
    awaitLooks(1);
    annIsAboutToMove();
    places.put(BOB, "next");
    rig.on(() -> looks.remove().accept(true));
    await().until(() -> sent.get() == 1);
    awaitSent();
    assertThat(rig.entries("next")).isEqualTo(1);
    assertThat(sent).hasValue(1);
  }

  @Test
  void aSenderMovesOnlyWhenAllThatItHasSaidIsWhereOthersWillFindIt() {
    rig.end("ended");
    rig.open("quick");
    places.put(BOB, "ended");
    places.put(CLEO, "ended");
    passOn(BOB, relay());
    passOn(CLEO, relay());
    awaitLooks(1);
    annIsAboutToMove();
    places.put(BOB, "slow"); // Nobody can write to it yet.
    places.put(CLEO, "quick");
    rig.on(() -> looks.remove().accept(true));
    await().until(() -> rig.entries("quick") == 1);
    AtomicInteger behind = new AtomicInteger();
    PeerEvent.Relayed more = relay();
    places.put(new PeerId("quick.dan"), "quick");
    directory.relay(List.of(new PeerId("quick.dan")), more, _ -> behind.incrementAndGet());
    await().until(() -> behind.get() == 1);
    assertThat(sent).hasValue(0);
    rig.open("slow");
    await().until(() -> sent.get() == 1);
    assertThat(rig.entries("slow")).isEqualTo(1);
  }

  @Test
  void whatCannotBeLookedForIsGivenUpWithAWordAndWhatIsBehindItGoesOn() {
    directory = holding(Duration.ZERO);
    rig.end("ended");
    places.put(BOB, "ended");
    directory.relay(List.of(BOB), relay(), this::count);
    awaitLooks(1);
    rig.on(directory::expire);
    assertThat(unreachable).hasValue(1);
    directory.relay(List.of(BOB), relay(), _ -> {});
    awaitLooks(2);
    rig.open("next");
    places.put(BOB, "next");
    rig.on(() -> looks.forEach(look -> look.accept(true)));
    awaitSent();
    assertThat(rig.entries("next")).isEqualTo(1);
  }

  @Test
  void whatCannotBeLookedForAsTheLeaseIsLostIsRefused() {
    rig.end("ended");
    places.put(BOB, "ended");
    directory.relay(List.of(BOB), relay(), this::count);
    awaitLooks(1);
    rig.on(() -> looks.remove().accept(false));
    assertThat(unreachable).hasValue(1);
    assertThat(rig.on(directory::isEmpty)).isTrue();
  }

  @Test
  void whatComesLaterDoesNotOvertakeWhatIsLookedFor() {
    rig.end("ended");
    rig.open("next");
    places.put(BOB, "ended");
    directory.relay(List.of(BOB), relay("first"), _ -> {});
    awaitLooks(1);
    places.put(BOB, "next");
    rig.on(() -> directory.learn(places));
    directory.relay(List.of(BOB), relay("second"), _ -> {});
    rig.on(() -> looks.remove().accept(true));
    awaitSent();
    assertThat(rig.inbox("next")).containsSubsequence("first", "second");
    directory.relay(List.of(BOB), relay("third"), _ -> {});
    await().until(() -> rig.inbox("next").contains("third"));
    assertThat(looks).isEmpty();
  }

  /** The first may still be passed on there. */
  @Test
  void whatComesLaterTakesTheSameDetourAlsoWhenThePeerHasMovedOn() {
    rig.end("ended");
    rig.open("one");
    rig.open("two");
    places.put(BOB, "one");
    directory.relay(List.of(BOB), relay("first"), _ -> {});
    awaitSent();
    places.put(BOB, "two");
    rig.on(() -> directory.learn(places));
    directory.relay(List.of(BOB), relay("second"), _ -> {});
    awaitSent();
    passOn(BOB, relay("third"));
    awaitSent();
    assertThat(rig.inbox("one")).containsSubsequence("first", "second", "third");
    assertThat(rig.entries("two")).isZero();
  }

  @Test
  void whatIsForAPeerThatHasComeBackFromThereIsForItself() {
    rig.end("ended");
    places.put(BOB, "here");
    passOn(BOB, relay());
    awaitSent();
    assertThat(received).containsExactly(new Message.Relay(List.of(BOB), 1, relay()));
  }

  @Test
  void whatAFormerNodeHasPassedOnIsKnownForThatAtTheEndOfItsOtherWay() {
    rig.end("ended");
    rig.open("next");
    places.put(BOB, "next");
    passOn(BOB, relay());
    awaitSent();
    assertThat(rig.inbox("next")).contains(Message.relay(List.of(BOB), 1, relay()));
  }

  @Test
  void aPeerForWhomMoreWaitsThanThereIsRoomForIsSaidToMissSomething() {
    rig.open("ended");
    rig.link.close(); // So nothing goes.
    String large = "x".repeat(1 << 18);
    for (int i = 0; i < 40; i++) {
      passOn(BOB, relay(large));
    }
    assertThat(departed.isSettled()).isFalse();
    assertThat(rig.on(() -> directory.hasRoomFor("ended"))).isFalse();
  }

  @Test
  void whatAPeerMissesIsToldAfterRedisWasAwayHoweverLongItWasSinceARelayCame() {
    long then = System.nanoTime();
    rig.open("next");
    rig.on(() -> departed.add(new LocalSessions.Held(BOB, List.of(DEN)), "next", 1));
    rig.on(() -> {
      departed.expire(then); // As long ago as Redis was away.
      departed.missing(new Message.Missing(DEN, BOB));
    });
    await().until(() -> rig.on(departed::isSettled));
    assertThat(rig.inbox("next")).contains(Message.text(new Message.Missing(DEN, BOB)));
    rig.on(() -> {
      departed.expire(System.nanoTime());
      departed.missing(new Message.Missing(DEN, BOB));
    });
    assertThat(rig.entries("next")).isEqualTo(1);
  }

  @Test
  void whatAPeerMissesIsToldThoughARedisThatLostItsDataKnowsNobodyAtFirst() {
    directory = holding(Duration.ZERO);
    DepartedPeers of = new DepartedPeers(rig.site, directory, rig.lease, new Sites());
    rig.on(() -> of.add(new LocalSessions.Held(BOB, List.of(DEN)), "next", 1));
    rig.on(() -> of.missing(new Message.Missing(DEN, BOB)));
    rig.on(directory::expire); // Nobody can write to it yet.
    long start = System.nanoTime();
    long twoLooks = TimeUnit.MILLISECONDS.toNanos(3 * rig.lease.refreshMillis());
    await()
        .until(() -> {
          rig.on(rig.lease::refresh);
          return System.nanoTime() - start > twoLooks;
        });
    assertThat(rig.on(of::isSettled)).isFalse();
    rig.open("next");
    rig.lease("next");
    rig.on(rig.lease::refresh);
    await().until(() -> rig.on(of::isSettled));
    assertThat(rig.inbox("next")).contains(Message.text(new Message.Missing(DEN, BOB)));
  }

  @Test
  void whatAPeerMissesIsToldWhereItIsIfTheNodeThatItWentToIsGone() {
    directory = holding(Duration.ZERO);
    DepartedPeers of = new DepartedPeers(rig.site, directory, rig.lease, new Sites());
    Message.Missing missing = new Message.Missing(DEN, BOB);
    rig.on(() -> of.add(new LocalSessions.Held(BOB, List.of(DEN)), "gone", 1));
    rig.on(() -> of.missing(missing));
    rig.open("next");
    places.put(BOB, "next");
    await()
        .atMost(LONG)
        .until(() -> {
          rig.on(rig.lease::refresh);
          rig.on(directory::expire);
          return rig.on(() -> !looks.isEmpty());
        });
    rig.on(() -> looks.remove().accept(true));
    await().until(() -> rig.inbox("next").contains(Message.text(missing)));
    await().until(() -> rig.on(of::isSettled));
  }

  @Test
  void aRelayForSomebodyWhomNobodyHereKnowsAnyMoreIsSaidToBeMissing() {
    rig.open("next");
    List<Message.Missing> missing =
        Stream.of(ANN, BOB, CLEO).map(peer -> new Message.Missing(DEN, peer)).toList();
    rig.on(() -> missing.forEach(departed::lose));
    places.put(ANN, "here");
    places.put(BOB, "next"); // The third one has left the room.
    rig.on(() -> looks.forEach(look -> look.accept(true)));
    await().until(() -> rig.on(departed::isSettled));
    assertThat(received).containsExactly(missing.get(0));
    assertThat(rig.inbox("next")).contains(Message.text(missing.get(1)));
    assertThat(rig.entries("next")).isEqualTo(1);
  }

  @Test
  void whatANodeIsTooSlowToReadWaitsAndIsNotThrownAway() {
    rig.open("next");
    rig.fill("next", 10_000);
    PeerId dan = new PeerId("next.dan");
    directory.relay(List.of(dan), relay("late"), this::count);
    rig.settle();
    rig.settle();
    assertThat(rig.entries("next")).isEqualTo(10_000);
    rig.redis.tell("XTRIM " + rig.site.keys().inbox("next") + " MAXLEN 1");
    await().until(() -> rig.inbox("next").contains("late"));
    assertThat(unreachable).hasValue(0);
  }

  @Test
  void whatIsSaidWhileTheWayToANodeIsForgottenIsGivenUpInTime() throws Exception {
    directory = holding(Duration.ZERO);
    CountDownLatch said = new CountDownLatch(1);
    CompletableFuture<Void> forgotten = new CompletableFuture<>();
    rig.loop.execute(() -> {
      try {
        said.await();
        directory.forget("ended");
        forgotten.complete(null);
      } catch (InterruptedException e) {
        forgotten.completeExceptionally(e);
      }
    });
    directory.relay(List.of(BOB), relay(), this::count);
    said.countDown();
    forgotten.get();
    rig.on(directory::expire);
    assertThat(unreachable).hasValue(1);
  }

  @Test
  void peersThatHaveGoneOnAreSaidToMissSomethingIfThisNodeIsTakenForDead() {
    rig.open("next");
    rig.on(() -> departed.add(new LocalSessions.Held(BOB, List.of(DEN)), "next", 1));
    rig.on(departed::fence);
    await().until(() -> rig.on(departed::isSettled));
    assertThat(rig.inbox("next")).contains(Message.text(new Message.Missing(DEN, BOB)));
  }
}

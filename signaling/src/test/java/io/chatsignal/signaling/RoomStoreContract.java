package io.chatsignal.signaling;

import static io.chatsignal.signaling.Sample.NOTE;
import static io.chatsignal.signaling.Sample.info;
import static io.chatsignal.signaling.Sample.key;
import static io.chatsignal.signaling.Sample.peer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What every room store promises, whether it keeps rooms here or elsewhere. */
public abstract class RoomStoreContract {
  private static final int THREADS = 8;

  /** Records what each peer is given, in order. */
  protected static final class Recorder implements Directory {
    private final ConcurrentHashMap<PeerId, Queue<Object>> received = new ConcurrentHashMap<>();

    @Override
    public void deliver(Collection<PeerId> to, PeerEvent event) {
      to.forEach(peer -> of(peer).add(event));
    }

    Queue<Object> of(PeerId peer) {
      return received.computeIfAbsent(peer, _ -> new ConcurrentLinkedQueue<>());
    }
  }

  private final Recorder recorder = new Recorder();

  /** A new store without rooms. */
  protected abstract RoomStore newStore(RoomLimits limits, Directory directory);

  private RoomStore newStore() {
    return newStore(RoomLimits.defaults(), recorder);
  }

  @Test
  void ofAThousandSimultaneousCreatesOneWins() throws InterruptedException {
    RoomStore store = newStore();
    AtomicInteger winners = new AtomicInteger();
    AtomicInteger losers = new AtomicInteger();
    concurrently(
        1000,
        i ->
            store.submit(
                new RoomCommand.Create(key("one"), peer("p" + i), Opaque.NONE),
                step -> {
                  boolean taken = step.equals(new Step.Refused(Rejection.ROOM_TAKEN));
                  (taken ? losers : winners).incrementAndGet();
                }));
    await().until(() -> winners.get() + losers.get() == 1000);
    assertThat(winners).hasValue(1);
  }

  @Test
  void aNameIsFreeAgainOnceItsRoomHasEnded() {
    RoomStore store = newStore();
    assertThat(take(store, create("den", "ann"))).isInstanceOf(Step.Changed.class);
    assertThat(take(store, leave("den", "ann"))).isInstanceOf(Step.Ended.class);
    assertThat(take(store, create("den", "bob"))).isInstanceOf(Step.Changed.class);
  }

  @Test
  void roomsOfOneNameInDifferentAppsAreDifferentRooms() {
    RoomStore store = newStore();
    for (String app : List.of("", "web", "mobile")) {
      RoomKey key = RoomScope.APP.key(new AppName("x" + app), new RoomName("den"));
      assertThat(take(store, new RoomCommand.Create(key, peer("ann"), Opaque.NONE)))
          .isInstanceOf(Step.Changed.class);
    }
  }

  @Test
  void aRefusedCommandDeliversNothingAndChangesNothing() {
    RoomStore store = newStore();
    Room before = ((Step.Changed) take(store, create("den", "ann"))).room();
    take(store, accept("den", "ann", "nobody"));
    assertThat(recorder.of(peer("ann"))).isEmpty();
    assertThat(take(store, join("den", "ann"))).isEqualTo(new Step.Unchanged(before));
  }

  @Test
  void theLimitsGivenToTheStoreHold() {
    RoomStore store = newStore(new RoomLimits(128, 1, 1, 16), recorder);
    take(store, create("den", "ann"));
    take(store, join("den", "bob"));
    for (RoomCommand command : List.of(join("den", "cleo"), accept("den", "ann", "bob"))) {
      Step.Refused refused = (Step.Refused) take(store, command);
      assertThat(refused.rejection().code()).isEqualTo(RejectCode.TOO_LARGE);
    }
  }

  @Test
  void aStepIsSettledAfterItsDeliveriesAndBeforeThoseOfTheNext() {
    RoomStore store = newStore();
    Queue<Object> seen = recorder.of(peer("ann"));
    AtomicInteger settled = new AtomicInteger();
    List<RoomCommand> commands =
        List.of(
            create("den", "ann"),
            join("den", "bob"),
            accept("den", "ann", "bob"),
            leave("den", "bob"));
    for (RoomCommand command : commands) {
      store.submit(command, _ -> seen.add("settled " + settled.incrementAndGet()));
    }
    await().until(() -> settled.get() == commands.size());
    assertThat(seen.stream().map(each -> each instanceof PeerEvent event ? kind(event) : each))
        .containsExactly(
            "settled 1",
            "JoinRequested",
            "settled 2",
            "UserJoined",
            "settled 3",
            "UserLeft",
            "settled 4");
  }

  @Test
  void allMembersSeeARoomsChangesInOneOrder() throws InterruptedException {
    RoomStore store = newStore();
    take(store, create("den", "ann"));
    for (int i = 0; i < 10; i++) {
      take(store, join("den", "m" + i));
      take(store, accept("den", "ann", "m" + i));
    }
    recorder.received.clear();
    AtomicInteger settled = new AtomicInteger();
    Random random = new Random(1); // What the threads make of it differs each time anyway.
    List<RoomCommand> storm = new ArrayList<>();
    for (int i = 0; i < 2000; i++) {
      String guest = "g" + random.nextInt(20);
      storm.add(
          switch (random.nextInt(3)) {
            case 0 -> join("den", guest);
            case 1 -> accept("den", "ann", guest);
            default -> leave("den", guest);
          });
    }
    concurrently(storm.size(), i -> store.submit(storm.get(i), _ -> settled.incrementAndGet()));
    await().until(() -> settled.get() == storm.size());
    List<Object> first = changes("m0");
    assertThat(first).isNotEmpty();
    for (int i = 1; i < 10; i++) {
      assertThat(changes("m" + i)).isEqualTo(first);
    }
    assertThat(first.stream().map(RoomStoreContract::version)).isSorted().doesNotHaveDuplicates();
  }

  private List<Object> changes(String member) {
    return List.copyOf(recorder.of(peer(member)));
  }

  private static Long version(Object event) {
    return switch (event) {
      case PeerEvent.UserJoined joined -> joined.room().version();
      case PeerEvent.UserLeft left -> left.room().version();
      default -> throw new AssertionError(event);
    };
  }

  private static String kind(PeerEvent event) {
    return event.getClass().getSimpleName();
  }

  /** What came of the command, once it is settled. */
  private static Step take(RoomStore store, RoomCommand command) {
    Queue<Step> settled = new ConcurrentLinkedQueue<>();
    store.submit(command, settled::add);
    await().until(() -> !settled.isEmpty());
    return settled.remove();
  }

  /** An action that is given its number. */
  private interface Numbered {
    void run(int number);
  }

  /** Runs it so many times on several threads that start at once. */
  private static void concurrently(int times, Numbered action) throws InterruptedException {
    CountDownLatch start = new CountDownLatch(1);
    AtomicInteger next = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < THREADS; t++) {
      threads.add(
          Thread.ofPlatform()
              .start(() -> {
                awaitQuietly(start);
                for (int i = next.getAndIncrement(); i < times; i = next.getAndIncrement()) {
                  action.run(i);
                }
              }));
    }
    start.countDown();
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static RoomCommand create(String room, String by) {
    return new RoomCommand.Create(key(room), peer(by), info(by));
  }

  private static RoomCommand join(String room, String by) {
    return new RoomCommand.Join(key(room), peer(by), info(by), NOTE);
  }

  private static RoomCommand accept(String room, String by, String candidate) {
    return new RoomCommand.Accept(key(room), peer(by), peer(candidate), NOTE);
  }

  private static RoomCommand leave(String room, String by) {
    return new RoomCommand.Leave(key(room), peer(by), NOTE);
  }
}

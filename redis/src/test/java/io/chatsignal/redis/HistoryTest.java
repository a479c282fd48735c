package io.chatsignal.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chatsignal.signaling.Answer;
import io.chatsignal.signaling.PeerEvent;
import io.chatsignal.signaling.PeerId;
import io.chatsignal.signaling.Room;
import io.chatsignal.signaling.RoomKey;
import io.chatsignal.signaling.RoomName;
import io.chatsignal.testkit.RedisProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Clients on three nodes do random things, and come back to other nodes, while Redis and nodes fail
 * at random, and what each of them was told is held against the rules. {@code
 * -Dhistory.seconds=3600} goes on for an hour, with a new history every two minutes, as all that
 * anybody was ever told is kept until its end; {@code -Dhistory.seed=N} repeats the same choices in
 * each.
 */
class HistoryTest {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final List<String> ROOMS = List.of("one", "two", "three");
  private static final int CLIENTS_PER_NODE = 5;
  private static final int MOST_SECONDS = 120;

  /**
   * After so long all is healed and looked at: of those who go on, most have not been there for
   * long.
   */
  private static final long PART_NANOS = TimeUnit.SECONDS.toNanos(20);

  /** Some seconds before one: what was read late may have been said then. */
  private static final int FAULTS_BEFORE = 4;

  private final long seed = Long.getLong("history.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private final RedisProcess redis = new RedisProcess();
  private final List<HistorySeat> seats = new ArrayList<>();
  private final Map<PeerId, TestNode.Client> ever = new HashMap<>();
  private final List<Integer> relaysAtFaults = new ArrayList<>(List.of(0));
  private final List<HistoryGaps.Span> forgotten = new ArrayList<>();
  private final List<HistoryGaps.Span> ends = new ArrayList<>();

  /** The first relay that may have been on its way by a node when that began to end. */
  private final Map<HistorySeat, Integer> ending = new HashMap<>();

  private int relays;
  private int moves;
  private int lost;
  private int drained;
  private int pairs;

  @AfterEach
  void stop() {
    seats.forEach(HistorySeat::close);
    redis.close();
  }

  static IntStream secondsOfEach() {
    int all = Integer.getInteger("history.seconds", 120);
    return IntStream.iterate(all, left -> left > 0, left -> left - MOST_SECONDS)
        .map(left -> Math.min(left, MOST_SECONDS));
  }

  @ParameterizedTest
  @MethodSource("secondsOfEach")
  void whateverHappensTheRulesHold(int seconds) {
    System.out.println("HistoryTest: -Dhistory.seed=" + seed);
    for (int i = 0; i < 3; i++) {
      seats.add(new HistorySeat(redis));
    }
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    while (System.nanoTime() - end < 0) {
      live(Math.min(end, System.nanoTime() + PART_NANOS));
      heal();
      check();
    }
    System.out.println("HistoryTest: " + summary());
  }

  private void live(long end) {
    long nextFault = System.nanoTime();
    while (System.nanoTime() - end < 0) {
      settleMoves();
      fill();
      for (int i = 0; i < 10 && !everybody().isEmpty(); i++) {
        act(pick(seats));
      }
      if (System.nanoTime() - nextFault > 0) {
        relaysAtFaults.add(relays);
        fail(pick(seats));
        nextFault = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(1000 + random.nextInt(4000));
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(4)));
    }
  }

  private void check() {
    await().atMost(LONG).untilAsserted(this::checkAgreement);
    for (TestNode.Client client : everybody()) {
      await().atMost(LONG).until(() -> client.ended || client.isAnswered());
    }
    checkRelays();
  }

  private String summary() {
    long created = count(each -> each.answer() instanceof Answer.Created);
    long refused = count(each -> each.answer() instanceof Answer.Refused);
    long all = count(_ -> true);
    long accepted = told(PeerEvent.JoinAccepted.class);
    long passed = told(PeerEvent.Relayed.class);
    return "%d requests, %d refused, %d rooms, %d joins, %d relays received, %d kicked, "
            .formatted(all, refused, created, accepted, passed, told(PeerEvent.Kicked.class))
        + "%d moves and %d that failed, %d nodes drained, ".formatted(moves, lost, drained)
        + "%d pairs of relays without a gap".formatted(pairs);
  }

  private long count(Predicate<TestNode.Answered> which) {
    return ever.values().stream()
        .flatMap(client -> client.log.stream())
        .filter(each -> each instanceof TestNode.Answered answered && which.test(answered))
        .count();
  }

  private long told(Class<? extends PeerEvent> kind) {
    return ever.values().stream()
        .flatMap(client -> client.log.stream())
        .filter(kind::isInstance)
        .count();
  }

  private List<TestNode.Client> everybody() {
    return seats.stream().flatMap(seat -> seat.clients.stream()).toList();
  }

  private void fill() {
    for (HistorySeat seat : seats) {
      while (seat.isOpen() && seat.size() < CLIENTS_PER_NODE) {
        TestNode.Client client = seat.enter();
        assertThat(ever.put(client.id(), client)).isNull();
      }
    }
  }

  private void settleMoves() {
    for (HistorySeat seat : seats) {
      seat.goOn();
      if (seat.isOpen() && ending.containsKey(seat)) {
        ends.add(new HistoryGaps.Span(ending.remove(seat), relays));
      }
      for (TestNode.Client client : seat.welcome()) {
        client.disconnect();
        lost++;
      }
    }
  }

  private void act(HistorySeat seat) {
    if (seat.clients.isEmpty()) {
      return;
    }
    TestNode.Client client = pick(seat.clients);
    String room = pick(ROOMS);
    switch (random.nextInt(20)) {
      case 0, 1 -> client.create(room);
      case 2, 3, 4 -> client.join(room);
      case 5, 6, 7, 8, 9, 10 -> acceptLastWho(client);
      case 11 -> {
        if (random.nextInt(8) == 0) {
          client.leave(room);
        }
      }
      case 12 -> {
        switch (random.nextInt(100)) {
          case 0 -> {
            client.disconnect();
            seat.clients.remove(client);
          }
          case 1, 2, 3, 4, 5 -> {
            seat.clients.remove(client);
            other(seat).fetch(client);
            moves++;
          }
          default -> {}
        }
      }
      default -> client.relayToAll(room, Integer.toString(++relays));
    }
  }

  /** Another one that goes on, or one that doesn't if there is no other. */
  private HistorySeat other(HistorySeat than) {
    List<HistorySeat> others = seats.stream().filter(seat -> seat != than).toList();
    List<HistorySeat> open = others.stream().filter(HistorySeat::isOpen).toList();
    return pick(open.isEmpty() ? others : open);
  }

  private void acceptLastWho(TestNode.Client owner) {
    List<PeerEvent.JoinRequested> asked = owner.seen(PeerEvent.JoinRequested.class);
    if (!asked.isEmpty()) {
      PeerEvent.JoinRequested request =
          asked.get(asked.size() - 1 - random.nextInt(Math.min(3, asked.size())));
      owner.accept(request.key().name().value(), request.candidate().id());
    }
  }

  private void fail(HistorySeat seat) {
    if (seat.isCut()) {
      seat.toggle();
      return;
    }
    switch (random.nextInt(8)) {
      case 0 -> {
        if (seat.isOpen()) {
          seat.crash();
        }
      }
      case 1 -> restartRedis();
      case 2 -> seat.toggle();
      case 3, 4 -> {
        if (seat.isOpen()) {
          drained++;
          moves += seat.clients.size();
          ending.put(seat, relayBeforeFaults());
          seat.leave(() -> other(seat));
        }
      }
      default -> {}
    }
  }

  private void restartRedis() {
    redis.kill();
    if (random.nextInt(3) == 0) {
      redis.forgetData();
      forgotten.add(new HistoryGaps.Span(relayBeforeFaults(), relays));
    }
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(3000)));
    redis.start();
    seats.stream()
        .filter(each -> !each.isCut() && each.isOpen())
        .forEach(each -> each.node().ready());
  }

  private int relayBeforeFaults() {
    return relaysAtFaults.get(Math.max(0, relaysAtFaults.size() - FAULTS_BEFORE));
  }

  private void heal() {
    await()
        .atMost(LONG)
        .until(() -> {
          settleMoves();
          return seats.stream().allMatch(HistorySeat::isSettled);
        });
    seats.forEach(HistorySeat::heal);
  }

  private <T> T pick(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }

  // ---- the rules

  /** All nodes have the same value of each room, and each client knows who is in its rooms. */
  private void checkAgreement() {
    settleMoves();
    Map<PeerId, HistoryView> here = new HashMap<>();
    for (TestNode.Client client : everybody()) {
      assertThat(here.put(client.id(), new HistoryView(client))).as("twice here").isNull();
    }
    for (HistorySeat seat : seats) {
      assertThat(here.keySet()).as("whom nobody uses").containsAll(seat.node().clients.keySet());
    }
    for (String name : ROOMS) {
      RoomKey key = new RoomKey("", new RoomName(name));
      Map<Long, Room> values = new HashMap<>();
      Optional<Room> truth = Optional.empty();
      for (HistorySeat seat : seats) {
        Optional<Room> known = seat.node().node.look(key);
        known.ifPresent(room -> values.put(room.version(), room));
        truth = known.isPresent() ? known : truth;
      }
      assertThat(values).as("seed %d, values of %s", seed, name).hasSizeLessThanOrEqualTo(1);
      Set<PeerId> members =
          new HashSet<>(truth.map(room -> room.members().keySet()).orElse(Set.of()));
      assertThat(here.keySet()).as("seed %d, members of %s", seed, name).containsAll(members);
      here.forEach((id, view) ->
          assertThat(view.members(key))
              .as("seed %d, %s as %s sees it", seed, name, id)
              .isEqualTo(members.contains(id) ? members : Set.of()));
    }
  }

  /** Who goes on has heard everything in order, wherever it has been. */
  private void checkRelays() {
    Map<PeerId, HistoryView> views = new HashMap<>();

    ever.forEach((id, client) -> views.put(id, new HistoryView(client)));
    HistoryGaps gaps = new HistoryGaps(views, forgotten, ends);
    for (TestNode.Client client : everybody()) {
      assertThat(gaps.of(client.id())).as("seed %d", seed).isEmpty();
      assertThat(gaps.overtaken(client.id())).as("seed %d", seed).isEmpty();
    }
    pairs += gaps.checked();
  }
}

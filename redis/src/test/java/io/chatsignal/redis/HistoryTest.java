package io.chatsignal.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chatsignal.signaling.Answer;
import io.chatsignal.signaling.PeerEvent;
import io.chatsignal.signaling.PeerId;
import io.chatsignal.signaling.Request;
import io.chatsignal.signaling.Room;
import io.chatsignal.signaling.RoomKey;
import io.chatsignal.signaling.RoomName;
import io.chatsignal.testkit.DropProxy;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Clients on three nodes do random things while Redis and nodes fail at random, and what each of
 * them was told is held against the rules. {@code -Dhistory.seconds=3600} goes on for an hour,
 * {@code -Dhistory.seed=N} repeats the same choices.
 */
class HistoryTest {
  private static final Duration LEASE = Duration.ofSeconds(2);
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final List<String> ROOMS = List.of("one", "two", "three");
  private static final int CLIENTS_PER_NODE = 5;

  private final long seed = Long.getLong("history.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private final RedisProcess redis = new RedisProcess();
  private final List<Seat> seats = new ArrayList<>();
  private final List<TestNode.Client> everybody = new ArrayList<>();
  private final List<TestNode.Client> ever = new ArrayList<>();
  private int relays;

  /** A node, its way to Redis, and its clients. */
  private final class Seat {
    private final DropProxy proxy = new DropProxy(redis.port());
    private TestNode node = start();
    private final List<TestNode.Client> clients = new ArrayList<>();
    private boolean cut;

    private TestNode start() {
      return new TestNode(RedisConfig.of(proxy.url()).withLease(LEASE)).ready();
    }

    void fill() {
      while (clients.size() < CLIENTS_PER_NODE) {
        TestNode.Client client = node.enter();
        clients.add(client);
        everybody.add(client);
        ever.add(client);
      }
    }

    void crash() {
      node.crash();
      everybody.removeAll(clients);
      clients.clear();
      proxy.heal();
      cut = false;
      node = start();
    }

    void toggle() {
      cut = !cut;
      if (cut) {
        proxy.cut();
      } else {
        proxy.heal();
      }
    }
  }

  @AfterEach
  void stop() {
    seats.forEach(seat -> {
      seat.node.close();
      seat.proxy.close();
    });
    redis.close();
  }

  @Test
  void whateverHappensTheRulesHold() {
    System.out.println("HistoryTest: -Dhistory.seed=" + seed);
    for (int i = 0; i < 3; i++) {
      seats.add(new Seat());
    }
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(Long.getLong("history.seconds", 120));
    long nextFault = System.nanoTime();
    while (System.nanoTime() - end < 0) {
      seats.forEach(Seat::fill);
      for (int i = 0; i < 10; i++) {
        act(pick(everybody));
        seats.forEach(Seat::fill);
      }
      if (System.nanoTime() - nextFault > 0) {
        fail(pick(seats));
        nextFault = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(1000 + random.nextInt(4000));
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(4)));
    }
    heal();
    for (TestNode.Client client : everybody) {
      await().atMost(LONG).until(client::isAnswered);
    }
    await().atMost(LONG).untilAsserted(this::checkAgreement);
    everybody.forEach(client -> new View(client).check());
    System.out.println("HistoryTest: " + summary());
  }

  private String summary() {
    long created = count(each -> each.answer() instanceof Answer.Created);
    long refused = count(each -> each.answer() instanceof Answer.Refused);
    long all = count(_ -> true);
    long accepted = told(PeerEvent.JoinAccepted.class);
    long passed = told(PeerEvent.Relayed.class);
    return "%d requests, %d refused, %d rooms, %d joins, %d relays received, %d kicked"
        .formatted(all, refused, created, accepted, passed, told(PeerEvent.Kicked.class));
  }

  private long count(Predicate<TestNode.Answered> which) {
    return ever.stream()
        .flatMap(client -> client.log.stream())
        .filter(each -> each instanceof TestNode.Answered answered && which.test(answered))
        .count();
  }

  private long told(Class<? extends PeerEvent> kind) {
    return ever.stream().flatMap(client -> client.log.stream()).filter(kind::isInstance).count();
  }

  private void act(TestNode.Client client) {
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
        if (random.nextInt(100) == 0) {
          client.disconnect();
          everybody.remove(client);
          seats.forEach(seat -> seat.clients.remove(client));
        }
      }
      default -> client.relayToAll(room, Integer.toString(++relays));
    }
  }

  private void acceptLastWho(TestNode.Client owner) {
    List<PeerEvent.JoinRequested> asked = owner.seen(PeerEvent.JoinRequested.class);
    if (!asked.isEmpty()) {
      PeerEvent.JoinRequested request =
          asked.get(asked.size() - 1 - random.nextInt(Math.min(3, asked.size())));
      owner.accept(request.key().name().value(), request.candidate().id());
    }
  }

  private void fail(Seat seat) {
    switch (random.nextInt(6)) {
      case 0 -> seat.crash();
      case 1 -> {
        redis.kill();
        if (random.nextInt(3) == 0) {
          redis.forgetData();
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(3000)));
        redis.start();
        seats.stream().filter(each -> !each.cut).forEach(each -> each.node.ready());
      }
      case 2, 3 -> seat.toggle();
      default -> {}
    }
  }

  private void heal() {
    seats.forEach(seat -> {
      if (seat.cut) {
        seat.toggle();
      }
      seat.node.ready();
    });
  }

  private <T> T pick(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }

  // ---- the rules

  /** All nodes have the same value of each room, and each client knows who is in its rooms. */
  private void checkAgreement() {
    Set<PeerId> here = new HashSet<>();
    everybody.forEach(client -> here.add(client.id()));
    for (String name : ROOMS) {
      RoomKey key = new RoomKey("", new RoomName(name));
      Map<Long, Room> values = new HashMap<>();
      Optional<Room> truth = Optional.empty();
      for (Seat seat : seats) {
        Optional<Room> known = seat.node.node.look(key);
        known.ifPresent(room -> values.put(room.version(), room));
        truth = known.isPresent() ? known : truth;
      }
      assertThat(values).as("seed %d, values of %s", seed, name).hasSizeLessThanOrEqualTo(1);
      Set<PeerId> members =
          new HashSet<>(truth.map(room -> room.members().keySet()).orElse(Set.of()));
      assertThat(here).as("seed %d, members of %s", seed, name).containsAll(members);
      for (TestNode.Client client : everybody) {
        Set<PeerId> view = new View(client).members(key);
        Set<PeerId> expected = members.contains(client.id()) ? members : Set.of();
        assertThat(view)
            .as("seed %d, %s as %s sees it", seed, name, client.id())
            .isEqualTo(expected);
      }
    }
  }

  /** What one says in one room arrives in order; it may wait for news of that room. */
  private record Line(RoomKey room, PeerId from) {}

  /** What one client has been told, in order, and what follows from it. */
  private final class View {
    private final TestNode.Client client;
    private final Map<RoomKey, Set<PeerId>> rooms = new HashMap<>();
    private final Map<Line, Integer> newest = new HashMap<>();

    View(TestNode.Client client) {
      this.client = client;
    }

    Set<PeerId> members(RoomKey key) {
      check();
      return rooms.getOrDefault(key, Set.of());
    }

    void check() {
      rooms.clear();
      newest.clear();
      for (Object each : client.log) {
        switch (each) {
          case TestNode.Answered answered -> note(answered);
          case PeerEvent event -> note(event);
          default -> throw new AssertionError(each);
        }
      }
    }

    private void note(TestNode.Answered answered) {
      if (answered.request() instanceof Request.Signed signed) {
        RoomKey key = new RoomKey("", signed.room());
        if (answered.answer() instanceof Answer.Created) {
          require(!rooms.containsKey(key), "created a room that it is in", key);
          rooms.put(key, new HashSet<>(Set.of(client.id())));
        } else if (signed instanceof Request.LeaveRoom
            && answered.answer() instanceof Answer.Done) {
          rooms.remove(key);
        }
      }
    }

    private void note(PeerEvent event) {
      Set<PeerId> members = rooms.get(event.key());
      switch (event) {
        case PeerEvent.JoinAccepted accepted ->
            rooms.put(event.key(), new HashSet<>(accepted.room().members().keySet()));
        case PeerEvent.UserJoined joined ->
            require(members != null && members.add(joined.member().id()), "joined twice", event);
        case PeerEvent.UserLeft left ->
            require(members != null && members.remove(left.member().id()), "left twice", event);
        case PeerEvent.OwnerChanged changed ->
            require(members != null && members.contains(changed.owner()), "a strange owner", event);
        case PeerEvent.Kicked _ -> rooms.remove(event.key());
        case PeerEvent.Relayed relayed -> {
          require(members != null && members.contains(relayed.from()), "a stranger's", event);
          int number = Integer.parseInt(relayed.signal().content().json());
          Integer before = newest.put(new Line(relayed.key(), relayed.from()), number);
          require(before == null || before < number, "a relay twice or late", event);
        }
        case PeerEvent.JoinRequested _,
            PeerEvent.JoinCancelled _,
            PeerEvent.JoinRejected _,
            PeerEvent.JoinAbandoned _ -> {}
      }
    }

    private void require(boolean condition, String fault, Object what) {
      if (!condition) {
        throw new AssertionError("seed " + seed + ": " + client.id() + ": " + fault + ": " + what);
      }
    }
  }
}

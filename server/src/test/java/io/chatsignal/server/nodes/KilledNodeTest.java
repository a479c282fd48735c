package io.chatsignal.server.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Nodes are killed at random moments while others go on: four in each of five rounds. */
class KilledNodeTest {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final int VICTIMS = 4;
  private static final List<String> ROOMS = List.of("red", "green", "blue");

  private final long seed = Long.getLong("kill.seed", System.nanoTime());
  private final int rounds = Integer.getInteger("kill.rounds", 5);
  private final Random random = new Random(seed);
  private final List<Caller> residents = new ArrayList<>();
  private long slowestMillis;

  /** A node that is going to be killed, and its peers. */
  private record Victim(Node node, List<Caller> callers, String own) {}

  @Test
  void whoIsLeftKeepsItsRoomsAndHearsOfEachDeadPeerOnce() {
    System.out.println("KilledNodeTest: -Dkill.seed=" + seed);
    try (Deployment deployment = new Deployment();
        Chatter chatter = new Chatter()) {
      Node a = deployment.start();
      Node b = deployment.start();
      List<Node> next = startVictims(deployment);
      settle(a.listening(), b.listening());
      residents.forEach(resident -> ROOMS.forEach(room -> chatter.shout(resident, room)));
      for (int round = 0; round < rounds; round++) {
        List<Node> victims = next;
        next = startVictims(deployment);
        kill(deployment, victims, round);
      }
      for (Caller resident : residents) {
        assertThat(resident.isGone()).isFalse();
        assertThat(resident.told("room-kicked")).as("seed %d", seed).isEmpty();
      }
      for (String room : ROOMS) {
        Caller.at(a).joinSurely(room);
        Caller.at(b).joinSurely(room);
      }
      checkNobodyLeftTwice();
    }
    System.out.println(
        "KilledNodeTest: %d nodes killed, the last of their peers gone after %d ms at most"
            .formatted(VICTIMS * rounds, slowestMillis));
  }

  private static List<Node> startVictims(Deployment deployment) {
    return Stream.generate(deployment::start).limit(VICTIMS).toList();
  }

  private void settle(Node a, Node b) {
    for (Node node : List.of(a, b)) {
      residents.add(Caller.at(node));
      residents.add(Caller.at(node));
    }
    for (int i = 0; i < ROOMS.size(); i++) {
      Caller owner = residents.get(i);
      String room = ROOMS.get(i);
      owner.createSurely(room);
      residents.stream().filter(each -> each != owner).forEach(each -> each.joinSurely(room));
    }
  }

  private void kill(Deployment deployment, List<Node> nodes, int round) {
    List<Victim> victims = new ArrayList<>();
    for (Node node : nodes) {
      node.listening();
      List<Caller> callers = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        callers.add(Caller.at(node));
      }
      String own = "own" + round + "-" + victims.size();
      callers.getFirst().createSurely(own);
      residents.forEach(resident -> resident.join(own));
      for (Caller caller : callers) {
        ROOMS.forEach(caller::join);
      }
      victims.add(new Victim(node, callers, own));
    }
    for (Victim victim : victims) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(200)));
      victim.node().kill();
    }
    long start = System.nanoTime();
    for (Victim victim : victims) {
      for (Caller dead : victim.callers()) {
        await()
            .atMost(LONG)
            .alias("seed " + seed + ", round " + round)
            .until(
                () -> residents.stream().allMatch(resident -> hasSeenOff(resident, dead, victim)));
      }
    }
    slowestMillis =
        Math.max(slowestMillis, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
    for (Victim victim : victims) {
      String tag = victim.callers().getFirst().tag();
      await().atMost(LONG).until(() -> !deployment.remembers(tag));
      checkOwner(victim.own());
      victim.callers().forEach(Caller::close);
    }
  }

  private static boolean hasSeenOff(Caller resident, Caller dead, Victim victim) {
    List<String> rooms = new ArrayList<>(ROOMS);
    rooms.add(victim.own());
    return rooms.stream()
        .allMatch(room -> !resident.knew(room, dead.id()) || resident.left(room, dead.id()) == 1);
  }

  /**
   * If anybody got into the dead owner's room there is an heir, and all who were there agree on who
   * that is; others were let in by the heir.
   */
  private void checkOwner(String own) {
    List<Caller> inside =
        residents.stream().filter(each -> !each.told("room-join-accept", own).isEmpty()).toList();
    if (!inside.isEmpty()) {
      await()
          .atMost(LONG)
          .until(() ->
              inside.stream().anyMatch(each -> !each.told("room-owner-change", own).isEmpty()));
      assertThat(
              inside.stream()
                  .flatMap(each -> each.told("room-owner-change", own).stream())
                  .map(change -> change.field("peer_id"))
                  .distinct())
          .as("seed %d", seed)
          .hasSize(1);
    }
    inside.forEach(each -> each.ask("room-leave", "'room':'" + own + "'").join());
  }

  private void checkNobodyLeftTwice() {
    for (Caller resident : residents) {
      Map<String, Long> left =
          resident.told("room-user-leave").stream()
              .collect(
                  Collectors.groupingBy(
                      each -> each.field("room") + " " + each.field("peer_id"),
                      Collectors.counting()));
      assertThat(left).as("seed %d", seed).allSatisfy((_, times) -> assertThat(times).isEqualTo(1));
    }
  }
}

package io.chatsignal.signaling;

import static io.chatsignal.signaling.Sample.KEY;
import static org.assertj.core.api.Assertions.assertThat;

import io.chatsignal.testkit.Seeds;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Random commands on one room, beside a model that knows the rules in another form. */
class RoomModelTest {
  private static final int ROUNDS = 300;
  private static final int COMMANDS = 400;
  private static final RoomLimits LIMITS = new RoomLimits(128, 5, 3, 16);
  private static final List<String> NAMES = List.of("a", "b", "c", "d", "e", "f", "g", "h");

  @Test
  void agreesWithASimpleModelUnderRandomCommands() {
    Seeds.run(ROUNDS, random -> new Run(random).go());
  }

  /** One room's life, several times over: it ends and is created again. */
  private static final class Run {
    private final Random random;
    private final RoomModel model = new RoomModel(LIMITS);
    private final Map<String, Integer> presence = new HashMap<>();
    private @Nullable Room room;
    private long version;

    Run(Random random) {
      this.random = random;
    }

    void go() {
      for (int i = 0; i < COMMANDS; i++) {
        take(anyCommand(), "command " + i);
      }
      for (String id : NAMES) {
        take(new RoomCommand.Leave(KEY, new PeerId(id), Opaque.NONE), "at the end");
      }
      assertThat(room).isNull();
    }

    private void take(RoomCommand command, String name) {
      Step step =
          room == null ? Room.applyToNone(command, version + 1) : room.apply(command, LIMITS);
      String as = name + ": " + command;
      assertThat(RoomModel.told(step)).as(as).isEqualTo(model.take(command));
      countPresence(step, as);
      switch (step) {
        case Step.Changed changed -> {
          assertThat(changed.room().version()).as(as).isGreaterThan(version);
          version = changed.room().version();
          room = changed.room();
        }
        case Step.Ended _ -> room = null;
        case Step.Unchanged _, Step.Refused _ -> {}
      }
      assertThat(RoomModel.describe(room)).as(as).isEqualTo(model.describe());
    }

    /** What each member is told of each other one: it joins, it leaves, in turns. */
    private void countPresence(Step step, String as) {
      for (Delivery delivery : step.deliveries()) {
        for (PeerId to : delivery.to()) {
          switch (delivery.event()) {
            case PeerEvent.JoinAccepted accepted ->
                accepted.room().membersBut(to).forEach(other -> count(to, other, 1, as));
            case PeerEvent.UserJoined joined -> count(to, joined.member().id(), 1, as);
            case PeerEvent.UserLeft left -> count(to, left.member().id(), -1, as);
            case PeerEvent.Kicked _ -> presence.keySet().removeIf(key -> key.startsWith(to + ">"));
            default -> {}
          }
        }
      }
      // Who has left by itself is told nothing more, and starts from nothing when it comes back.
      model.gone().forEach(id -> presence.keySet().removeIf(key -> key.startsWith(id + ">")));
    }

    private void count(PeerId observer, PeerId observed, int by, String as) {
      int seen = presence.merge(observer + ">" + observed, by, Integer::sum);
      assertThat(seen).as("%s: %s sees %s", as, observer, observed).isBetween(0, 1);
    }

    private RoomCommand anyCommand() {
      PeerId by = anyPeer();
      PeerId other = anyPeer();
      Opaque payload = new Opaque(String.valueOf(random.nextInt(1000)));
      return switch (random.nextInt(9)) {
        case 0 -> new RoomCommand.Create(KEY, by, Sample.info(by.value()));
        case 1, 2 -> new RoomCommand.Join(KEY, by, Sample.info(by.value()), payload);
        case 3, 4 -> new RoomCommand.Accept(KEY, ownerOr(by), other, payload);
        case 5 -> new RoomCommand.Reject(KEY, ownerOr(by), other, payload);
        case 6 -> new RoomCommand.Kick(KEY, ownerOr(by), other, payload);
        case 7 -> new RoomCommand.Move(KEY, by, "elsewhere");
        default -> new RoomCommand.Leave(KEY, by, payload);
      };
    }

    private PeerId anyPeer() {
      return new PeerId(NAMES.get(random.nextInt(NAMES.size())));
    }

    /** Mostly the owner: else nearly all would be refused. */
    private PeerId ownerOr(PeerId by) {
      return room == null || random.nextInt(3) == 0 ? by : room.owners().getFirst();
    }
  }
}

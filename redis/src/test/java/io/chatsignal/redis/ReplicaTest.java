package io.chatsignal.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatsignal.signaling.Opaque;
import io.chatsignal.signaling.PeerEvent;
import io.chatsignal.signaling.PeerId;
import io.chatsignal.signaling.RoomCommand;
import io.chatsignal.signaling.RoomKey;
import io.chatsignal.signaling.RoomLimits;
import io.chatsignal.signaling.RoomName;
import io.chatsignal.signaling.Step;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A room whose Redis answers when the test says so. */
class ReplicaTest {
  private static final List<String> NO_NEWS = List.of("done", "0");

  private static final List<String> NO_ANSWER = List.of();
  private static final NodeTag HERE = new NodeTag("here");
  private static final RoomKey DEN = new RoomKey("", new RoomName("den"));
  private static final PeerId ANN = new PeerId("here.ann");
  private static final PeerId AMY = new PeerId("here.amy");
  private static final PeerId GONE = new PeerId("here.gone");
  private static final PeerId CLEO = new PeerId("there.cleo");
  private static final RoomCommand CREATE = new RoomCommand.Create(DEN, ANN, Opaque.NONE);
  private static final RoomCommand LEAVE = new RoomCommand.Leave(DEN, ANN, Opaque.NONE);

  private final Deque<Consumer<List<String>>> asked = new ArrayDeque<>();
  private final List<StepCall> calls = new ArrayList<>();
  private final Deque<Runnable> turns = new ArrayDeque<>();
  private boolean isBusy;
  private final List<String> told = new ArrayList<>();
  private final Replica replica = new Replica(DEN, new Host());

  private record Looker(List<String> told, String name) implements Consumer<Boolean> {
    @Override
    public void accept(Boolean found) {
      told.add(name + " " + found);
    }
  }

  private void look(String name) {
    replica.look(new Looker(told, name));
  }

  private void answer(List<String> answer) {
    asked.remove().accept(answer);
  }

  @Test
  void whoLooksWhileRedisIsBeingAskedWaitsForTheNextAnswer() {
    look("ann");
    look("bob");
    look("cleo");
    answer(NO_NEWS);
    assertThat(told).containsExactly("ann true");
    look("dan");
    answer(NO_NEWS);
    assertThat(told).containsExactly("ann true", "bob true", "cleo true");
    answer(NO_NEWS);
    assertThat(told).endsWith("dan true");
    assertThat(asked).isEmpty();
  }

  @Test
  void whoLooksWaitsForAnAnswer() {
    look("ann");
    answer(NO_ANSWER);
    assertThat(told).isEmpty();
    replica.go();
    answer(NO_NEWS);
    assertThat(told).containsExactly("ann true");
  }

  @Test
  void whoIsToldByAnAnswerDoesNotAskWhileTheRestOfItIsStillToCome() {
    Pending leave = new Pending(LEAVE, this::tell, OptionalLong.empty(), HERE);
    replica.submit(
        new Pending(
            CREATE,
            step -> {
              tell(step);
              replica.submit(leave);
            },
            OptionalLong.empty(),
            HERE));
    look("bob");
    answer(List.of("done", "1"));
    assertThat(told).containsExactly("Changed");
    answer(List.of("done", "2"));
    assertThat(told).containsExactly("Changed", "Ended", "bob true");
  }

  private void tell(Step step) {
    told.add(step.getClass().getSimpleName());
  }

  @Test
  void theAnswerToWhatIsSentAfterAnotherWasGivenUpInItsTurnCounts() {
    replica.submit(new Pending(CREATE, this::tell, OptionalLong.of(1), HERE));
    answer(NO_ANSWER);
    isBusy = true;
    replica.go(); // As it does a little later; its turn is yet to come.
    replica.expire(1);
    replica.submit(new Pending(CREATE, this::tell, OptionalLong.empty(), HERE));
    turns.remove().run();
    answer(List.of("done", "1"));
    assertThat(told).containsExactly("Refused", "Changed");
    assertThat(asked).isEmpty();
  }

  /** The first owns the room, and the others are guests. */
  private static StoredRoom denOf(PeerId owner, PeerId... guests) {
    StoredRoom room = after(null, new RoomCommand.Create(DEN, owner, Opaque.NONE));
    for (PeerId guest : guests) {
      room = after(room, new RoomCommand.Join(DEN, guest, Opaque.NONE, Opaque.NONE));
      room = after(room, new RoomCommand.Accept(DEN, owner, guest, Opaque.NONE));
    }
    return room;
  }

  private static StoredRoom after(@Nullable StoredRoom before, RoomCommand command) {
    NodeTag at = new NodeTag(NodeTag.of(command.by()));
    Pending pending = new Pending(command, _ -> {}, OptionalLong.empty(), at);
    if (pending.take(before, 1, RoomLimits.defaults()) instanceof Step.Changed made) {
      return StoredRoom.after(before, made.room(), command, at.value());
    }
    throw new AssertionError();
  }

  private static List<String> other(StoredRoom room) {
    List<String> answer = new ArrayList<>(List.of("other", "1", "there.1"));
    answer.addAll(StoredRoom.between(null, room).set());
    return answer;
  }

  @Test
  void whoeverOfThisNodeIsFoundInARoomThatItDoesNotKnowGoesBeforeAnythingElseIsDone() {
    replica.submit(new Pending(CREATE, this::tell, OptionalLong.empty(), HERE));
    answer(other(denOf(ANN)));
    assertThat(calls.getLast().entries()).hasSize(2);
    answer(List.of("done", "3"));
    assertThat(told).containsExactly("Changed");
    assertThat(replica.version()).isEqualTo(3);
  }

  @Test
  void whoIsOnItsWayOutHearsNothingOfIt() {
    look("bob");
    answer(other(denOf(CLEO, ANN, AMY)));
    answer(List.of("done", "3"));
    assertThat(told).containsExactly("bob true");
    assertThat(replica.stored().orElseThrow().sites()).containsExactly("there");
  }

  @Test
  void whoMayHaveGoneOnToAnotherNodeIsLeftToTheAudit() {
    look("bob");
    answer(other(denOf(CLEO, GONE)));
    assertThat(told).containsExactly("bob true");
    assertThat(asked).isEmpty();
  }

  @Test
  void peersOfOtherNodesStayInARoomThatThisOneDoesNotKnow() {
    look("bob");
    answer(other(denOf(CLEO)));
    assertThat(told).containsExactly("bob true");
    assertThat(asked).isEmpty();
  }

  @Test
  void stepsThatRedisHasLostAreNotAskedForAgainAndAgain() {
    look("bob");
    replica.announced(7, List.of("a step that came while Redis was asked"));
    answer(NO_NEWS);
    answer(NO_NEWS);
    assertThat(asked).isEmpty();
  }

  private final class Host implements ReplicaHost {
    @Override
    public NodeTag tag() {
      return HERE;
    }

    @Override
    public RoomLimits limits() {
      return RoomLimits.defaults();
    }

    @Override
    public boolean mayWrite() {
      return true;
    }

    @Override
    public long redisMillisAt(OptionalLong nanos) {
      return Long.MAX_VALUE;
    }

    @Override
    public void whenFree(Runnable task) {
      if (isBusy) {
        turns.add(task);
      } else {
        task.run();
      }
    }

    @Override
    public void free() {}

    @Override
    public void step(RoomKey key, StepCall call, Consumer<List<String>> answer) {
      asked.add(answer);
      calls.add(call);
    }

    @Override
    public void restore(StoredRoom room, String maker, Consumer<Boolean> done) {}

    @Override
    public void register(RoomKey key) {}

    @Override
    public void placed(Map<PeerId, String> moved) {}

    @Override
    public void deliver(List<PeerId> to, PeerEvent event) {
      to.forEach(peer -> told.add(peer.value() + " " + event.getClass().getSimpleName()));
    }

    @Override
    public boolean isHere(PeerId peer) {
      return !peer.equals(GONE);
    }

    @Override
    public void skipped(RoomKey key) {}

    @Override
    public void announce(RoomKey key, Made made) {}

    @Override
    public void tryLater(Replica replica) {}

    @Override
    public void retire(Replica replica, boolean registered) {}
  }
}

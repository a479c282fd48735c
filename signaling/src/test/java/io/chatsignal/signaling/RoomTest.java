package io.chatsignal.signaling;

import static io.chatsignal.signaling.Sample.KEY;
import static io.chatsignal.signaling.Sample.LIMITS;
import static io.chatsignal.signaling.Sample.NOTE;
import static io.chatsignal.signaling.Sample.candidate;
import static io.chatsignal.signaling.Sample.guest;
import static io.chatsignal.signaling.Sample.info;
import static io.chatsignal.signaling.Sample.members;
import static io.chatsignal.signaling.Sample.owner;
import static io.chatsignal.signaling.Sample.peer;
import static io.chatsignal.signaling.Sample.room;
import static io.chatsignal.signaling.Sample.waiting;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class RoomTest {
  private static Step join(Room room, String id) {
    return room.apply(new RoomCommand.Join(KEY, peer(id), info(id), NOTE), LIMITS);
  }

  private static Step accept(Room room, String by, String candidate) {
    return room.apply(new RoomCommand.Accept(KEY, peer(by), peer(candidate), NOTE), LIMITS);
  }

  private static Step reject(Room room, String by, String candidate) {
    return room.apply(new RoomCommand.Reject(KEY, peer(by), peer(candidate), NOTE), LIMITS);
  }

  private static Step kick(Room room, String by, String member) {
    return room.apply(new RoomCommand.Kick(KEY, peer(by), peer(member), NOTE), LIMITS);
  }

  private static Step leave(Room room, String id) {
    return room.apply(new RoomCommand.Leave(KEY, peer(id), NOTE), LIMITS);
  }

  private static Room changed(Step step) {
    return ((Step.Changed) step).room();
  }

  private static Delivery to(String id, PeerEvent event) {
    return new Delivery(List.of(peer(id)), event);
  }

  @Nested
  class Creating {
    @Test
    void makesTheCreatorItsOnlyMemberAndOwner() {
      Step step = Room.applyToNone(new RoomCommand.Create(KEY, peer("ann"), info("ann")), 7);
      Room expected = new Room(KEY, 7, members(owner("ann")), new LinkedHashMap<>());
      assertThat(step).isEqualTo(new Step.Changed(expected, List.of()));
    }

    @Test
    void isRefusedWhereTheNameIsTaken() {
      assertThat(room(owner("ann")).apply(create("bob"), LIMITS))
          .isEqualTo(new Step.Refused(Rejection.ROOM_TAKEN));
    }

    @Test
    void isRefusedToTheOwnerItselfToo() {
      assertThat(room(owner("ann")).apply(create("ann"), LIMITS))
          .isEqualTo(new Step.Refused(Rejection.ROOM_TAKEN));
    }

    private static RoomCommand create(String id) {
      return new RoomCommand.Create(KEY, peer(id), info(id));
    }
  }

  @Nested
  class WithoutARoom {
    @Test
    void everythingButCreatingFindsNothing() {
      List<RoomCommand> commands =
          List.of(
              new RoomCommand.Join(KEY, peer("ann"), info("ann"), NOTE),
              new RoomCommand.Accept(KEY, peer("ann"), peer("bob"), NOTE),
              new RoomCommand.Reject(KEY, peer("ann"), peer("bob"), NOTE),
              new RoomCommand.Kick(KEY, peer("ann"), peer("bob"), NOTE),
              new RoomCommand.Leave(KEY, peer("ann"), NOTE));
      assertThat(commands)
          .extracting(command -> Room.applyToNone(command, 1))
          .containsOnly(new Step.Refused(Rejection.ROOM_NOT_FOUND));
    }
  }

  @Nested
  class Joining {
    @Test
    void asksEveryOwnerAndNobodyElse() {
      Step step = join(room(owner("ann"), guest("bob"), owner("cleo")), "dan");
      assertThat(step.deliveries())
          .containsExactly(
              new Delivery(
                  List.of(peer("ann"), peer("cleo")),
                  new PeerEvent.JoinRequested(KEY, candidate("dan"))));
      assertThat(changed(step).candidates()).containsExactly(entry("dan"));
      assertThat(changed(step).version()).isEqualTo(2);
    }

    @Test
    void againAsksAgainButStaysOneOpenRequestWithTheNewestPayload() {
      Room room = waiting(room(owner("ann")), "bob", "cleo");
      Opaque newer = new Opaque("2");
      Step step = room.apply(new RoomCommand.Join(KEY, peer("bob"), info("x"), newer), LIMITS);
      Candidate updated = new Candidate(peer("bob"), info("x"), newer);
      assertThat(changed(step).candidates().values()).containsExactly(updated, candidate("cleo"));
      assertThat(step.deliveries())
          .containsExactly(to("ann", new PeerEvent.JoinRequested(KEY, updated)));
    }

    @Test
    void byAMemberChangesNothingAndShowsTheRoom() {
      Room room = room(owner("ann"), guest("bob"));
      assertThat(join(room, "bob")).isEqualTo(new Step.Unchanged(room));
    }

    @Test
    void isRefusedWhereTooManyWaitButNotToOneOfThem() {
      RoomLimits two = new RoomLimits(128, 100, 2, 16);
      Room room = waiting(room(owner("ann")), "bob", "cleo");
      Step step = room.apply(new RoomCommand.Join(KEY, peer("dan"), info("dan"), NOTE), two);
      assertThat(codeOf(step)).isEqualTo(RejectCode.TOO_LARGE);
      assertThat(room.apply(new RoomCommand.Join(KEY, peer("cleo"), info("cleo"), NOTE), two))
          .isInstanceOf(Step.Changed.class);
    }

    private static Map.Entry<PeerId, Candidate> entry(String id) {
      return Map.entry(peer(id), candidate(id));
    }
  }

  @Nested
  class Accepting {
    @Test
    void tellsTheOtherMembersAndThenTheCandidate() {
      Room room = waiting(room(owner("ann"), guest("bob")), "cleo", "dan");
      Step step = accept(room, "ann", "cleo");
      Room after =
          waiting(
              new Room(
                  KEY,
                  2,
                  members(owner("ann"), guest("bob"), guest("cleo")),
                  new LinkedHashMap<>()),
              "dan");
      assertThat(step)
          .isEqualTo(
              new Step.Changed(
                  after,
                  List.of(
                      new Delivery(
                          List.of(peer("ann"), peer("bob")),
                          new PeerEvent.UserJoined(after, guest("cleo"), NOTE)),
                      to("cleo", new PeerEvent.JoinAccepted(after, peer("cleo"), NOTE)))));
    }

    @Test
    void isForOwnersOnly() {
      Room room = waiting(room(owner("ann"), guest("bob")), "cleo");
      for (String by : List.of("bob", "cleo", "stranger")) {
        assertThat(accept(room, by, "cleo")).isEqualTo(new Step.Refused(Rejection.NOT_AN_OWNER));
      }
    }

    @Test
    void needsAnOpenRequest() {
      Room room = room(owner("ann"), guest("bob"));
      for (String who : List.of("ann", "bob", "stranger")) {
        assertThat(accept(room, "ann", who)).isEqualTo(new Step.Refused(Rejection.NO_OPEN_REQUEST));
      }
    }

    @Test
    void isRefusedWhereTheRoomIsFull() {
      Room room = waiting(room(owner("ann"), guest("bob")), "cleo");
      RoomLimits two = new RoomLimits(128, 2, 100, 16);
      Step step = room.apply(new RoomCommand.Accept(KEY, peer("ann"), peer("cleo"), NOTE), two);
      assertThat(codeOf(step)).isEqualTo(RejectCode.TOO_LARGE);
    }
  }

  @Nested
  class Rejecting {
    @Test
    void tellsTheCandidateAlone() {
      Step step = reject(waiting(room(owner("ann"), guest("bob")), "cleo"), "ann", "cleo");
      assertThat(step.deliveries())
          .containsExactly(to("cleo", new PeerEvent.JoinRejected(KEY, peer("cleo"), NOTE)));
      assertThat(changed(step).candidates()).isEmpty();
    }

    @Test
    void isForOwnersOnly() {
      Room room = waiting(room(owner("ann"), guest("bob")), "cleo");
      assertThat(reject(room, "bob", "cleo")).isEqualTo(new Step.Refused(Rejection.NOT_AN_OWNER));
    }

    @Test
    void needsAnOpenRequest() {
      assertThat(reject(room(owner("ann"), guest("bob")), "ann", "bob"))
          .isEqualTo(new Step.Refused(Rejection.NO_OPEN_REQUEST));
    }
  }

  @Nested
  class Kicking {
    @Test
    void tellsTheOneKickedAndThoseWhoStay() {
      Step step = kick(room(owner("ann"), guest("bob"), guest("cleo")), "ann", "bob");
      Room after = changed(step);
      assertThat(after.members()).isEqualTo(members(owner("ann"), guest("cleo")));
      assertThat(step.deliveries())
          .containsExactly(
              to("bob", new PeerEvent.Kicked(KEY, NOTE)),
              new Delivery(
                  List.of(peer("ann"), peer("cleo")),
                  new PeerEvent.UserLeft(after, guest("bob"), NOTE)));
    }

    @Test
    void isForOwnersOnly() {
      assertThat(kick(room(owner("ann"), guest("bob")), "bob", "ann"))
          .isEqualTo(new Step.Refused(Rejection.NOT_AN_OWNER));
    }

    @Test
    void needsAMember() {
      assertThat(kick(waiting(room(owner("ann")), "bob"), "ann", "bob"))
          .isEqualTo(new Step.Refused(Rejection.NO_SUCH_MEMBER));
    }

    @Test
    void oneselfIsRefused() {
      assertThat(kick(room(owner("ann"), guest("bob")), "ann", "ann"))
          .isEqualTo(new Step.Refused(Rejection.KICKING_ONESELF));
    }
  }

  @Nested
  class Leaving {
    @Test
    void tellsThoseWhoStay() {
      Step step = leave(room(owner("ann"), guest("bob"), guest("cleo")), "bob");
      assertThat(step.deliveries())
          .containsExactly(
              new Delivery(
                  List.of(peer("ann"), peer("cleo")),
                  new PeerEvent.UserLeft(changed(step), guest("bob"), NOTE)));
    }

    @Test
    void asLastOwnerMakesTheLongestStandingMemberOwnerAndHandsOverOpenRequests() {
      Room room = waiting(room(owner("ann"), guest("bob"), guest("cleo")), "dan", "eve");
      Step step = leave(room, "ann");
      Room after = changed(step);
      List<PeerId> stay = List.of(peer("bob"), peer("cleo"));
      assertThat(after.members()).isEqualTo(members(owner("bob"), guest("cleo")));
      assertThat(step.deliveries())
          .containsExactly(
              new Delivery(stay, new PeerEvent.UserLeft(after, owner("ann"), NOTE)),
              new Delivery(stay, new PeerEvent.OwnerChanged(after, peer("bob"))),
              to("bob", new PeerEvent.JoinRequested(KEY, candidate("dan"))),
              to("bob", new PeerEvent.JoinRequested(KEY, candidate("eve"))));
    }

    @Test
    void asOneOfSeveralOwnersMakesNobodyOwner() {
      Step step = leave(room(owner("ann"), guest("bob"), owner("cleo")), "ann");
      assertThat(changed(step).members()).isEqualTo(members(guest("bob"), owner("cleo")));
      assertThat(step.deliveries()).hasSize(1);
    }

    @Test
    void asLastMemberEndsTheRoomAndTellsThoseWhoWait() {
      assertThat(leave(waiting(room(owner("ann")), "bob", "cleo"), "ann"))
          .isEqualTo(
              new Step.Ended(
                  List.of(
                      new Delivery(
                          List.of(peer("bob"), peer("cleo")), new PeerEvent.JoinAbandoned(KEY)))));
    }

    @Test
    void asLastMemberOfARoomWhereNobodyWaitsTellsNobody() {
      assertThat(leave(room(owner("ann")), "ann")).isEqualTo(new Step.Ended(List.of()));
    }

    @Test
    void asCandidateWithdrawsTheRequest() {
      Step step = leave(waiting(room(owner("ann"), guest("bob")), "cleo"), "cleo");
      assertThat(changed(step).candidates()).isEmpty();
      assertThat(step.deliveries())
          .containsExactly(to("ann", new PeerEvent.JoinCancelled(KEY, peer("cleo"))));
    }

    @Test
    void isRefusedToWhoIsNotThere() {
      assertThat(leave(room(owner("ann")), "bob"))
          .isEqualTo(new Step.Refused(Rejection.NOT_A_MEMBER));
    }
  }

  @Nested
  class AWrongRoomCannotBeBuilt {
    @Test
    void withoutAnOwner() {
      assertThatThrownBy(() -> room(guest("ann"))).hasMessage("a room that has no owner");
      assertThatThrownBy(Sample::room).hasMessage("a room that has no owner");
    }

    @Test
    void withAMemberWaiting() {
      Room room = room(owner("ann"));
      assertThatThrownBy(() -> waiting(room, "ann")).hasMessage("a room that has a member waiting");
    }

    @Test
    void withoutAVersion() {
      assertThatThrownBy(() -> new Room(KEY, 0, members(owner("ann")), new LinkedHashMap<>()))
          .hasMessage("a room that has no version");
    }

    @Test
    void orChangedAfterwards() {
      Room room = room(owner("ann"));
      assertThatThrownBy(() -> room.members().clear())
          .isInstanceOf(UnsupportedOperationException.class);
    }
  }

  private static RejectCode codeOf(Step step) {
    return ((Step.Refused) step).rejection().code();
  }
}

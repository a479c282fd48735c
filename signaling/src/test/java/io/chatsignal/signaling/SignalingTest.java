package io.chatsignal.signaling;

import static io.chatsignal.signaling.Sample.APP;
import static io.chatsignal.signaling.Sample.NOTE;
import static io.chatsignal.signaling.Sample.info;
import static io.chatsignal.signaling.Sample.peer;
import static io.chatsignal.signaling.World.NOW;
import static io.chatsignal.signaling.World.TOKENS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class SignalingTest {
  private static final Answer DONE = new Answer.Done();

  private final World world = new World();

  private static Answer refused(Rejection rejection) {
    return new Answer.Refused(rejection);
  }

  private static RejectCode code(Answer answer) {
    return ((Answer.Refused) answer).rejection().code();
  }

  private static List<String> contents(List<Object> told) {
    return told.stream()
        .filter(PeerEvent.Relayed.class::isInstance)
        .map(each -> ((PeerEvent.Relayed) each).signal().content().json())
        .toList();
  }

  @Nested
  class AWholeCall {
    @Test
    void goesFromCreatingToLeaving() {
      World.Seat ann = world.enter("ann");
      World.Seat bob = world.enter("bob");
      assertThat(ann.ask(ann.create("den"))).isEqualTo(new Answer.Created(new RoomName("den")));
      assertThat(bob.ask(bob.join("den"))).isEqualTo(DONE);
      assertThat(ann.read())
          .containsExactly(
              new PeerEvent.JoinRequested(Sample.KEY, new Candidate(bob.id(), info("bob"), NOTE)));
      assertThat(ann.ask(ann.accept("den", bob.id()))).isEqualTo(DONE);
      assertThat(ann.read()).singleElement().isInstanceOf(PeerEvent.UserJoined.class);
      assertThat(bob.read()).singleElement().isInstanceOf(PeerEvent.JoinAccepted.class);
      assertThat(bob.ask(bob.relay("den", ann.id(), "\"offer\""))).isEqualTo(DONE);
      assertThat(contents(ann.read())).containsExactly("\"offer\"");
      assertThat(bob.ask(bob.leave("den"))).isEqualTo(DONE);
      assertThat(ann.read()).singleElement().isInstanceOf(PeerEvent.UserLeft.class);
      assertThat(ann.ask(ann.leave("den"))).isEqualTo(DONE);
      assertThat(world.rooms.size()).isZero();
    }
  }

  @Nested
  class JoiningAgain {
    @Test
    void showsAMemberTheRoomAsItIsNow() {
      World.Seat ann = world.enter("ann");
      World.Seat bob = world.enter("bob");
      world.gather("den", ann, bob);
      Answer.AlreadyIn answer = (Answer.AlreadyIn) bob.ask(bob.join("den"));
      assertThat(answer.room().members().keySet()).containsExactly(ann.id(), bob.id());
      assertThat(ann.read()).isEmpty();
    }
  }

  @Nested
  class Relaying {
    private final World.Seat ann = world.enter("ann");
    private final World.Seat bob = world.enter("bob");
    private final World.Seat cleo = world.enter("cleo");

    @Test
    void reachesTheOnePeerNamedAndNobodyElse() {
      world.gather("den", ann, bob, cleo);
      assertThat(ann.ask(ann.relay("den", cleo.id(), "1"))).isEqualTo(DONE);
      assertThat(contents(cleo.read())).containsExactly("1");
      assertThat(bob.read()).isEmpty();
      assertThat(ann.read()).isEmpty();
    }

    @Test
    void toNobodyInParticularReachesEveryOtherMember() {
      world.gather("den", ann, bob, cleo);
      assertThat(bob.ask(bob.relayToAll("den", "1"))).isEqualTo(DONE);
      assertThat(contents(ann.read())).containsExactly("1");
      assertThat(contents(cleo.read())).containsExactly("1");
      assertThat(bob.read()).isEmpty();
    }

    @Test
    void isStampedWithItsSender() {
      world.gather("den", ann, bob);
      ann.ask(ann.relay("den", bob.id(), "1"));
      assertThat(((PeerEvent.Relayed) bob.read().getFirst()).from()).isEqualTo(ann.id());
    }

    @Test
    void fromOutsideTheRoomIsRefused() {
      world.gather("den", ann, bob);
      assertThat(cleo.ask(cleo.relay("den", ann.id(), "1")))
          .isEqualTo(refused(Rejection.NOT_A_MEMBER));
      assertThat(ann.read()).isEmpty();
    }

    @Test
    void fromACandidateIsRefused() {
      world.gather("den", ann);
      cleo.ask(cleo.join("den"));
      ann.read();
      assertThat(cleo.ask(cleo.relay("den", ann.id(), "1")))
          .isEqualTo(refused(Rejection.NOT_A_MEMBER));
      assertThat(ann.read()).isEmpty();
    }

    @Test
    void toACandidateIsRefused() {
      world.gather("den", ann);
      cleo.ask(cleo.join("den"));
      assertThat(ann.ask(ann.relay("den", cleo.id(), "1")))
          .isEqualTo(refused(Rejection.NO_SUCH_MEMBER));
      assertThat(cleo.read()).isEmpty();
    }

    @Test
    void acrossRoomsIsRefused() {
      world.gather("den", ann, bob);
      world.gather("attic", cleo);
      assertThat(ann.ask(ann.relay("den", cleo.id(), "1")))
          .isEqualTo(refused(Rejection.NO_SUCH_MEMBER));
      assertThat(ann.ask(ann.relay("attic", cleo.id(), "1")))
          .isEqualTo(refused(Rejection.NOT_A_MEMBER));
      assertThat(cleo.read()).isEmpty();
    }

    @Test
    void toARoomsNameIsRefused() {
      world.gather("den", ann, bob);
      assertThat(ann.ask(ann.relay("den", peer("den"), "1")))
          .isEqualTo(refused(Rejection.NO_SUCH_MEMBER));
      assertThat(bob.read()).isEmpty();
    }

    @Test
    void afterBeingKickedReachesNobodyEvenBeforeTheSenderKnows() {
      world.gather("den", ann, bob, cleo);
      ann.send(ann.kick("den", bob.id()));
      // Bob has not read his mail, and his relay was already being handled.
      world.signaling.handle(bob.peer, bob.relay("den", cleo.id(), "1"), NOW, _ -> {});
      assertThat(contents(cleo.read())).isEmpty();
    }

    @Test
    void toWhoHasJustLeftIsNotForwarded() {
      world.gather("den", ann, bob);
      bob.send(bob.leave("den"));
      ann.mailbox.clear();
      world.signaling.handle(ann.peer, ann.relay("den", bob.id(), "1"), NOW, _ -> {});
      assertThat(contents(bob.read())).isEmpty();
    }
  }

  @Nested
  class Disconnecting {
    private final World.Seat ann = world.enter("ann");
    private final World.Seat bob = world.enter("bob");
    private final World.Seat cleo = world.enter("cleo");

    @Test
    void leavesAllRooms() {
      world.gather("den", ann, bob);
      world.gather("attic", bob, cleo);
      bob.disconnect();
      PeerEvent.UserLeft left = (PeerEvent.UserLeft) ann.read().getFirst();
      assertThat(left.member().peerinfo()).isEqualTo(info("bob"));
      assertThat(left.payload()).isEqualTo(Opaque.NONE);
      assertThat(cleo.read()).hasSize(2).last().isInstanceOf(PeerEvent.OwnerChanged.class);
    }

    @Test
    void withdrawsOpenRequests() {
      world.gather("den", ann);
      cleo.ask(cleo.join("den"));
      ann.read();
      cleo.disconnect();
      assertThat(ann.read()).containsExactly(new PeerEvent.JoinCancelled(Sample.KEY, cleo.id()));
    }

    @Test
    void asTheLastOneEndsTheRoomAndTellsThoseWhoWait() {
      world.gather("den", ann);
      cleo.ask(cleo.join("den"));
      ann.disconnect();
      assertThat(cleo.read()).containsExactly(new PeerEvent.JoinAbandoned(Sample.KEY));
      assertThat(world.rooms.size()).isZero();
    }

    @Test
    void whileARequestIsUnderWayLeavesWhatItBrings() {
      world.keepCommandsBack();
      ann.send(ann.create("den"));
      ann.disconnect();
      world.letCommandsGo();
      world.run();
      assertThat(world.rooms.size()).isZero();
    }

    @Test
    void afterBeingAcceptedButBeforeKnowingItLeavesTheRoom() {
      world.gather("den", ann);
      cleo.ask(cleo.join("den"));
      ann.send(ann.accept("den", cleo.id()));
      cleo.disconnect();
      assertThat(ann.read().stream().map(Object::getClass).toList())
          .endsWith(PeerEvent.UserJoined.class, Answer.Done.class, PeerEvent.UserLeft.class);
    }
  }

  @Nested
  class OneSocketsRequests {
    private final World.Seat ann = world.enter("ann");
    private final World.Seat bob = world.enter("bob");

    @Test
    void areServedInOrderWhileTheStoreIsSlow() {
      world.keepCommandsBack();
      ann.send(ann.create("den"));
      ann.send(ann.relayToAll("den", "1"));
      ann.send(ann.leave("den"));
      ann.send(ann.relayToAll("den", "2"));
      assertThat(ann.seen).isEmpty();
      world.letCommandsGo();
      assertThat(ann.read())
          .containsExactly(
              new Answer.Created(new RoomName("den")), DONE, DONE, refused(Rejection.NOT_A_MEMBER));
    }

    @Test
    void canRelayToWhomTheyHaveJustAccepted() {
      ann.ask(ann.create("den"));
      bob.ask(bob.join("den"));
      world.keepCommandsBack();
      ann.send(ann.accept("den", bob.id()));
      ann.send(ann.relay("den", bob.id(), "1"));
      world.letCommandsGo();
      ann.readAll();
      assertThat(contents(bob.read())).containsExactly("1");
    }

    @Test
    void areRefusedOnceTooManyWait() {
      world.keepCommandsBack();
      ann.send(ann.create("den"));
      for (int i = 0; i < Limits.PENDING_REQUESTS; i++) {
        ann.send(ann.relayToAll("den", "1"));
      }
      assertThat(ann.seen).isEmpty();
      ann.send(ann.relayToAll("den", "1"));
      assertThat(ann.seen).containsExactly(refused(Rejection.RATE_LIMITED));
    }

    @Test
    void areRefusedOnceTheyHoldTooMuch() {
      world.keepCommandsBack();
      ann.send(ann.create("den"));
      String half = "\"" + "x".repeat(Limits.PENDING_CHARACTERS / 2) + "\"";
      ann.send(ann.relayToAll("den", half));
      ann.send(ann.relayToAll("den", half));
      assertThat(ann.seen).containsExactly(refused(Rejection.RATE_LIMITED));
    }
  }

  @Nested
  class Limited {
    private static Limits with(RoomLimits rooms) {
      return new Limits(10, rooms, new Rate(0, 1), new Rate(0, 1));
    }

    @Test
    void areRoomNamesInCharactersNotInUnits() {
      World small = new World(with(new RoomLimits(3, 9, 9, 9)), RoomScope.DEPLOYMENT);
      World.Seat ann = small.connect("ann");
      ann.use(TOKENS.issueSession(APP, ann.id(), NOW).token());
      assertThat(ann.ask(ann.create("🎈🎈🎈"))).isInstanceOf(Answer.Created.class);
      assertThat(code(ann.ask(ann.create("four")))).isEqualTo(RejectCode.TOO_LARGE);
    }

    @Test
    void arePayloadsInBytesNotInCharacters() {
      World small = new World(with(RoomLimits.defaults()), RoomScope.DEPLOYMENT);
      World.Seat ann = small.connect("ann");
      String auth = TOKENS.issueSession(APP, ann.id(), NOW).token();
      RoomName den = new RoomName("den");
      Opaque tenBytes = new Opaque("\"🎈🎈\"");
      Opaque elevenBytes = new Opaque("\"🎈🎈x\"");
      assertThat(ann.ask(new Request.CreateRoom(auth, den, tenBytes)))
          .isInstanceOf(Answer.Created.class);
      assertThat(code(ann.ask(new Request.LeaveRoom(auth, den, elevenBytes))))
          .isEqualTo(RejectCode.TOO_LARGE);
    }

    @Test
    void areRoomsThatOnePeerIsInOrWaitsFor() {
      World small = new World(with(new RoomLimits(9, 9, 9, 2)), RoomScope.DEPLOYMENT);
      World.Seat ann = small.connect("ann");
      ann.use(TOKENS.issueSession(APP, ann.id(), NOW).token());
      World.Seat bob = small.connect("bob");
      bob.use(TOKENS.issueSession(APP, bob.id(), NOW).token());
      ann.ask(ann.create("one"));
      ann.ask(ann.create("two"));
      assertThat(code(ann.ask(ann.create("three")))).isEqualTo(RejectCode.TOO_LARGE);
      bob.ask(new Request.JoinRoom(bob.auth(), new RoomName("one"), Opaque.NONE));
      bob.ask(bob.create("three"));
      Request toTwo = new Request.JoinRoom(bob.auth(), new RoomName("two"), Opaque.NONE);
      assertThat(code(bob.ask(toTwo))).isEqualTo(RejectCode.TOO_LARGE);
      ann.ask(new Request.RejectJoin(ann.auth(), new RoomName("one"), bob.id(), Opaque.NONE));
      assertThat(bob.ask(toTwo)).isEqualTo(DONE);
    }
  }

  @Nested
  class RoomScopes {
    private final AppName web = new AppName("web");
    private final AppName mobile = new AppName("mobile");

    @Test
    void ofTheDeploymentLetAppsMeet() {
      World.Seat ann = world.enter("ann", web);
      World.Seat bob = world.enter("bob", mobile);
      ann.ask(ann.create("den"));
      assertThat(bob.ask(bob.join("den"))).isEqualTo(DONE);
    }

    @Test
    void ofAppsKeepThemApart() {
      World apart = new World(Limits.defaults(), RoomScope.APP);
      World.Seat ann = apart.enter("ann", web);
      World.Seat bob = apart.enter("bob", mobile);
      ann.ask(ann.create("den"));
      assertThat(bob.ask(bob.join("den"))).isEqualTo(refused(Rejection.ROOM_NOT_FOUND));
      assertThat(bob.ask(bob.create("den"))).isInstanceOf(Answer.Created.class);
    }
  }
}

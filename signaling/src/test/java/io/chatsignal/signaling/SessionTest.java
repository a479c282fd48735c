package io.chatsignal.signaling;

import static io.chatsignal.signaling.Sample.APP;
import static io.chatsignal.signaling.Sample.info;
import static io.chatsignal.signaling.Sample.peer;
import static io.chatsignal.signaling.World.NOW;
import static io.chatsignal.signaling.World.TOKENS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Who is let in, and with which token. */
class SessionTest {
  private final World world = new World();

  private static RejectCode code(Answer answer) {
    return ((Answer.Refused) answer).rejection().code();
  }

  @Nested
  class Authenticating {
    private static Request with(String token) {
      return new Request.Authenticate(token, Opaque.NONE, Opaque.NONE);
    }

    @Test
    void opensASession() {
      World.Seat ann = world.connect("ann");
      assertThat(ann.peer.isAuthenticated()).isFalse();
      Answer answer = ann.ask(with(TOKENS.issueApp(APP, NOW)));
      assertThat(answer).isInstanceOf(Answer.Authenticated.class);
      assertThat(ann.peer.isAuthenticated()).isTrue();
    }

    @Test
    void isRefusedWithoutAValidAppToken() {
      World.Seat ann = world.connect("ann");
      String session = TOKENS.issueSession(APP, ann.id(), NOW).token();
      for (String token : List.of("", "x", "a.b.c", session)) {
        assertThat(ann.ask(with(token))).isEqualTo(new Answer.Refused(Rejection.TOKEN_NOT_VALID));
      }
      assertThat(ann.peer.isAuthenticated()).isFalse();
    }

    @Test
    void againGivesAnotherTokenAndTheEarlierOneGoesOn() {
      World.Seat ann = world.enter("ann");
      String first = ann.auth();
      String app = TOKENS.issueApp(APP, NOW);
      List<Answer> second = new ArrayList<>();
      world.signaling.handle(ann.peer, with(app), NOW + 100, second::add);
      assertThat(ann.ask(ann.create("den"))).isInstanceOf(Answer.Created.class);
      ann.use(((Answer.Authenticated) second.getFirst()).token());
      assertThat(ann.auth()).isNotEqualTo(first);
      assertThat(ann.ask(ann.leave("den"))).isEqualTo(new Answer.Done());
    }

    @Test
    void againWithoutPeerinfoKeepsTheEarlierOne() {
      World.Seat ann = world.enter("ann");
      ann.ask(with(TOKENS.issueApp(APP, NOW)));
      assertThat(ann.peer.peerinfo()).isEqualTo(info("ann"));
    }

    @Test
    void againForAnotherAppIsRefused() {
      World.Seat ann = world.enter("ann");
      String other = TOKENS.issueApp(new AppName("other"), NOW);
      assertThat(ann.ask(with(other))).isEqualTo(new Answer.Refused(Rejection.OTHER_APP));
    }

    @Test
    void isRefusedWithTooLargeAPayloadOrPeerinfo() {
      World.Seat ann = world.connect("ann");
      String token = TOKENS.issueApp(APP, NOW);
      Opaque large = new Opaque("\"" + "x".repeat(8191) + "\"");
      assertThat(code(ann.ask(new Request.Authenticate(token, large, Opaque.NONE))))
          .isEqualTo(RejectCode.TOO_LARGE);
      assertThat(code(ann.ask(new Request.Authenticate(token, Opaque.NONE, large))))
          .isEqualTo(RejectCode.TOO_LARGE);
    }
  }

  @Nested
  class ASessionToken {
    private void isUnauthorized(World.Seat seat, long epochSeconds) {
      List<Answer> answers = new ArrayList<>();
      world.signaling.handle(seat.peer, seat.create("den"), epochSeconds, answers::add);
      assertThat(answers).containsExactly(new Answer.Unauthorized());
      assertThat(world.rooms.size()).isZero();
    }

    @Test
    void isNeededForEverything() {
      World.Seat ann = world.connect("ann");
      for (Request request :
          List.of(
              ann.create("den"),
              ann.join("den"),
              ann.leave("den"),
              ann.accept("den", peer("x")),
              ann.reject("den", peer("x")),
              ann.kick("den", peer("x")),
              ann.relay("den", peer("x"), "1"))) {
        assertThat(ann.ask(request)).isEqualTo(new Answer.Unauthorized());
      }
    }

    @Test
    void isNotValidWhenMissingOrForged() {
      World.Seat ann = world.enter("ann");
      String forged = ann.auth().substring(0, ann.auth().length() - 2) + "xx";
      for (String auth : List.of("", "x", forged, TOKENS.issueApp(APP, NOW))) {
        ann.use(auth);
        isUnauthorized(ann, NOW);
      }
    }

    @Test
    void isNotValidOnAnotherSocket() {
      World.Seat ann = world.enter("ann");
      World.Seat bob = world.enter("bob");
      bob.use(ann.auth());
      isUnauthorized(bob, NOW);
    }

    @Test
    void isNotValidOnceItHasExpired() {
      World.Seat ann = world.enter("ann");
      isUnauthorized(ann, NOW + 3600);
    }

    @Test
    void isValidUntilItExpires() {
      World.Seat ann = world.enter("ann");
      assertThat(world.signaling.recognizes(ann.peer, ann.auth(), NOW + 3599)).isTrue();
    }

    @Test
    void ofThisSocketIsValidWhereItHasNotAuthenticatedItself() {
      World.Seat ann = world.connect("ann");
      ann.use(TOKENS.issueSession(APP, ann.id(), NOW).token());
      assertThat(ann.ask(ann.create("den"))).isInstanceOf(Answer.Created.class);
      assertThat(ann.peer.isAuthenticated()).isTrue();
    }

    @Test
    void ofThisSocketForAnotherAppIsNotValid() {
      World.Seat ann = world.enter("ann");
      ann.use(TOKENS.issueSession(new AppName("other"), ann.id(), NOW).token());
      isUnauthorized(ann, NOW);
    }
  }
}

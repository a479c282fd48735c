package io.chatsignal.server.signal;

import static io.chatsignal.server.signal.Wire.APP_TOKEN;
import static io.chatsignal.server.signal.Wire.NOW;
import static io.chatsignal.server.signal.Wire.TOKENS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chatsignal.engineio.CloseReason;
import io.chatsignal.signaling.PeerId;
import java.lang.ref.WeakReference;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuthenticationTest {
  private static final String UNAUTHORIZED = "unauthorized {'message':'Token is not valid'}";

  private final Wire wire = new Wire();
  private final Wire.Client ann = wire.connect("ann");

  private String token() {
    return TOKENS.issueSession(Wire.APP, new PeerId("ann"), NOW).token();
  }

  @Test
  void authRequestTakesTheTokenAsAString() {
    ann.emitRaw("auth-request", "\"" + APP_TOKEN + "\"");
    assertThat(ann.told()).containsExactly("auth-accept {'token':'" + token() + "'}");
  }

  @Test
  void authRequestTakesAnObjectAndItsPayloadComesBack() {
    ann.emitRaw("auth-request", Wire.json("{'token':'" + APP_TOKEN + "','payload':{'a':[1]}}"));
    assertThat(ann.told())
        .containsExactly("auth-accept {'token':'" + token() + "','payload':{'a':[1]}}");
  }

  @Test
  void authRequestIsAcknowledgedWithTheToken() {
    assertThat(ann.askRaw("auth-request", "\"" + APP_TOKEN + "\""))
        .isEqualTo("{'ok':true,'token':'" + token() + "'}");
  }

  @Test
  void authRequestWithAnotherTokenIsRejected() {
    ann.emitRaw("auth-request", Wire.json("{'token':'x','payload':1}"));
    assertThat(ann.told())
        .containsExactly(
            "auth-reject {'code':'forbidden','message':'Token is not valid','payload':1}");
  }

  @Test
  void authRequestWithASessionTokenIsRejected() {
    ann.emitRaw("auth-request", "\"" + token() + "\"");
    assertThat(ann.told())
        .containsExactly("auth-reject {'code':'forbidden','message':'Token is not valid'}");
  }

  @Test
  void authRequestWithoutAnythingIsRejected() {
    ann.emitRaw("auth-request");
    assertThat(ann.told())
        .containsExactly("auth-reject {'code':'invalid','message':'token is missing'}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"5", "true", "[]", "[\"x\"]", "1.5e3"})
  void authRequestWithNeitherAStringNorAnObjectIsRejected(String argument) {
    ann.emitRaw("auth-request", argument);
    assertThat(ann.told())
        .containsExactly(
            "auth-reject {'code':'invalid','message':'the argument must be an object'}");
  }

  @Test
  void authRequestWhoseTokenIsNoStringIsRejected() {
    ann.emitRaw("auth-request", Wire.json("{'token':5,'payload':1}"));
    assertThat(ann.told())
        .containsExactly(
            "auth-reject {'code':'invalid','message':'token must be a string','payload':1}");
  }

  @Test
  void refusedAuthRequestIsAcknowledgedWithItsCode() {
    assertThat(ann.askRaw("auth-request", "\"x\""))
        .isEqualTo("{'ok':false,'code':'forbidden','message':'Token is not valid'}");
  }

  @Test
  void everyOtherEventWithoutATokenIsUnauthorizedAndNothingElseHappens() {
    for (ClientEvent event : ClientEvent.values()) {
      if (event != ClientEvent.AUTH_REQUEST) {
        ann.emitRaw(event.wireName(), Wire.json("{'room':'den','payload':1}"));
        assertThat(ann.told()).as(event.wireName()).containsExactly(UNAUTHORIZED);
      }
    }
    assertThat(wire.service.rooms()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "5",
        "\"x\"",
        "null",
        "[]",
        "{}",
        "{\"auth\":5}",
        "{\"auth\":null}",
        "{\"auth\":\"\"}"
      })
  void everythingWithoutAProperTokenIsUnauthorized(String argument) {
    wire.enter("bob");
    if (argument.isEmpty()) {
      ann.emitRaw("room-create-request");
    } else {
      ann.emitRaw("room-create-request", argument);
    }
    assertThat(ann.told()).containsExactly(UNAUTHORIZED);
  }

  @Test
  void anotherSocketsTokenIsUnauthorized() {
    Wire.Client bob = wire.enter("bob");
    ann.authenticate();
    ann.use(bob.auth());
    ann.emit("room-create-request", "'room':'den'");
    assertThat(ann.told()).containsExactly(UNAUTHORIZED);
  }

  @Test
  void expiredTokenIsUnauthorizedUntilTheSocketAuthenticatesAgain() {
    ann.authenticate();
    wire.epochSeconds += 3600;
    ann.emit("room-create-request", "'room':'den'");
    assertThat(ann.told()).containsExactly(UNAUTHORIZED);
    ann.authenticate();
    ann.emit("room-create-request", "'room':'den'");
    assertThat(ann.told()).containsExactly("room-create-accept {'room':'den'}");
  }

  @Test
  void appTokenIsNoSessionToken() {
    ann.authenticate();
    ann.use(APP_TOKEN);
    ann.emit("room-create-request", "'room':'den'");
    assertThat(ann.told()).containsExactly(UNAUTHORIZED);
  }

  @Test
  void tokenIsJudgedBeforeTheRequest() {
    ann.emitRaw("room-join-request", Wire.json("{'auth':'x','room':5}"));
    assertThat(ann.told()).containsExactly(UNAUTHORIZED);
  }

  @Test
  void unauthorizedIsAcknowledgedAsForbidden() {
    assertThat(ann.ask("room-leave", "'room':'den'"))
        .isEqualTo("{'ok':false,'code':'forbidden','message':'Token is not valid'}");
    assertThat(ann.told()).containsExactly(UNAUTHORIZED);
  }

  @Test
  void whoDoesNotAuthenticateInTimeIsSentAway() {
    Wire.Client bob = wire.enter("bob");
    wire.nanos += 60_000_000_000L - 1;
    wire.service.endUnauthenticated();
    assertThat(ann.packets()).isEmpty();
    wire.nanos += 1;
    wire.service.endUnauthenticated();
    assertThat(ann.packets()).containsExactly("1");
    assertThat(ann.ended()).isEqualTo(CloseReason.AUTH_TIMEOUT);
    assertThat(bob.packets()).isEmpty();
    assertThat(wire.service.peers()).isEqualTo(1);
  }

  @Test
  void peersAreForgottenWhenTheyGo() {
    List<Wire.Client> clients = List.of(ann, wire.enter("bob"));
    wire.gather("den", clients.getLast());
    clients.forEach(Wire.Client::disconnect);
    assertThat(wire.service.peers()).isZero();
    assertThat(wire.service.rooms()).isZero();
  }

  @Test
  void nothingHoldsOnToAClientThatHasGone() {
    wire.gather("den", wire.enter("bob"));
    WeakReference<SignalHandler> gone = comeAndGo();
    await()
        .until(() -> {
          System.gc();
          return gone.get() == null;
        });
  }

  /** In a frame of its own, which holds nothing once it has returned. */
  private WeakReference<SignalHandler> comeAndGo() {
    Wire.Client cleo = wire.enter("cleo");
    cleo.emit("room-join-request", "'room':'den'");
    cleo.emit("room-create-request", "'room':'attic'");
    cleo.disconnect();
    return new WeakReference<>(cleo.handler());
  }
}

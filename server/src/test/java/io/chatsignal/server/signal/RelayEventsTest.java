package io.chatsignal.server.signal;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatsignal.engineio.CloseReason;
import io.chatsignal.signaling.Opaque;
import io.chatsignal.signaling.PeerEvent;
import io.chatsignal.signaling.PeerId;
import io.chatsignal.signaling.RoomKey;
import io.chatsignal.signaling.RoomName;
import io.chatsignal.signaling.RoomScope;
import io.chatsignal.signaling.Signal;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What members send each other. */
class RelayEventsTest {
  private final Wire wire = new Wire();
  private final Wire.Client ann = wire.enter("ann");
  private final Wire.Client bob = wire.enter("bob");
  private final Wire.Client cleo = wire.enter("cleo");
  private final Wire.Client eve = wire.enter("eve");

  @BeforeEach
  void gather() {
    wire.gather("den", ann, bob, cleo);
    wire.gather("cave", eve);
  }

  @ParameterizedTest
  @CsvSource({
    "relay-session-description, session_description, session-description",
    "relay-ice-candidate, ice_candidate, ice-candidate",
    "relay-message, message, message"
  })
  void relayReachesItsTargetWithItsSendersId(String event, String field, String told) {
    ann.emit(event, "'room':'den','to':'bob','peer_id':'bob','" + field + "':{'x':1},'payload':2");
    assertThat(bob.told())
        .containsExactly(
            told + " {'room':'den','peer_id':'ann','" + field + "':{'x':1},'payload':2}");
    assertThat(cleo.told()).isEmpty();
    assertThat(ann.told()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "relay-session-description, session_description",
    "relay-ice-candidate, ice_candidate",
    "relay-message, message"
  })
  void relayIsAcknowledged(String event, String field) {
    assertThat(ann.ask(event, "'room':'den','to':'bob','" + field + "':1,'payload':2"))
        .isEqualTo("{'ok':true,'room':'den','payload':2}");
  }

  @Test
  void messageWithoutATargetReachesEveryOtherMember() {
    bob.emit("relay-message", "'room':'den','message':'hi'");
    List<String> message = List.of("message {'room':'den','peer_id':'bob','message':'hi'}");
    assertThat(ann.told()).isEqualTo(message);
    assertThat(cleo.told()).isEqualTo(message);
    assertThat(bob.told()).isEmpty();
    assertThat(eve.told()).isEmpty();
  }

  @Test
  void messageThatNamesItsTargetInPeerIdIsForThatOneAlone() {
    ann.emit("relay-message", "'room':'den','peer_id':'bob','message':'hi'");
    assertThat(bob.told()).hasSize(1);
    assertThat(cleo.told()).isEmpty();
  }

  @Test
  void targetIsNamedInToRatherThanInPeerId() {
    ann.emit("relay-ice-candidate", "'room':'den','to':'bob','peer_id':'cleo','ice_candidate':1");
    assertThat(bob.told()).hasSize(1);
    assertThat(cleo.told()).isEmpty();
  }

  @Test
  void whatAClientSaysOfItsOwnIdIsNotBelieved() {
    ann.emit("relay-message", "'room':'den','to':'bob','peer_id':'cleo','from':'cleo','message':1");
    assertThat(bob.told()).containsExactly("message {'room':'den','peer_id':'ann','message':1}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"den", "cave", "eve", "nobody", "00000000-0000-0000-0000-000000000000"})
  void relayToAnythingButAMemberOfTheRoomReachesNobody(String target) {
    ann.emit(
        "relay-session-description",
        "'room':'den','to':'" + target + "','session_description':{},'payload':1");
    assertThat(ann.told())
        .containsExactly(
            "request-reject {'event':'relay-session-description','room':'den','code':'not_found',"
                + "'message':'No such peer in this room','payload':1}");
    assertThat(bob.told()).isEmpty();
    assertThat(eve.told()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"cave", "nowhere"})
  void relayInARoomThatTheSenderIsNotInReachesNobody(String room) {
    ann.emit("relay-ice-candidate", "'room':'" + room + "','to':'eve','ice_candidate':{}");
    assertThat(ann.told())
        .containsExactly(
            "request-reject {'event':'relay-ice-candidate','room':'"
                + room
                + "','code':'forbidden','message':'You are not a member of this room'}");
    assertThat(eve.told()).isEmpty();
  }

  @Test
  void oneWhoWaitsCanNeitherRelayNorBeRelayedTo() {
    eve.emit("room-join-request", "'room':'den'");
    ann.told();
    assertThat(eve.ask("relay-message", "'room':'den','to':'ann','message':1"))
        .startsWith("{'ok':false,'code':'forbidden'");
    assertThat(ann.ask("relay-message", "'room':'den','to':'eve','message':1"))
        .startsWith("{'ok':false,'code':'not_found'");
    assertThat(ann.told()).noneMatch(line -> line.startsWith("message"));
  }

  @Test
  void relaysOfOneSenderArriveInOrder() {
    for (int i = 0; i < 100; i++) {
      ann.emit("relay-message", "'room':'den','to':'bob','message':" + i);
    }
    List<String> told = bob.told();
    for (int i = 0; i < 100; i++) {
      assertThat(told.get(i)).endsWith("'message':" + i + "}");
    }
  }

  @Test
  void peerThatCannotBeToldAllIsSentAway() {
    RoomKey den = RoomScope.DEPLOYMENT.key(Wire.APP, new RoomName("den"));
    Signal signal = new Signal(Signal.Kind.MESSAGE, new Opaque("1"));
    PeerEvent ahead = new PeerEvent.Relayed(den, 1000, new PeerId("zoe"), signal, Opaque.NONE);
    int posted = 0;
    while (bob.ended() == null && posted < 10_000) {
      bob.handler().post(ahead, EventWriter.write(ahead));
      posted++;
    }
    assertThat(bob.ended()).isEqualTo(CloseReason.SHUTDOWN);
    assertThat(posted).isGreaterThan(512);
    assertThat(ann.told())
        .singleElement()
        .asString()
        .startsWith("room-user-leave {'room':'den','peer_id':'bob'");
  }
}

package io.chatsignal.server.signal;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatsignal.signaling.AppName;
import io.chatsignal.signaling.Limits;
import io.chatsignal.signaling.RoomScope;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What can't be served is answered, with a code and with a sentence. */
class RefusalsTest {
  private final Wire wire = new Wire();
  private final Wire.Client ann = wire.enter("ann");

  @Nested
  class AFieldOfTheWrongType {
    @ParameterizedTest
    @CsvSource({
      "room-create-request, room, room-create-reject",
      "room-join-request, room, room-join-reject",
      "room-join-accept, room, request-reject",
      "room-join-accept, peer_id, request-reject",
      "room-join-accept, to, request-reject",
      "room-join-reject, room, request-reject",
      "room-join-reject, peer_id, request-reject",
      "room-join-reject, to, request-reject",
      "room-leave, room, request-reject",
      "room-kick, room, request-reject",
      "room-kick, peer_id, request-reject",
      "room-kick, to, request-reject",
      "relay-session-description, room, request-reject",
      "relay-session-description, to, request-reject",
      "relay-session-description, peer_id, request-reject",
      "relay-ice-candidate, room, request-reject",
      "relay-ice-candidate, to, request-reject",
      "relay-ice-candidate, peer_id, request-reject",
      "relay-message, room, request-reject",
      "relay-message, to, request-reject",
      "relay-message, peer_id, request-reject"
    })
    void isInvalidAndNamed(String event, String field, String reject) {
      String others =
          "'room':'den','to':'bob','peer_id':'bob','session_description':1,'ice_candidate':1,"
              + "'message':1,'payload':'p'";
      for (String wrong : List.of("5", "true", "[]", "{}", "1.5", "['x']")) {
        String name = "'" + field + "':";
        String fields = others.replaceFirst(name + "'[^']*'", name + wrong);
        ann.emit(event, fields);
        assertThat(ann.told())
            .as("%s with %s", event, fields)
            .singleElement()
            .asString()
            .startsWith(reject + " {")
            .contains("'code':'invalid','message':'" + field + " must be a string'")
            .contains("'payload':'p'");
      }
    }

    @Test
    void isOfNoInterestWhereTheEventHasNoSuchField() {
      ann.emit("room-create-request", "'room':'den','to':5,'token':{},'message':null");
      assertThat(ann.told()).containsExactly("room-create-accept {'room':'den'}");
    }
  }

  @Nested
  class AMissingField {
    @ParameterizedTest
    @CsvSource({
      "room-join-request, room",
      "room-join-accept, room",
      "room-join-accept, peer_id",
      "room-join-reject, room",
      "room-join-reject, peer_id",
      "room-leave, room",
      "room-kick, room",
      "room-kick, peer_id",
      "relay-session-description, room",
      "relay-session-description, to",
      "relay-session-description, session_description",
      "relay-ice-candidate, room",
      "relay-ice-candidate, to",
      "relay-ice-candidate, ice_candidate",
      "relay-message, room",
      "relay-message, message"
    })
    void isInvalidAndNamedWhetherItIsAbsentOrNull(String event, String field) {
      List<String> all =
          List.of("room", "to", "peer_id", "session_description", "ice_candidate", "message");
      List<String> rest = new ArrayList<>(all);
      rest.remove(field);
      if (field.equals("to") || field.equals("peer_id")) {
        rest.removeAll(List.of("to", "peer_id")); // Either stands for the other.
      }
      String fields = String.join(",", rest.stream().map(name -> "'" + name + "':'x'").toList());
      for (String shape : List.of(fields, fields + ",'" + field + "':null")) {
        ann.emit(event, shape);
        assertThat(ann.told())
            .singleElement()
            .asString()
            .contains("'code':'invalid','message':'" + field + " is missing'");
      }
    }
  }

  @Nested
  class AName {
    @ParameterizedTest
    @ValueSource(strings = {"", "\\n", "a\\u0000b", "\\u007f", "\\u0085", "\\ud83c"})
    void ofARoomThatIsEmptyOrMalformedIsInvalid(String name) {
      for (String event : List.of("room-create-request", "room-join-request", "room-leave")) {
        ann.emitRaw(event, "{\"auth\":\"" + ann.auth() + "\",\"room\":\"" + name + "\"}");
        assertThat(ann.told())
            .singleElement()
            .asString()
            .contains("'code':'invalid'")
            .contains("room must have at least one character and no control characters")
            .doesNotContain("'room':");
      }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\\n", "\\ud83c"})
    void ofAPeerThatIsEmptyOrMalformedIsInvalid(String name) {
      wire.gather("den", ann);
      ann.emitRaw(
          "relay-message",
          "{\"auth\":\""
              + ann.auth()
              + "\",\"room\":\"den\",\"to\":\""
              + name
              + "\",\"message\":1}");
      assertThat(ann.told())
          .containsExactly(
              "request-reject {'event':'relay-message','room':'den','code':'invalid',"
                  + "'message':'to is not a peer's id'}");
    }

    @Test
    void ofARoomMayHaveAsManyCharactersAsTheLimitSays() {
      String longest = "🎈".repeat(128);
      assertThat(ann.ask("room-create-request", "'room':'" + longest + "'"))
          .isEqualTo("{'ok':true,'room':'" + longest + "'}");
      ann.told();
      ann.emit("room-create-request", "'room':'" + longest + "x'");
      assertThat(ann.told())
          .singleElement()
          .asString()
          .startsWith("room-create-reject {'code':'too_large'");
    }
  }

  @Nested
  class AnArgument {
    @Test
    void withAFieldTwiceIsInvalid() {
      for (String field : List.of("room", "auth", "payload", "to", "message")) {
        ann.emit(
            "relay-message", "'room':'a','to':'b','message':1,'payload':1,'" + field + "':'z'");
        assertThat(ann.told())
            .as(field)
            .singleElement()
            .asString()
            .contains("'code':'invalid','message':'" + field + " is there twice'");
      }
    }

    @Test
    void afterTheFirstMeansNothing() {
      ann.emitRaw(
          "room-create-request", Wire.json("{'auth':'" + ann.auth() + "','room':'a'}"), "5", "{}");
      assertThat(ann.told()).containsExactly("room-create-accept {'room':'a'}");
    }
  }

  @Nested
  class APayload {
    @Test
    void overTheLimitIsTooLargeAndNotSentBack() {
      String large = "'" + "x".repeat(8191) + "'";
      ann.emit("room-create-request", "'room':'den','payload':" + large);
      assertThat(ann.told())
          .containsExactly(
              "room-create-reject {'room':'den','code':'too_large',"
                  + "'message':'The payload is larger than 8192 bytes'}");
      assertThat(wire.service.rooms()).isZero();
    }

    @Test
    void atTheLimitIsTaken() {
      String largest = "'" + "x".repeat(8190) + "'";
      assertThat(ann.ask("room-create-request", "'room':'den','payload':" + largest))
          .isEqualTo("{'ok':true,'room':'den','payload':" + largest + "}");
    }

    @Test
    void orPeerinfoOverTheLimitRejectsAuthentication() {
      String large = "'" + "é".repeat(4096) + "'";
      for (String field : List.of("payload", "peerinfo")) {
        ann.emitRaw(
            "auth-request",
            Wire.json("{'token':'" + Wire.APP_TOKEN + "','" + field + "':" + large + "}"));
        assertThat(ann.told())
            .singleElement()
            .asString()
            .startsWith("auth-reject {'code':'too_large'");
      }
    }
  }

  @Nested
  class AnUnknownEvent {
    @Test
    void isAnsweredEvenWithoutAToken() {
      Wire.Client bob = wire.connect("bob");
      bob.emitRaw("hello", "{}");
      assertThat(bob.told())
          .containsExactly(
              "request-reject {'event':'hello','code':'unknown_event',"
                  + "'message':'This server knows no such event'}");
    }

    @Test
    void isAcknowledgedWithItsCode() {
      assertThat(ann.askRaw("hello", "{}"))
          .isEqualTo(
              "{'ok':false,'code':'unknown_event','message':'This server knows no such event'}");
    }

    @Test
    void hasItsNameCutWhereItIsTooLongToShow() {
      ann.emitRaw("🎈".repeat(10_000), "{}");
      assertThat(ann.told())
          .singleElement()
          .asString()
          .startsWith("request-reject {'event':'" + "🎈".repeat(32) + "…','code':'unknown_event'");
    }

    @Test
    void tenThousandTimesEndsInRateLimitedAnswers() {
      Wire hurried = new Wire(Limits.defaults());
      Wire.Client eve = hurried.connect("eve");
      for (int i = 0; i < 10_000; i++) {
        eve.emitRaw("hello");
      }
      List<String> told = eve.told();
      assertThat(told).hasSize(10_000);
      assertThat(told.subList(0, 60)).allMatch(line -> line.contains("'code':'unknown_event'"));
      assertThat(told.subList(60, 10_000)).allMatch(line -> line.contains("'code':'rate_limited'"));
    }
  }

  @Nested
  class BinaryData {
    @Test
    void isInvalidInEveryEvent() {
      for (ClientEvent event : ClientEvent.values()) {
        ann.receive(
            "51-[\""
                + event.wireName()
                + "\",{\"auth\":\""
                + ann.auth()
                + "\",\"token\":\"x\",\"room\":\"den\",\"to\":\"x\","
                + "\"message\":{\"_placeholder\":true,\"num\":0}}]");
        ann.receive(new byte[] {1, 2, 3});
        assertThat(ann.told())
            .as(event.wireName())
            .singleElement()
            .asString()
            .startsWith(event.rejectName() + " {")
            .contains("'code':'invalid'")
            .contains("binary attachments have no place in this event");
      }
    }
  }

  @Nested
  class AMalformedPacket {
    @ParameterizedTest
    @ValueSource(strings = {"2{", "2[\"room-leave\",{]", "2[5]", "2[]", "9", "2[\"connect\"]"})
    void isAnsweredBeforeTheConnectionEnds(String packet) {
      ann.receive(packet);
      assertThat(ann.told())
          .singleElement()
          .asString()
          .startsWith("request-reject {'code':'invalid','message':'");
      assertThat(wire.service.peers()).isZero();
    }

    @Test
    void orOneThatIsTooLargeIsAnsweredToo() {
      ann.handler().onTooLarge();
      assertThat(ann.told())
          .containsExactly(
              "request-reject {'code':'too_large',"
                  + "'message':'The message is larger than this server takes'}");
    }
  }

  @Nested
  class AnotherApp {
    @Test
    void isOutOfReachWhereRoomsAreApart() {
      Wire apart = new Wire(Wire.UNHURRIED, RoomScope.APP);
      Wire.Client eve = apart.enter("eve");
      apart.gather("den", eve);
      Wire.Client dan = apart.connect("dan");
      String token = Wire.TOKENS.issueApp(new AppName("x"), Wire.NOW);
      dan.emitRaw("auth-request", "\"" + token + "\"");
      dan.use(dan.told().getFirst().replaceFirst("auth-accept \\{'token':'(.*)'\\}", "$1"));
      assertThat(dan.ask("room-join-request", "'room':'den'"))
          .startsWith("{'ok':false,'code':'not_found'");
    }
  }
}

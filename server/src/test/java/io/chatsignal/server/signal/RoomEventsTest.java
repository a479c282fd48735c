package io.chatsignal.server.signal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The table of WIRE, row by row: what is answered, and what others are told. */
class RoomEventsTest {
  private final Wire wire = new Wire();
  private final Wire.Client ann = wire.enter("ann");
  private final Wire.Client bob = wire.enter("bob");
  private final Wire.Client cleo = wire.enter("cleo");

  @Nested
  class RoomCreateRequest {
    @Test
    void isAccepted() {
      ann.emit("room-create-request", "'room':'den','payload':{'a':1}");
      assertThat(ann.told()).containsExactly("room-create-accept {'room':'den','payload':{'a':1}}");
    }

    @Test
    void withoutARoomMakesUpAUuid() {
      ann.emit("room-create-request", "");
      assertThat(ann.told())
          .singleElement()
          .asString()
          .matches("room-create-accept \\{'room':'[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}'\\}");
    }

    @Test
    void withARoomThatIsNullMakesUpAUuid() {
      assertThat(ann.ask("room-create-request", "'room':null")).hasSize(57);
    }

    @Test
    void isAcknowledgedWithTheRoom() {
      assertThat(ann.ask("room-create-request", "'room':'den','payload':1"))
          .isEqualTo("{'ok':true,'room':'den','payload':1}");
    }

    @Test
    void ofATakenNameIsRejected() {
      wire.gather("den", ann);
      bob.emit("room-create-request", "'room':'den','payload':1");
      assertThat(bob.told())
          .containsExactly(
              "room-create-reject {'room':'den','code':'conflict','message':'Room already taken"
                  + " someone else. Please type another room name or stay it blank','payload':1}");
    }

    @Test
    void ofATakenNameIsAcknowledgedAsAConflict() {
      wire.gather("den", ann);
      assertThat(bob.ask("room-create-request", "'room':'den'"))
          .startsWith("{'ok':false,'code':'conflict','message':'Room already taken");
    }
  }

  @Nested
  class RoomJoinRequest {
    @Test
    void goesToTheOwnerAndTellsTheSenderNothing() {
      wire.gather("den", ann);
      bob.emit("room-join-request", "'room':'den','payload':{'login':'foo'}");
      assertThat(ann.told())
          .containsExactly(
              "room-join-request {'room':'den','peer_id':'bob','peerinfo':{'name':'bob'},"
                  + "'payload':{'login':'foo'}}");
      assertThat(bob.told()).isEmpty();
    }

    @Test
    void isAcknowledgedOnceItIsWithTheOwners() {
      wire.gather("den", ann);
      assertThat(bob.ask("room-join-request", "'room':'den','payload':1"))
          .isEqualTo("{'ok':true,'room':'den','payload':1}");
    }

    @Test
    void isNotShownToOtherMembers() {
      wire.gather("den", ann, cleo);
      bob.emit("room-join-request", "'room':'den'");
      assertThat(cleo.told()).isEmpty();
    }

    @Test
    void ofNoRoomIsRejected() {
      bob.emit("room-join-request", "'room':'den','payload':1");
      assertThat(bob.told())
          .containsExactly(
              "room-join-reject {'room':'den','code':'not_found','message':'Room is not found.',"
                  + "'payload':1}");
    }

    @Test
    void ofNoRoomIsAcknowledgedAsNotFound() {
      assertThat(bob.ask("room-join-request", "'room':'den'"))
          .isEqualTo("{'ok':false,'code':'not_found','message':'Room is not found.'}");
    }

    @Test
    void byAMemberIsAnsweredWithTheRoomAsItIsNow() {
      wire.gather("den", ann, bob, cleo);
      bob.emit("room-join-request", "'room':'den','payload':7");
      assertThat(bob.told())
          .containsExactly(
              "room-join-accept {'room':'den','peer_id':'bob','peers':['ann','cleo'],"
                  + "'peersinfo':{'ann':{'name':'ann'},'bob':{'name':'bob'},"
                  + "'cleo':{'name':'cleo'}},'payload':7}");
      assertThat(ann.told()).isEmpty();
    }

    @Test
    void byOneWhoWaitsAlreadyGoesToTheOwnerAgain() {
      wire.gather("den", ann);
      bob.emit("room-join-request", "'room':'den','payload':1");
      bob.emit("room-join-request", "'room':'den','payload':2");
      assertThat(ann.told()).hasSize(2).last().asString().endsWith("'payload':2}");
      ann.emit("room-join-reject", "'room':'den','peer_id':'bob'");
      assertThat(ann.ask("room-join-accept", "'room':'den','peer_id':'bob'"))
          .startsWith("{'ok':false,'code':'not_found'");
    }
  }

  @Nested
  class RoomJoinAccept {
    @Test
    void tellsTheCandidateAndTheOtherMembers() {
      wire.gather("den", ann, cleo);
      bob.emit("room-join-request", "'room':'den'");
      ann.told();
      ann.emit("room-join-accept", "'room':'den','peer_id':'bob','to':'bob','payload':[1]");
      assertThat(bob.told())
          .containsExactly(
              "room-join-accept {'room':'den','peer_id':'bob','peers':['ann','cleo'],"
                  + "'peersinfo':{'ann':{'name':'ann'},'cleo':{'name':'cleo'},"
                  + "'bob':{'name':'bob'}},'payload':[1]}");
      String joined =
          "room-user-join {'room':'den','peer_id':'bob','peerinfo':{'name':'bob'},'payload':[1]}";
      assertThat(ann.told()).containsExactly(joined);
      assertThat(cleo.told()).containsExactly(joined);
    }

    @Test
    void showsAnEmptyObjectForWhoHasNoPeerinfo() {
      Wire.Client dan = wire.connect("dan");
      dan.emitRaw("auth-request", "\"" + Wire.APP_TOKEN + "\"");
      dan.use(dan.told().getFirst().replaceFirst("auth-accept \\{'token':'(.*)'\\}", "$1"));
      wire.gather("den", ann);
      dan.emit("room-join-request", "'room':'den'");
      assertThat(ann.told()).containsExactly("room-join-request {'room':'den','peer_id':'dan'}");
      ann.emit("room-join-accept", "'room':'den','peer_id':'dan'");
      assertThat(dan.told())
          .containsExactly(
              "room-join-accept {'room':'den','peer_id':'dan','peers':['ann'],"
                  + "'peersinfo':{'ann':{'name':'ann'},'dan':{}}}");
    }

    @Test
    void isAcknowledged() {
      wire.gather("den", ann);
      bob.emit("room-join-request", "'room':'den'");
      assertThat(ann.ask("room-join-accept", "'room':'den','peer_id':'bob','payload':1"))
          .isEqualTo("{'ok':true,'room':'den','payload':1}");
    }

    @Test
    void namesTheCandidateInPeerIdRatherThanInTo() {
      wire.gather("den", ann);
      bob.emit("room-join-request", "'room':'den'");
      cleo.emit("room-join-request", "'room':'den'");
      ann.emit("room-join-accept", "'room':'den','peer_id':'bob','to':'cleo'");
      assertThat(bob.told()).hasSize(1);
      assertThat(cleo.told()).isEmpty();
    }

    @Test
    void mayNameTheCandidateInToAlone() {
      wire.gather("den", ann);
      bob.emit("room-join-request", "'room':'den'");
      ann.emit("room-join-accept", "'room':'den','to':'bob'");
      assertThat(bob.told()).hasSize(1);
    }

    @Test
    void byOneWhoIsNoOwnerIsForbidden() {
      wire.gather("den", ann, cleo);
      bob.emit("room-join-request", "'room':'den'");
      for (Wire.Client other : new Wire.Client[] {bob, cleo}) {
        other.emit("room-join-accept", "'room':'den','peer_id':'bob','payload':1");
        assertThat(other.told())
            .containsExactly(
                "request-reject {'event':'room-join-accept','room':'den','code':'forbidden',"
                    + "'message':'Only an owner of the room may do this','payload':1}");
      }
    }

    @Test
    void ofOneWhoHasNotAskedIsNotFound() {
      wire.gather("den", ann);
      ann.emit("room-join-accept", "'room':'den','peer_id':'bob'");
      assertThat(ann.told())
          .containsExactly(
              "request-reject {'event':'room-join-accept','room':'den','code':'not_found',"
                  + "'message':'This peer has no open join request'}");
      assertThat(bob.told()).isEmpty();
    }

    @Test
    void ofNoRoomIsNotFound() {
      ann.emit("room-join-accept", "'room':'den','peer_id':'bob'");
      assertThat(ann.told())
          .containsExactly(
              "request-reject {'event':'room-join-accept','room':'den','code':'not_found',"
                  + "'message':'Room is not found.'}");
    }
  }

  @Nested
  class RoomJoinReject {
    @Test
    void tellsTheCandidateAlone() {
      wire.gather("den", ann, cleo);
      bob.emit("room-join-request", "'room':'den'");
      ann.told();
      ann.emit("room-join-reject", "'room':'den','peer_id':'bob','payload':{}");
      assertThat(bob.told())
          .containsExactly(
              "room-join-reject {'room':'den','peer_id':'bob','code':'forbidden',"
                  + "'message':'Room owner was rejected your request','payload':{}}");
      assertThat(ann.told()).isEmpty();
      assertThat(cleo.told()).isEmpty();
    }

    @Test
    void byOneWhoIsNoOwnerIsForbidden() {
      wire.gather("den", ann, cleo);
      bob.emit("room-join-request", "'room':'den'");
      assertThat(cleo.ask("room-join-reject", "'room':'den','peer_id':'bob'"))
          .startsWith("{'ok':false,'code':'forbidden'");
      assertThat(bob.told()).isEmpty();
    }
  }

  @Nested
  class RoomLeave {
    @Test
    void tellsTheOtherMembersAndIsOnlyAcknowledged() {
      wire.gather("den", ann, bob, cleo);
      assertThat(bob.ask("room-leave", "'room':'den','payload':1"))
          .isEqualTo("{'ok':true,'room':'den','payload':1}");
      String left =
          "room-user-leave {'room':'den','peer_id':'bob','peerinfo':{'name':'bob'},'payload':1}";
      assertThat(ann.told()).containsExactly(left);
      assertThat(cleo.told()).containsExactly(left);
      assertThat(bob.told()).isEmpty();
    }

    @Test
    void byTheLastOwnerMakesTheLongestStandingMemberOwner() {
      wire.gather("den", ann, bob, cleo);
      Wire.Client dan = wire.enter("dan");
      dan.emit("room-join-request", "'room':'den','payload':'d'");
      ann.emit("room-leave", "'room':'den'");
      assertThat(cleo.told())
          .containsExactly(
              "room-user-leave {'room':'den','peer_id':'ann','peerinfo':{'name':'ann'}}",
              "room-owner-change {'room':'den','peer_id':'bob'}");
      assertThat(bob.told())
          .hasSize(3)
          .last()
          .isEqualTo(
              "room-join-request {'room':'den','peer_id':'dan','peerinfo':{'name':'dan'},"
                  + "'payload':'d'}");
      bob.emit("room-join-accept", "'room':'den','peer_id':'dan'");
      assertThat(dan.told()).hasSize(1);
    }

    @Test
    void byTheLastMemberEndsTheRoomForThoseWhoWait() {
      wire.gather("den", ann);
      bob.emit("room-join-request", "'room':'den','payload':1");
      ann.emit("room-leave", "'room':'den'");
      assertThat(bob.told())
          .containsExactly(
              "room-join-reject {'room':'den','code':'not_found','message':'Room is not found.'}");
      assertThat(wire.service.rooms()).isZero();
    }

    @Test
    void byOneWhoWaitsWithdrawsTheRequest() {
      wire.gather("den", ann);
      bob.emit("room-join-request", "'room':'den'");
      ann.told();
      assertThat(bob.ask("room-leave", "'room':'den'")).startsWith("{'ok':true");
      assertThat(ann.told()).containsExactly("room-join-cancel {'room':'den','peer_id':'bob'}");
    }

    @Test
    void byOneWhoIsNotThereIsForbidden() {
      wire.gather("den", ann);
      bob.emit("room-leave", "'room':'den'");
      assertThat(bob.told())
          .containsExactly(
              "request-reject {'event':'room-leave','room':'den','code':'forbidden',"
                  + "'message':'You are not a member of this room'}");
    }
  }

  @Nested
  class RoomKick {
    @Test
    void tellsTheOneKickedAndTheMembers() {
      wire.gather("den", ann, bob, cleo);
      ann.emit("room-kick", "'room':'den','peer_id':'bob','payload':'rude'");
      assertThat(bob.told()).containsExactly("room-kicked {'room':'den','payload':'rude'}");
      String left =
          "room-user-leave {'room':'den','peer_id':'bob','peerinfo':{'name':'bob'},"
              + "'payload':'rude'}";
      assertThat(ann.told()).containsExactly(left);
      assertThat(cleo.told()).containsExactly(left);
      assertThat(bob.ask("relay-message", "'room':'den','message':1"))
          .startsWith("{'ok':false,'code':'forbidden'");
    }

    @Test
    void byOneWhoIsNoOwnerIsForbidden() {
      wire.gather("den", ann, bob);
      assertThat(bob.ask("room-kick", "'room':'den','peer_id':'ann'"))
          .startsWith("{'ok':false,'code':'forbidden'");
      assertThat(ann.told()).isEmpty();
    }

    @Test
    void ofOneWhoIsNotThereIsNotFound() {
      wire.gather("den", ann);
      assertThat(ann.ask("room-kick", "'room':'den','peer_id':'bob'"))
          .isEqualTo("{'ok':false,'code':'not_found','message':'No such peer in this room'}");
    }

    @Test
    void ofOneselfIsInvalid() {
      wire.gather("den", ann);
      assertThat(ann.ask("room-kick", "'room':'den','peer_id':'ann'"))
          .startsWith("{'ok':false,'code':'invalid'");
    }
  }

  @Nested
  class ASocketThatGoesAway {
    @Test
    void leavesAllItsRooms() {
      wire.gather("den", ann, bob);
      wire.gather("attic", bob, cleo);
      bob.disconnect();
      assertThat(ann.told())
          .containsExactly(
              "room-user-leave {'room':'den','peer_id':'bob','peerinfo':{'name':'bob'}}");
      assertThat(cleo.told())
          .containsExactly(
              "room-user-leave {'room':'attic','peer_id':'bob','peerinfo':{'name':'bob'}}",
              "room-owner-change {'room':'attic','peer_id':'cleo'}");
    }

    @Test
    void withdrawsItsOpenRequests() {
      wire.gather("den", ann);
      bob.emit("room-join-request", "'room':'den'");
      ann.told();
      bob.disconnect();
      assertThat(ann.told()).containsExactly("room-join-cancel {'room':'den','peer_id':'bob'}");
    }
  }
}

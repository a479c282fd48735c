package io.chatsignal.server.signal;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatsignal.signaling.Limits;
import io.chatsignal.signaling.Rate;
import io.chatsignal.signaling.RoomLimits;
import org.junit.jupiter.api.Test;

/** Each limit of the domain, reached by a client. */
class LimitsTest {
  private static final Rate OFF = new Rate(0, 1);

  @Test
  void ofRequestsIsJudgedBeforeTheToken() {
    Wire hurried = new Wire(new Limits(8192, RoomLimits.defaults(), new Rate(20, 3), OFF));
    Wire.Client eve = hurried.connect("eve");
    for (int i = 0; i < 3; i++) {
      eve.emitRaw("room-join-request", "{}");
    }
    assertThat(eve.told()).hasSize(3).allMatch(line -> line.startsWith("unauthorized"));
    eve.emitRaw("room-join-request", "{}");
    eve.emitRaw("room-leave", "{}");
    eve.emitRaw("auth-request", "{}");
    assertThat(eve.told())
        .containsExactly(
            "room-join-reject {'code':'rate_limited','message':'Too many messages: slow down'}",
            "request-reject {'event':'room-leave','code':'rate_limited',"
                + "'message':'Too many messages: slow down'}",
            "auth-reject {'code':'rate_limited','message':'Too many messages: slow down'}");
    hurried.nanos += 50_000_000;
    eve.emitRaw("room-leave", "{}");
    assertThat(eve.told()).allMatch(line -> line.startsWith("unauthorized"));
  }

  @Test
  void ofRelaysIsAnotherThanThatOfRequests() {
    Wire hurried =
        new Wire(new Limits(8192, RoomLimits.defaults(), new Rate(20, 3), new Rate(100, 5)));
    Wire.Client eve = hurried.enter("eve");
    hurried.gather("den", eve);
    for (int i = 0; i < 5; i++) {
      assertThat(eve.ask("relay-message", "'room':'den','message':1")).startsWith("{'ok':true");
    }
    assertThat(eve.ask("relay-message", "'room':'den','message':1"))
        .startsWith("{'ok':false,'code':'rate_limited'");
    assertThat(eve.ask("room-leave", "'room':'den'")).startsWith("{'ok':true");
    assertThat(eve.ask("room-leave", "'room':'den'"))
        .startsWith("{'ok':false,'code':'rate_limited'");
  }

  @Test
  void ofRoomsOfOnePeerIsTooLarge() {
    Wire small = new Wire(new Limits(8192, new RoomLimits(128, 9, 9, 2), OFF, OFF));
    Wire.Client eve = small.enter("eve");
    small.gather("a", eve);
    small.gather("b", eve);
    assertThat(eve.ask("room-create-request", "'room':'c'"))
        .startsWith("{'ok':false,'code':'too_large'");
    eve.told();
    Wire.Client dan = small.enter("dan");
    small.gather("c", dan);
    eve.emit("room-join-request", "'room':'c'");
    assertThat(eve.told())
        .containsExactly(
            "room-join-reject {'room':'c','code':'too_large',"
                + "'message':'Nobody can be in more than 2 rooms at once'}");
  }

  @Test
  void ofMembersAndCandidatesOfOneRoomIsTooLarge() {
    Wire small = new Wire(new Limits(8192, new RoomLimits(128, 1, 1, 9), OFF, OFF));
    Wire.Client eve = small.enter("eve");
    Wire.Client dan = small.enter("dan");
    Wire.Client fay = small.enter("fay");
    small.gather("den", eve);
    dan.emit("room-join-request", "'room':'den'");
    fay.emit("room-join-request", "'room':'den'");
    assertThat(fay.told())
        .singleElement()
        .asString()
        .startsWith("room-join-reject {'room':'den','code':'too_large'");
    assertThat(eve.ask("room-join-accept", "'room':'den','peer_id':'dan'"))
        .startsWith("{'ok':false,'code':'too_large'");
  }
}

package io.chatsignal.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatsignal.signaling.AppName;
import java.util.List;
import java.util.Map;
import org.json.JSONObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The handshake of a whole call between two official Java clients. */
class JavaClientTest {

  private static final String ROOM = "call";
  private static final Map<String, String> LOGIN = Map.of("login", "foo");

  private SignalingServer server = TestServer.unstarted();
  private String token = "";

  @BeforeEach
  void start() throws StartException {
    server.start();
    token = server.issueToken(new AppName("android"));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @ParameterizedTest
  @CsvSource({"websocket,polling", "polling,websocket", "polling,polling"})
  void callGetsFromCreateToLeave(String owners, String guests) throws InterruptedException {
    try (JavaPeer owner = new JavaPeer(server.address(), token, owners);
        JavaPeer guest = new JavaPeer(server.address(), token, guests)) {
      join(owner, guest);
      Map<String, String> offer =
          Map.of("type", "offer", "sdp", "v=0\r\no=- 46117 2 IN IP4 127.0.0.1\r\n");
      relay(
          owner,
          guest,
          "relay-session-description",
          "session-description",
          "session_description",
          offer);
      Map<String, String> answer = Map.of("type", "answer", "sdp", "v=0\r\n");
      relay(
          guest,
          owner,
          "relay-session-description",
          "session-description",
          "session_description",
          answer);
      for (int i = 0; i < 5; i++) {
        Map<String, Object> candidate = Map.of("candidate", "candidate:" + i, "sdpMLineIndex", i);
        relay(owner, guest, "relay-ice-candidate", "ice-candidate", "ice_candidate", candidate);
        relay(guest, owner, "relay-ice-candidate", "ice-candidate", "ice_candidate", candidate);
      }
      guest.emit("room-leave", Map.of("room", ROOM));
      assertThat(owner.next("room-user-leave"))
          .isEqualTo(Map.of("room", ROOM, "peer_id", guest.id(), "peerinfo", LOGIN));
      assertThat(owner.unread()).isEmpty();
      assertThat(guest.unread()).isEmpty();
    }
  }

  @Test
  void stockClientUpgradesAndCarriesEveryJsonValue() throws InterruptedException {
    try (JavaPeer owner = new JavaPeer(server.address(), token);
        JavaPeer guest = new JavaPeer(server.address(), token)) {
      join(owner, guest);
      Object deep = Map.of();
      for (int i = 0; i < 10; i++) {
        deep = List.of(Map.of("in", deep));
      }
      Map<String, Object> values =
          Map.of(
              "empty",
              Map.of(),
              "none",
              List.of(),
              "astral 🧑‍🚀",
              "𝒳\uDBFF\uDFFF",
              "escapes",
              "\\\"\b\n\u0001\u2028/",
              "deep",
              deep,
              "beyond 2^53",
              9_007_199_254_740_993L,
              "longest",
              Long.MIN_VALUE,
              "literals",
              List.of(true, false, JSONObject.NULL),
              "fraction",
              0.1);
      relay(owner, guest, "relay-message", "message", "message", values);
    }
  }

  @Test
  void clientWithoutAValidTokenIsRefused() throws InterruptedException {
    try (JavaPeer peer = new JavaPeer(server.address(), "forged")) {
      assertThat(peer.next("connect_error")).isEqualTo(Map.of("message", "Token is not valid"));
    }
  }

  private void join(JavaPeer owner, JavaPeer guest) throws InterruptedException {
    owner.next("connect");
    guest.next("connect");
    owner.authenticate(token, Map.of());
    guest.authenticate(token, LOGIN);
    owner.emit("room-create-request", Map.of("room", ROOM, "payload", 1));
    assertThat(owner.next("room-create-accept")).isEqualTo(Map.of("room", ROOM, "payload", 1));

    guest.emit("room-join-request", Map.of("room", ROOM, "payload", 2));
    assertThat(owner.next("room-join-request"))
        .isEqualTo(Map.of("room", ROOM, "peer_id", guest.id(), "peerinfo", LOGIN, "payload", 2));

    owner.emit("room-join-accept", Map.of("room", ROOM, "peer_id", guest.id(), "to", guest.id()));
    assertThat(guest.next("room-join-accept"))
        .isEqualTo(
            Map.of(
                "room", ROOM,
                "peer_id", guest.id(),
                "peers", List.of(owner.id()),
                "peersinfo", Map.of(owner.id(), Map.of(), guest.id(), LOGIN)));
    assertThat(owner.next("room-user-join"))
        .isEqualTo(Map.of("room", ROOM, "peer_id", guest.id(), "peerinfo", LOGIN));
  }

  private static void relay(
      JavaPeer from, JavaPeer to, String emit, String event, String field, Object signal)
      throws InterruptedException {
    from.emit(emit, Map.of("room", ROOM, "to", to.id(), "peer_id", to.id(), field, signal));
    assertThat(to.next(event)).isEqualTo(Map.of("room", ROOM, "peer_id", from.id(), field, signal));
  }
}

package io.chatsignal.server;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;

/**
 * Two Java clients in one room. They know each other by the ids that the server's events name, as
 * the id that a client of version 1.x has for itself is its engine's session and no peer's.
 */
record JavaCall(JavaPeer owner, JavaPeer guest, String ownerId, String guestId) {

  private static final String ROOM = "call";
  private static final Map<String, String> LOGIN = Map.of("login", "foo");

  /** Both authenticate; the owner creates the room, the guest asks, the owner lets it in. */
  static JavaCall joined(JavaPeer owner, JavaPeer guest, String token) throws InterruptedException {
    owner.next("connect");
    guest.next("connect");
    owner.authenticate(token, Map.of());
    guest.authenticate(token, LOGIN);
    owner.emit("room-create-request", Map.of("room", ROOM, "payload", 1));
    assertThat(owner.next("room-create-accept")).isEqualTo(Map.of("room", ROOM, "payload", 1));

    guest.emit("room-join-request", Map.of("room", ROOM, "payload", 2));
    Map<?, ?> request = (Map<?, ?>) owner.next("room-join-request");
    String guestId = String.valueOf(request.get("peer_id"));
    assertThat(request)
        .isEqualTo(Map.of("room", ROOM, "peer_id", guestId, "peerinfo", LOGIN, "payload", 2));

    owner.emit("room-join-accept", Map.of("room", ROOM, "peer_id", guestId, "to", guestId));
    Map<?, ?> accept = (Map<?, ?>) guest.next("room-join-accept");
    String ownerId = onlyOf(accept.get("peers"));
    assertThat(accept)
        .isEqualTo(
            Map.of(
                "room",
                ROOM,
                "peer_id",
                guestId,
                "peers",
                List.of(ownerId),
                "peersinfo",
                Map.of(ownerId, Map.of(), guestId, LOGIN)));
    assertThat(owner.next("room-user-join"))
        .isEqualTo(Map.of("room", ROOM, "peer_id", guestId, "peerinfo", LOGIN));
    return new JavaCall(owner, guest, ownerId, guestId);
  }

  /** Offer, answer and candidates in both directions, and the guest leaves. */
  void fromOfferToLeave() throws InterruptedException {
    Map<String, String> offer =
        Map.of("type", "offer", "sdp", "v=0\r\no=- 46117 2 IN IP4 127.0.0.1\r\n");
    fromOwner("relay-session-description", "session-description", "session_description", offer);
    Map<String, String> answer = Map.of("type", "answer", "sdp", "v=0\r\n");
    fromGuest("relay-session-description", "session-description", "session_description", answer);
    for (int i = 0; i < 5; i++) {
      Map<String, Object> candidate = Map.of("candidate", "candidate:" + i, "sdpMLineIndex", i);
      fromOwner("relay-ice-candidate", "ice-candidate", "ice_candidate", candidate);
      fromGuest("relay-ice-candidate", "ice-candidate", "ice_candidate", candidate);
    }
    guest.emit("room-leave", Map.of("room", ROOM));
    assertThat(owner.next("room-user-leave"))
        .isEqualTo(Map.of("room", ROOM, "peer_id", guestId, "peerinfo", LOGIN));
    assertThat(owner.unread()).isEmpty();
    assertThat(guest.unread()).isEmpty();
  }

  void fromOwner(String emit, String event, String field, Object signal)
      throws InterruptedException {
    relay(owner, emit, guestId, Map.of(field, signal));
    assertThat(guest.next(event))
        .isEqualTo(Map.of("room", ROOM, "peer_id", ownerId, field, signal));
  }

  private void fromGuest(String emit, String event, String field, Object signal)
      throws InterruptedException {
    relay(guest, emit, ownerId, Map.of(field, signal));
    assertThat(owner.next(event))
        .isEqualTo(Map.of("room", ROOM, "peer_id", guestId, field, signal));
  }

  private static String onlyOf(@Nullable Object list) {
    assertThat(list).asInstanceOf(InstanceOfAssertFactories.LIST).hasSize(1);
    return String.valueOf(((List<?>) requireNonNull(list)).getFirst());
  }

  private static void relay(JavaPeer from, String emit, String to, Map<String, Object> signal) {
    Map<String, Object> fields = new HashMap<>(signal);
    fields.putAll(Map.of("room", ROOM, "to", to, "peer_id", to));
    from.emit(emit, fields);
  }
}

package io.chatsignal.server.signal;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The events that a client may emit, and how each is refused. */
enum ClientEvent {
  AUTH_REQUEST("auth-request", "auth-reject"),
  ROOM_CREATE_REQUEST("room-create-request", "room-create-reject"),
  ROOM_JOIN_REQUEST("room-join-request", "room-join-reject"),
  ROOM_JOIN_ACCEPT("room-join-accept", ClientEvent.REQUEST_REJECT),
  ROOM_JOIN_REJECT("room-join-reject", ClientEvent.REQUEST_REJECT),
  ROOM_LEAVE("room-leave", ClientEvent.REQUEST_REJECT),
  ROOM_KICK("room-kick", ClientEvent.REQUEST_REJECT),
  RELAY_SESSION_DESCRIPTION("relay-session-description", ClientEvent.REQUEST_REJECT),
  RELAY_ICE_CANDIDATE("relay-ice-candidate", ClientEvent.REQUEST_REJECT),
  RELAY_MESSAGE("relay-message", ClientEvent.REQUEST_REJECT);

  /** Refuses whatever has no reject event of its own. */
  static final String REQUEST_REJECT = "request-reject";

  private static final Map<String, ClientEvent> BY_NAME =
      Arrays.stream(values())
          .collect(Collectors.toMap(event -> event.wireName, Function.identity()));

  private final String wireName;
  private final String rejectName;

  ClientEvent(String wireName, String rejectName) {
    this.wireName = wireName;
    this.rejectName = rejectName;
  }

  static Optional<ClientEvent> named(String name) {
    return Optional.ofNullable(BY_NAME.get(name));
  }

  String wireName() {
    return wireName;
  }

  String rejectName() {
    return rejectName;
  }

  boolean hasRejectOfItsOwn() {
    return !rejectName.equals(REQUEST_REJECT);
  }

  boolean isRelay() {
    return switch (this) {
      case RELAY_SESSION_DESCRIPTION, RELAY_ICE_CANDIDATE, RELAY_MESSAGE -> true;
      case AUTH_REQUEST,
          ROOM_CREATE_REQUEST,
          ROOM_JOIN_REQUEST,
          ROOM_JOIN_ACCEPT,
          ROOM_JOIN_REJECT,
          ROOM_LEAVE,
          ROOM_KICK ->
          false;
    };
  }
}

package io.chatsignal.signaling;

/** What a peer may ask for. Its payload goes along to the events that the request causes. */
public sealed interface Request {
  Opaque payload();

  /** Present an app token, get a session token. */
  record Authenticate(String token, Opaque peerinfo, Opaque payload) implements Request {}

  /** Everything else, which needs the session token. */
  sealed interface Signed extends Request {
    String auth();

    RoomName room();
  }

  record CreateRoom(String auth, RoomName room, Opaque payload) implements Signed {}

  record JoinRoom(String auth, RoomName room, Opaque payload) implements Signed {}

  record AcceptJoin(String auth, RoomName room, PeerId candidate, Opaque payload)
      implements Signed {}

  record RejectJoin(String auth, RoomName room, PeerId candidate, Opaque payload)
      implements Signed {}

  record LeaveRoom(String auth, RoomName room, Opaque payload) implements Signed {}

  record Kick(String auth, RoomName room, PeerId member, Opaque payload) implements Signed {}

  record Relay(String auth, RoomName room, Target target, Signal signal, Opaque payload)
      implements Signed {}

  /** Whom a relay is for. */
  sealed interface Target {
    record One(PeerId peer) implements Target {}

    record AllOthers() implements Target {}
  }

  /** How many characters of JSON it holds on to while it waits. */
  default int characters() {
    return switch (this) {
      case Authenticate authenticate ->
          authenticate.payload().json().length() + authenticate.peerinfo().json().length();
      case Relay relay ->
          relay.payload().json().length() + relay.signal().content().json().length();
      case Signed signed -> signed.payload().json().length();
    };
  }
}

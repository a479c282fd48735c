package io.chatsignal.signaling;

/** What came of a {@link Request}. */
public sealed interface Answer {

  record Authenticated(String token) implements Answer {}

  record Created(RoomName room) implements Answer {}

  /** The peer asked to join a room that it is in. */
  record AlreadyIn(Room room, PeerId peer) implements Answer {}

  record Done() implements Answer {}

  /** The request came without a session token that is valid here and now. */
  record Unauthorized() implements Answer {}

  record Refused(Rejection rejection) implements Answer {}
}

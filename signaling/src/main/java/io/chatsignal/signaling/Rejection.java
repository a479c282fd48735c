package io.chatsignal.signaling;

/** A refusal that is part of the game: a code for programs and a sentence for people. */
public record Rejection(RejectCode code, String message) {
  public static final Rejection TOKEN_NOT_VALID =
      new Rejection(RejectCode.FORBIDDEN, "Token is not valid");
  public static final Rejection OTHER_APP =
      new Rejection(RejectCode.FORBIDDEN, "This connection already belongs to another app");
  public static final Rejection ROOM_TAKEN =
      new Rejection(
          RejectCode.CONFLICT,
          "Room already taken someone else. Please type another room name or stay it blank");
  public static final Rejection ROOM_NOT_FOUND =
      new Rejection(RejectCode.NOT_FOUND, "Room is not found.");
  public static final Rejection REFUSED_BY_OWNER =
      new Rejection(RejectCode.FORBIDDEN, "Room owner was rejected your request");
  public static final Rejection NOT_AN_OWNER =
      new Rejection(RejectCode.FORBIDDEN, "Only an owner of the room may do this");
  public static final Rejection NOT_A_MEMBER =
      new Rejection(RejectCode.FORBIDDEN, "You are not a member of this room");
  public static final Rejection NO_SUCH_MEMBER =
      new Rejection(RejectCode.NOT_FOUND, "No such peer in this room");
  public static final Rejection NO_OPEN_REQUEST =
      new Rejection(RejectCode.NOT_FOUND, "This peer has no open join request");
  public static final Rejection KICKING_ONESELF =
      new Rejection(RejectCode.INVALID, "Nobody can kick themselves: leave the room instead");
  public static final Rejection RATE_LIMITED =
      new Rejection(RejectCode.RATE_LIMITED, "Too many messages: slow down");
  public static final Rejection UNAVAILABLE =
      new Rejection(RejectCode.UNAVAILABLE, "Rooms can't be reached right now: try again shortly");
  public static final Rejection UNREACHABLE =
      new Rejection(
          RejectCode.UNAVAILABLE, "This peer can't be reached right now: try again shortly");

  public static Rejection invalid(String message) {
    return new Rejection(RejectCode.INVALID, message);
  }

  public static Rejection tooLarge(String message) {
    return new Rejection(RejectCode.TOO_LARGE, message);
  }
}

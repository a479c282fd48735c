package io.chatsignal.signaling;

import java.util.Optional;
import java.util.UUID;

/** A room's name as people choose it; {@link Limits} says how long it may be. */
public record RoomName(String value) {
  public RoomName {
    Names.require(Names.isWellFormed(value), "a room's name", value);
  }

  public static Optional<RoomName> parse(String text) {
    return Names.isWellFormed(text) ? Optional.of(new RoomName(text)) : Optional.empty();
  }

  /** A name for who doesn't care: nobody can guess it. */
  public static RoomName madeUp() {
    return new RoomName(UUID.randomUUID().toString());
  }

  int characters() {
    return value.codePointCount(0, value.length());
  }

  @Override
  public String toString() {
    return value;
  }
}

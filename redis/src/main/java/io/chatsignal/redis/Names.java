package io.chatsignal.redis;

import io.chatsignal.signaling.RoomKey;
import io.chatsignal.signaling.RoomName;

/** Rooms' keys as text. */
final class Names {
  private Names() {}

  static String of(RoomKey key) {
    return new Pieces.Writer().add(key.app()).add(key.name().value()).text();
  }

  /** Throws {@link IllegalArgumentException} at what is no room's key. */
  static RoomKey parse(String text) {
    return next(new Pieces.Reader(text));
  }

  static RoomKey next(Pieces.Reader pieces) {
    return new RoomKey(pieces.next(), new RoomName(pieces.next()));
  }
}

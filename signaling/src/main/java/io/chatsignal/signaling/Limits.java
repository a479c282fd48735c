package io.chatsignal.signaling;

/**
 * Whatever a peer can make grow in the domain, and how far.
 *
 * @param payloadBytes one payload or peerinfo, as JSON text in UTF-8
 * @param rooms what limits a room
 * @param requests how fast one peer may ask
 * @param relays how fast one peer may send to others
 */
public record Limits(int payloadBytes, RoomLimits rooms, Rate requests, Rate relays) {

  /** Requests of one peer that may wait behind one that is with the room store. */
  static final int PENDING_REQUESTS = 64;

  /** Characters of opaque JSON that those may hold together. */
  static final int PENDING_CHARACTERS = 1 << 20;

  /**
   * Relays that may reach one peer before the news that their sender has joined: more than one
   * sender may send at once by default.
   */
  static final int EARLY_RELAYS = 512;

  private static final Limits DEFAULTS =
      new Limits(8192, RoomLimits.defaults(), new Rate(20, 60), new Rate(100, 500));

  public Limits {
    if (payloadBytes < 1) {
      throw new IllegalArgumentException("payloadBytes must be at least 1, not " + payloadBytes);
    }
  }

  public static Limits defaults() {
    return DEFAULTS;
  }
}

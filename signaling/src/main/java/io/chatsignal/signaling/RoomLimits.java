package io.chatsignal.signaling;

/**
 * How far rooms grow.
 *
 * @param nameCharacters a room's name
 * @param members members of one room
 * @param candidates open join requests of one room
 * @param perPeer rooms that one peer is in or waits for
 */
public record RoomLimits(int nameCharacters, int members, int candidates, int perPeer) {
  private static final RoomLimits DEFAULTS = new RoomLimits(128, 100, 100, 16);

  public RoomLimits {
    requirePositive("nameCharacters", nameCharacters);
    requirePositive("members", members);
    requirePositive("candidates", candidates);
    requirePositive("perPeer", perPeer);
  }

  public static RoomLimits defaults() {
    return DEFAULTS;
  }

  private static void requirePositive(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " must be at least 1, not " + value);
    }
  }
}

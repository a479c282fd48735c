package io.chatsignal.redis;

import io.chatsignal.signaling.RoomKey;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Rooms in which this node's peers lost their place with its lease. Whoever cleans up takes them
 * out; but a Redis that has lost its data may get such a room back, peers and all, from a node that
 * has not heard of that. So they are looked at for a while. Owned by the node's loop.
 */
final class LostRooms {
  /** For two minutes of audits, which is as long as two leases can last. */
  private static final int LOOKS = 12;

  private final Map<RoomKey, Integer> looksLeft = new HashMap<>();

  /** These, too; for all of them the time begins anew. */
  void add(List<RoomKey> rooms) {
    rooms.forEach(room -> looksLeft.put(room, LOOKS));
    looksLeft.replaceAll((_, _) -> LOOKS);
  }

  void forEach(Consumer<RoomKey> look) {
    List.copyOf(looksLeft.keySet()).forEach(look);
  }

  /** The same; the last time for those that have been lost for long enough. */
  void audit(Consumer<RoomKey> look) {
    forEach(look);
    looksLeft.replaceAll((_, left) -> left - 1);
    looksLeft.values().removeIf(left -> left == 0);
  }
}

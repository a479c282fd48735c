package io.chatsignal.redis;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Nodes that rooms name and that are not among those alive: Redis had forgotten them, so nobody was
 * put in charge of their peers. Owned by the node's loop.
 */
final class SilentNodes {
  private final RedisRoomStore rooms;
  private final long patienceNanos;
  private final Map<String, Long> sinceNanos = new HashMap<>();

  SilentNodes(RedisRoomStore rooms, long patienceNanos) {
    this.rooms = rooms;
    this.patienceNanos = patienceNanos;
  }

  /** Takes out the peers of those that have been silent for too long. */
  void takeOut(Set<String> live, long nowNanos) {
    Set<String> silent = new HashSet<>(rooms.nodes());
    silent.removeAll(live);
    silent.remove("");
    sinceNanos.keySet().retainAll(silent);
    silent.forEach(tag -> sinceNanos.putIfAbsent(tag, nowNanos));
    sinceNanos.forEach((tag, since) -> {
      if (nowNanos - since > patienceNanos) {
        rooms.takeOut(new NodeTag(tag));
      }
    });
  }

  /** Nobody knows who is alive. */
  void clear() {
    sinceNanos.clear();
  }
}

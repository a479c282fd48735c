package io.chatsignal.redis;

import io.chatsignal.signaling.PeerId;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Where relays to peers of other nodes go. Any thread may use it.
 *
 * <p>A node from which a peer has moved passes on what still comes for it. So a sender that has
 * just used that way keeps to it: what goes straight to the new node could overtake what is on the
 * way. Once nothing was sent for a while nothing can be, and the straight way is taken.
 */
final class RelayRoutes {
  /** How long a way is kept to after its last use. */
  static final long STICKY_NANOS = TimeUnit.MINUTES.toNanos(2);

  /** Nobody has to write this down for each of a hundred relays a second. */
  private static final long TOUCH_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** In these two leases the peers that came by a dead node have been ended. */
  static final int MISSES = 6;

  private static final class Way {
    final String tag;
    volatile long usedNanos;

    /** How often in a row its node was not among those alive. */
    int misses;

    Way(String tag, long usedNanos) {
      this.tag = tag;
      this.usedNanos = usedNanos;
    }
  }

  private final Map<PeerId, Way> ways = new ConcurrentHashMap<>();
  private final Map<PeerId, String> moved = new ConcurrentHashMap<>();

  /** Whether that peer, named by one node, is known to be on another one. */
  boolean hasMoved(PeerId peer) {
    return !moved.isEmpty() && moved.containsKey(peer);
  }

  /**
   * The tag of the node to which a relay for that peer goes.
   *
   * @param closed whether a node has ended, so that its way leads nowhere
   */
  String wayTo(PeerId peer, Predicate<String> closed, long nowNanos) {
    Way way = ways.get(peer);
    if (way != null && nowNanos - way.usedNanos < STICKY_NANOS && !closed.test(way.tag)) {
      if (nowNanos - way.usedNanos > TOUCH_NANOS) {
        way.usedNanos = nowNanos;
      }
      return way.tag;
    }
    String known = moved.get(peer);
    Way next = new Way(known == null ? NodeTag.of(peer) : known, nowNanos);
    ways.put(peer, next);
    return next.tag;
  }

  /** These peers are at other nodes than those that named them. */
  void learn(Map<PeerId, String> nowMoved) {
    moved.putAll(nowMoved);
  }

  /** These, and no others. On the node's loop, as is the rest. */
  void update(Map<PeerId, String> nowMoved, long nowNanos) {
    moved.keySet().retainAll(nowMoved.keySet());
    moved.putAll(nowMoved);
    ways.values().removeIf(way -> nowNanos - way.usedNanos >= STICKY_NANOS);
  }

  /**
   * Leaves the ways by nodes that died so long ago that whoever misses something by that has been
   * ended. To be called three times in a lease.
   */
  void keepOnly(Set<String> live) {
    ways.values()
        .removeIf(way -> {
          way.misses = live.contains(way.tag) ? 0 : way.misses + 1;
          return way.misses >= MISSES;
        });
  }
}

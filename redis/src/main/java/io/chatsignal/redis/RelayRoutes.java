package io.chatsignal.redis;

import io.chatsignal.signaling.PeerId;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

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

  private record Detour(String ended, PeerId peer) {}

  private final Map<PeerId, Way> ways = new ConcurrentHashMap<>();

  /** Where what was for a peer has gone instead of by a node that has ended. */
  private final Map<Detour, Way> detours = new ConcurrentHashMap<>();

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
    if (way != null && isRecent(way, nowNanos) && !closed.test(way.tag)) {
      if (nowNanos - way.usedNanos > TOUCH_NANOS) {
        way.usedNanos = nowNanos;
      }
      return way.tag;
    }
    String detour = way == null ? null : detour(way.tag, peer, nowNanos);
    String known = detour == null ? moved.get(peer) : detour;
    Way next = new Way(known == null ? NodeTag.of(peer) : known, nowNanos);
    ways.put(peer, next);
    return next.tag;
  }

  private static boolean isRecent(Way way, long nowNanos) {
    return nowNanos - way.usedNanos < STICKY_NANOS;
  }

  /**
   * Where what was for that peer by a node that has ended has gone lately, which is kept to like
   * any other way; null if nothing has.
   */
  @Nullable String detour(String ended, PeerId peer, long nowNanos) {
    Way way = detours.get(new Detour(ended, peer));
    return way != null && isRecent(way, nowNanos) ? way.tag : null;
  }

  /** Something for that peer goes there instead of by a node that has ended. On the node's loop. */
  void takeDetour(String ended, PeerId peer, String tag, long nowNanos) {
    Detour detour = new Detour(ended, peer);
    Way way = detours.get(detour);
    if (way != null && way.tag.equals(tag)) {
      way.usedNanos = nowNanos;
    } else {
      detours.put(detour, new Way(tag, nowNanos));
    }
  }

  /** These peers are at other nodes than those that named them. */
  void learn(Map<PeerId, String> nowMoved) {
    moved.putAll(nowMoved);
  }

  /** These, and no others. On the node's loop, as is the rest. */
  void update(Map<PeerId, String> nowMoved, long nowNanos) {
    moved.keySet().retainAll(nowMoved.keySet());
    moved.putAll(nowMoved);
    ways.values().removeIf(way -> !isRecent(way, nowNanos));
    detours.values().removeIf(way -> !isRecent(way, nowNanos));
  }

  /**
   * Leaves the ways by nodes that died so long ago that whoever misses something by that has been
   * ended. To be called three times in a lease.
   */
  void keepOnly(Set<String> live) {
    ways.values().removeIf(way -> isGone(way, live));
    detours.values().removeIf(way -> isGone(way, live));
  }

  private static boolean isGone(Way way, Set<String> live) {
    way.misses = live.contains(way.tag) ? 0 : way.misses + 1;
    return way.misses >= MISSES;
  }
}

package io.chatsignal.redis;

import io.chatsignal.signaling.PeerId;
import io.lettuce.core.SetArgs;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Peers that have come here from other nodes. Redis keeps where each is, by its session's secret,
 * so that it can be found once more. Owned by the node's loop.
 */
final class MovedPeers {
  private static final long LIFE_MILLIS = 600_000;

  /** So long after the last relay that came by a peer's former node, none can be on that way. */
  private static final long SAFE_NANOS = RelayRoutes.STICKY_NANOS + TimeUnit.MINUTES.toNanos(1);

  private final Site site;
  private final Link redis;
  private final LocalSessions sessions;
  private final Map<PeerId, MovedPeer> movedPeers = new HashMap<>();

  private static final class MovedPeer {
    final String pidHash;

    /** Tags of the nodes by which something may still come for it. */
    final Set<String> former;

    /** Those of them that were not among the nodes alive when this was last looked at. */
    Set<String> missing = Set.of();

    long newsNanos = System.nanoTime();

    MovedPeer(String pidHash, Set<String> former) {
      this.pidHash = pidHash;
      this.former = new HashSet<>(former);
    }

    boolean isRecent() {
      return System.nanoTime() - newsNanos < SAFE_NANOS;
    }
  }

  MovedPeers(Site site, Link redis, LocalSessions sessions) {
    this.site = site;
    this.redis = redis;
    this.sessions = sessions;
  }

  void add(PeerId peer, String pidHash, Set<String> former) {
    MovedPeer movedPeer = new MovedPeer(pidHash, former);
    movedPeer.former.remove(site.tag().value());
    movedPeers.put(peer, movedPeer);
    String key = site.keys().session(pidHash);
    redis.send(
        commands -> commands.set(key, site.tag().value(), SetArgs.Builder.px(LIFE_MILLIS)),
        Link.ignore());
  }

  /** A relay has come for it by another node. */
  void heard(PeerId peer) {
    MovedPeer movedPeer = movedPeers.get(peer);
    if (movedPeer != null) {
      movedPeer.newsNanos = System.nanoTime();
    }
  }

  /**
   * It goes on elsewhere: what Redis knows of it is up to that node. Returns the tags of the nodes
   * by which something may still come for it.
   */
  List<String> left(PeerId peer) {
    MovedPeer movedPeer = movedPeers.remove(peer);
    return movedPeer == null || !movedPeer.isRecent() ? List.of() : List.copyOf(movedPeer.former);
  }

  /** It has ended. */
  void ended(PeerId peer) {
    MovedPeer movedPeer = movedPeers.remove(peer);
    if (movedPeer != null) {
      redis.send(commands -> commands.del(site.keys().session(movedPeer.pidHash)), Link.ignore());
    }
  }

  /** Keeps what Redis knows of them from being forgotten. */
  void refresh() {
    for (MovedPeer movedPeer : movedPeers.values()) {
      redis.send(
          commands -> commands.pexpire(site.keys().session(movedPeer.pidHash), LIFE_MILLIS),
          Link.ignore());
    }
  }

  /**
   * What a node has read and not passed on is lost with it if it was killed. Peers that something
   * may have been on the way to start anew.
   */
  void watch(Set<String> live) {
    movedPeers.forEach((peer, movedPeer) -> {
      Set<String> missing = new HashSet<>(movedPeer.former);
      missing.removeAll(live);
      // Twice in a row: a Redis that came back empty knows few at first.
      Set<String> gone = new HashSet<>(missing);
      gone.retainAll(movedPeer.missing);
      movedPeer.missing = missing;
      if (movedPeer.isRecent()) {
        gone.forEach(from -> judge(peer, movedPeer, from));
      } else {
        movedPeer.former.removeAll(gone);
      }
    });
  }

  /**
   * A node that ended by itself has passed on everything, and has closed its inbox after that. If
   * the peer goes on before that is known, it is up to the next node.
   */
  private void judge(PeerId peer, MovedPeer movedPeer, String from) {
    redis.send(
        commands -> commands.type(site.keys().inbox(from)),
        Link.then(
            kind -> {
              if (kind.equals("hash")) {
                movedPeer.former.remove(from);
              } else {
                sessions.end(peer);
              }
            },
            _ -> sessions.end(peer)));
  }

  List<PeerId> all() {
    return List.copyOf(movedPeers.keySet());
  }
}

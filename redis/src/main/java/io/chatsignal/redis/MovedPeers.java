package io.chatsignal.redis;

import io.chatsignal.signaling.PeerId;
import io.lettuce.core.SetArgs;
import java.util.ArrayList;
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

  /** More commands at once would leave no room for others. */
  private static final int MOST_AT_ONCE = 256;

  private static final long PAUSE_MILLIS = 100;

  private final Site site;
  private final Link redis;
  private final LocalSessions sessions;
  private final Absence absence;
  private final Map<PeerId, MovedPeer> movedPeers = new HashMap<>();

  private static final class MovedPeer {
    final String pidHash;

    final Hops hops;

    /** Tags of the nodes by which something may still come for it. */
    final Set<String> former;

    /** Those of them that were not among the nodes alive when this was last looked at. */
    Set<String> missing = Set.of();

    long newsNanos = System.nanoTime();

    MovedPeer(String pidHash, Hops hops, Set<String> former) {
      this.pidHash = pidHash;
      this.hops = hops;
      this.former = new HashSet<>(former);
    }
  }

  MovedPeers(Site site, Link redis, LocalSessions sessions, Absence absence) {
    this.absence = absence;
    this.site = site;
    this.redis = redis;
    this.sessions = sessions;
  }

  private boolean isRecent(MovedPeer movedPeer) {
    long now = System.nanoTime();
    return now - movedPeer.newsNanos < SAFE_NANOS + absence.lately(now);
  }

  void add(PeerId peer, String pidHash, Hops hops, Set<String> former) {
    MovedPeer movedPeer = new MovedPeer(pidHash, hops, former);
    movedPeer.former.remove(site.tag().value());
    movedPeers.put(peer, movedPeer);
    String key = site.keys().session(pidHash);
    redis.send(
        commands -> commands.set(key, site.tag().value(), SetArgs.Builder.px(LIFE_MILLIS)),
        Link.ignore());
  }

  /** How many times a peer of this node has moved. */
  Hops hops(PeerId peer) {
    MovedPeer movedPeer = movedPeers.get(peer);
    if (movedPeer == null) {
      return Hops.NONE;
    }
    return isRecent(movedPeer) ? movedPeer.hops : new Hops(movedPeer.hops.all(), 0);
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
    return movedPeer == null || !isRecent(movedPeer) ? List.of() : List.copyOf(movedPeer.former);
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
    refresh(List.copyOf(movedPeers.values()));
  }

  private void refresh(List<MovedPeer> rest) {
    List<MovedPeer> now = rest.subList(0, Math.min(MOST_AT_ONCE, rest.size()));
    for (MovedPeer movedPeer : now) {
      redis.send(
          commands -> commands.pexpire(site.keys().session(movedPeer.pidHash), LIFE_MILLIS),
          Link.ignore());
    }
    if (now.size() < rest.size()) {
      site.loop().later(PAUSE_MILLIS, () -> refresh(rest.subList(now.size(), rest.size())));
    }
  }

  /**
   * What a node has read and not passed on is lost with it if it was killed. Peers that something
   * may have been on the way to start anew.
   */
  void watch(Set<String> live) {
    Map<String, List<PeerId>> toJudge = new HashMap<>();
    movedPeers.forEach((peer, movedPeer) -> {
      Set<String> missing = new HashSet<>(movedPeer.former);
      missing.removeAll(live);
      // Twice in a row: a Redis that came back empty knows few at first.
      Set<String> gone = new HashSet<>(missing);
      gone.retainAll(movedPeer.missing);
      movedPeer.missing = missing;
      if (isRecent(movedPeer)) {
        gone.forEach(from -> toJudge.computeIfAbsent(from, _ -> new ArrayList<>()).add(peer));
      } else {
        movedPeer.former.removeAll(gone);
      }
    });
    toJudge.forEach(this::judge);
  }

  /**
   * A node that ended by itself has passed on everything, and has closed its inbox after that. What
   * can't be found out now is asked again the next time, and if the peer goes on before, it is up
   * to the next node.
   */
  private void judge(String from, List<PeerId> peers) {
    redis.send(
        commands -> commands.type(site.keys().inbox(from)),
        Link.then(
            kind -> {
              if (kind.equals("hash")) {
                peers.forEach(peer -> forget(peer, from));
              } else {
                peers.forEach(sessions::end);
              }
            },
            _ -> {}));
  }

  private void forget(PeerId peer, String from) {
    MovedPeer movedPeer = movedPeers.get(peer);
    if (movedPeer != null) {
      movedPeer.former.remove(from);
    }
  }

  List<PeerId> all() {
    return List.copyOf(movedPeers.keySet());
  }
}

package io.chatsignal.redis;

import io.chatsignal.signaling.PeerId;
import io.lettuce.core.SetArgs;
import java.util.HashMap;
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
    String from;
    long newsNanos = System.nanoTime();

    /** The node that it came from was not among those alive when this was last looked at. */
    boolean missing;

    MovedPeer(String pidHash, String from) {
      this.pidHash = pidHash;
      this.from = from;
    }
  }

  MovedPeers(Site site, Link redis, LocalSessions sessions) {
    this.site = site;
    this.redis = redis;
    this.sessions = sessions;
  }

  void add(PeerId peer, String pidHash, String from) {
    movedPeers.put(peer, new MovedPeer(pidHash, from));
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

  /** It goes on elsewhere: what Redis knows of it is up to that node. */
  void left(PeerId peer) {
    movedPeers.remove(peer);
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
    long now = System.nanoTime();
    movedPeers.forEach((peer, movedPeer) -> {
      boolean recent = now - movedPeer.newsNanos < SAFE_NANOS;
      boolean missing = !movedPeer.from.isEmpty() && !live.contains(movedPeer.from);
      if (missing && movedPeer.missing) {
        if (recent) {
          judge(peer, movedPeer.from);
        }
        movedPeer.from = "";
      }
      movedPeer.missing =
          missing; // Twice in a row: a Redis that came back empty knows few at first.
    });
  }

  /** A node that ended by itself has passed on everything, and has closed its inbox after that. */
  private void judge(PeerId peer, String from) {
    redis.send(
        commands -> commands.type(site.keys().inbox(from)),
        Link.then(
            kind -> {
              if (!kind.equals("hash")) {
                sessions.end(peer);
              }
            },
            _ -> sessions.end(peer)));
  }

  List<PeerId> all() {
    return List.copyOf(movedPeers.keySet());
  }
}

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
final class Settlers {
  private static final long LIFE_MILLIS = 600_000;

  /** So long after the last relay that came by a peer's former node, none can be on that way. */
  private static final long SAFE_NANOS = Whereabouts.STICKY_NANOS + TimeUnit.MINUTES.toNanos(1);

  private final Site site;
  private final Link redis;
  private final Residence residence;
  private final Map<PeerId, Settler> settlers = new HashMap<>();

  private static final class Settler {
    final String pidHash;
    String from;
    long newsNanos = System.nanoTime();

    /** The node that it came from was not among those alive when this was last looked at. */
    boolean missing;

    Settler(String pidHash, String from) {
      this.pidHash = pidHash;
      this.from = from;
    }
  }

  Settlers(Site site, Link redis, Residence residence) {
    this.site = site;
    this.redis = redis;
    this.residence = residence;
  }

  void add(PeerId peer, String pidHash, String from) {
    settlers.put(peer, new Settler(pidHash, from));
    String key = site.keys().session(pidHash);
    redis.send(
        commands -> commands.set(key, site.tag().value(), SetArgs.Builder.px(LIFE_MILLIS)),
        Link.ignore());
  }

  /** A relay has come for it by another node. */
  void heard(PeerId peer) {
    Settler settler = settlers.get(peer);
    if (settler != null) {
      settler.newsNanos = System.nanoTime();
    }
  }

  /** It goes on elsewhere: what Redis knows of it is up to that node. */
  void left(PeerId peer) {
    settlers.remove(peer);
  }

  /** It has ended. */
  void ended(PeerId peer) {
    Settler settler = settlers.remove(peer);
    if (settler != null) {
      redis.send(commands -> commands.del(site.keys().session(settler.pidHash)), Link.ignore());
    }
  }

  /** Keeps what Redis knows of them from being forgotten. */
  void refresh() {
    for (Settler settler : settlers.values()) {
      redis.send(
          commands -> commands.pexpire(site.keys().session(settler.pidHash), LIFE_MILLIS),
          Link.ignore());
    }
  }

  /**
   * What a node has read and not passed on is lost with it if it was killed. Peers that something
   * may have been on the way to start anew.
   */
  void watch(Set<String> live) {
    long now = System.nanoTime();
    settlers.forEach((peer, settler) -> {
      boolean recent = now - settler.newsNanos < SAFE_NANOS;
      boolean missing = !settler.from.isEmpty() && !live.contains(settler.from);
      if (missing && settler.missing) {
        if (recent) {
          judge(peer, settler.from);
        }
        settler.from = "";
      }
      settler.missing = missing; // Twice in a row: a Redis that came back empty knows few at first.
    });
  }

  /** A node that ended by itself has passed on everything, and has closed its inbox after that. */
  private void judge(PeerId peer, String from) {
    redis.send(
        commands -> commands.type(site.keys().inbox(from)),
        Link.then(
            kind -> {
              if (!kind.equals("hash")) {
                residence.end(peer);
              }
            },
            _ -> residence.end(peer)));
  }

  List<PeerId> all() {
    return List.copyOf(settlers.keySet());
  }
}

package io.chatsignal.redis;

import io.chatsignal.signaling.Directory;
import io.chatsignal.signaling.PeerEvent;
import io.chatsignal.signaling.PeerId;
import io.chatsignal.signaling.RoomKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Finds peers here and on other nodes. A relay to another node costs one entry in that node's
 * inbox, whatever the number of nodes and of its peers that it is for.
 */
final class ClusterDirectory implements Directory {
  /** Relays are taken for so long after Redis went away; they arrive when it is back. */
  private static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final LocalPeers peers;
  private final Site site;
  private final Link redis;
  private final Lease clock;
  private final Map<String, Outbox> outboxes = new ConcurrentHashMap<>();
  private volatile boolean up;
  private volatile long downSinceNanos = System.nanoTime();

  ClusterDirectory(LocalPeers peers, Site site, Link redis, Lease clock) {
    this.peers = peers;
    this.site = site;
    this.redis = redis;
    this.clock = clock;
  }

  // ---- any thread

  /** For peers of this node; what others are told, their nodes find out from the steps. */
  @Override
  public void deliver(Collection<PeerId> to, PeerEvent event) {
    peers.deliver(to, event);
  }

  @Override
  public void relay(Collection<PeerId> to, PeerEvent.Relayed relayed, Consumer<Passing> outcome) {
    List<PeerId> here = new ArrayList<>(to.size());
    Map<String, List<PeerId>> elsewhere = new LinkedHashMap<>();
    for (PeerId id : to) {
      if (site.tag().isHomeOf(id)) {
        here.add(id);
      } else {
        elsewhere.computeIfAbsent(NodeTag.of(id), _ -> new ArrayList<>(1)).add(id);
      }
    }
    if (!elsewhere.isEmpty() && !takes(elsewhere.keySet())) {
      outcome.accept(Passing.UNREACHABLE);
      return;
    }
    if (!here.isEmpty()) {
      peers.deliver(here, relayed);
    }
    if (elsewhere.isEmpty()) {
      outcome.accept(Passing.PASSED);
      return;
    }
    Passage passage = new Passage(elsewhere.size(), outcome);
    elsewhere.forEach((tag, ids) -> post(tag, Message.relay(ids, relayed), passage));
  }

  private boolean takes(Collection<String> tags) {
    boolean connected = up || System.nanoTime() - downSinceNanos < GRACE_NANOS;
    return connected && tags.stream().allMatch(tag -> outbox(tag).hasRoom());
  }

  private void post(String tag, String message, Consumer<Passing> outcome) {
    Outbox outbox = outbox(tag);
    outbox.reserve(message);
    site.loop().execute(() -> outbox.add(message, outcome));
  }

  private Outbox outbox(String tag) {
    return outboxes.computeIfAbsent(tag, _ -> new Outbox(tag, site, redis, clock));
  }

  /** Puts what became of the parts of a relay together. On the node's loop. */
  private static final class Passage implements Consumer<Passing> {
    private final Consumer<Passing> outcome;
    private int left;
    private Passing worst = Passing.PASSED;

    Passage(int parts, Consumer<Passing> outcome) {
      this.left = parts;
      this.outcome = outcome;
    }

    @Override
    public void accept(Passing passing) {
      if (passing == Passing.UNREACHABLE) {
        worst = passing;
      }
      if (--left == 0) {
        outcome.accept(worst);
      }
    }
  }

  // ---- the node's loop

  /** Tells the other nodes that have peers in a room what happened there. */
  void announce(RoomKey key, ReplicaHost.Made made) {
    String message = Message.steps(key, made);
    for (String tag : made.nodes()) {
      if (!tag.isEmpty() && !tag.equals(site.tag().value())) {
        Outbox outbox = outbox(tag);
        outbox.reserve(message);
        outbox.add(message, _ -> {});
      }
    }
  }

  void expire() {
    outboxes.values().forEach(Outbox::expire);
  }

  void up() {
    up = true;
    outboxes.values().forEach(Outbox::flush);
  }

  void down() {
    if (up) {
      downSinceNanos = System.nanoTime();
      up = false;
    }
  }

  /** Forgets the way to nodes that are dead. */
  void keepOnly(Set<String> live) {
    outboxes.values().removeIf(outbox -> !live.contains(outbox.target()) && outbox.isIdle());
  }

  void forget(String dead) {
    Outbox outbox = outboxes.remove(dead);
    if (outbox != null) {
      outbox.clear();
    }
  }

  boolean isEmpty() {
    return outboxes.values().stream().allMatch(Outbox::isEmpty);
  }
}

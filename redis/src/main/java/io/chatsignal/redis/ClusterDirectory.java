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
import java.util.concurrent.atomic.LongAdder;
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
  private final Detours detours;
  private final RelayRoutes routes = new RelayRoutes();
  private final LongAdder relays = new LongAdder();
  private final Map<String, Outbox> outboxes = new ConcurrentHashMap<>();
  private volatile boolean up;
  private volatile long downSinceNanos = System.nanoTime();

  ClusterDirectory(LocalPeers peers, Site site, Link redis, Lease clock, Detours.Sites sites) {
    this.peers = peers;
    this.site = site;
    this.redis = redis;
    this.clock = clock;
    this.detours = new Detours(site, sites, routes, this::add);
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
      String way = wayTo(id);
      if (site.tag().isSite(way)) {
        here.add(id);
      } else {
        elsewhere.computeIfAbsent(way, _ -> new ArrayList<>(1)).add(id);
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
    relays.add(elsewhere.size());
    elsewhere.forEach((tag, ids) -> send(tag, Message.relay(ids, 0, relayed), passage));
  }

  private String wayTo(PeerId id) {
    if (site.tag().isHomeOf(id) && (!routes.hasMoved(id) || peers.takesFor(id))) {
      return site.tag().value();
    }
    return routes.wayTo(id, this::isClosed, System.nanoTime());
  }

  private boolean isClosed(String tag) {
    Outbox outbox = outboxes.get(tag);
    return outbox != null && outbox.isClosed();
  }

  /** Tells a node something that is about no room. */
  void tell(String tag, String message) {
    send(tag, message, _ -> {});
  }

  /** Whether more may be sent to that node. */
  boolean hasRoomFor(String tag) {
    return outbox(tag).hasRoom();
  }

  /** Relays that went to other nodes, one for each node. */
  long relays() {
    return relays.sum();
  }

  private boolean takes(Collection<String> tags) {
    boolean connected = up || System.nanoTime() - downSinceNanos < GRACE_NANOS;
    return connected && tags.stream().allMatch(tag -> outbox(tag).hasRoom());
  }

  /** Sends something to a node; what comes of it is told on the node's loop. */
  void send(String tag, String message, Consumer<Passing> outcome) {
    Outbox outbox = outbox(tag);
    outbox.reserve(message);
    site.loop()
        .execute(() -> {
          if (outboxes.get(tag) == outbox) {
            outbox.add(message, outcome);
          } else {
            add(tag, message, outcome); // It was forgotten meanwhile, and would never be expired.
          }
        });
  }

  private Outbox outbox(String tag) {
    return outboxes.computeIfAbsent(tag, _ -> new Outbox(tag, site, redis, clock, detours));
  }

  // ---- the node's loop

  /** Tells the other nodes that have peers in a room what happened there. */
  void announce(RoomKey key, ReplicaHost.Made made) {
    String message = Message.steps(key, made);
    for (String tag : made.nodes()) {
      if (!tag.isEmpty() && !tag.equals(site.tag().value())) {
        add(tag, message, _ -> {});
      }
    }
  }

  private void add(String tag, String message, Consumer<Passing> outcome) {
    Outbox outbox = outbox(tag);
    outbox.reserve(message);
    outbox.add(message, outcome);
  }

  /** These peers are not where they were named. */
  void learn(Map<PeerId, String> moved) {
    routes.learn(moved);
  }

  /** The same for all peers that there are. */
  void update(Map<PeerId, String> moved) {
    routes.update(moved, System.nanoTime());
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
    routes.keepOnly(live);
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

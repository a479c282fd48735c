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
import java.util.Optional;
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
  private final Sites sites;
  private final RelayRoutes routes = new RelayRoutes();
  private final LongAdder relays = new LongAdder();
  private final LongAdder onward = new LongAdder();
  private final Map<String, Outbox> outboxes = new ConcurrentHashMap<>();
  private volatile boolean up;
  private volatile long downSinceNanos = System.nanoTime();

  /** Where the members of rooms are, as the rooms tell. On the node's loop. */
  interface Sites {
    Optional<String> siteOf(RoomKey room, PeerId peer);

    /** Finds out whether there is news of the room. */
    void look(RoomKey room, Runnable done);
  }

  ClusterDirectory(LocalPeers peers, Site site, Link redis, Lease clock, Sites sites) {
    this.peers = peers;
    this.sites = sites;
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
    elsewhere.forEach((tag, ids) -> post(tag, Message.relay(ids, relayed), passage));
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

  /** Passes on what has come for a peer that is on another node now. */
  void passOn(String tag, PeerId peer, PeerEvent.Relayed relayed) {
    onward.increment();
    post(tag, Message.onward(peer, relayed), _ -> {});
  }

  /** Tells a node something that is about no room. */
  void tell(String tag, String message) {
    post(tag, message, _ -> {});
  }

  /** Whether more may be sent to that node. */
  boolean hasRoomFor(String tag) {
    return outbox(tag).hasRoom();
  }

  /** Relays that went to other nodes, one for each node. */
  long relays() {
    return relays.sum();
  }

  /** Relays that went on to the nodes of peers that had been here. */
  long onward() {
    return onward.sum();
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
    return outboxes.computeIfAbsent(tag, _ -> new Outbox(tag, site, redis, clock, this::detour));
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

  /** Calls back when all that is to go to other nodes now has been sent or given up. */
  void whenSent(Runnable done) {
    int[] left = {1};
    Runnable one =
        () -> {
          if (--left[0] == 0) {
            done.run();
          }
        };
    for (Outbox outbox : outboxes.values()) {
      left[0]++;
      outbox.whenSent(one);
    }
    one.run();
  }

  /** Takes note of which peers are not where they were named. */
  void update(Map<PeerId, String> moved) {
    routes.update(moved, System.nanoTime());
  }

  /** A node has ended without having read this: what is for peers that were there goes to them. */
  private void detour(String ended, String message, Consumer<Passing> outcome, Runnable next) {
    switch (Message.parse(message)) {
      case Message.Relay relay -> detour(ended, relay.to(), relay.relayed(), outcome, next);
      case Message.Onward relay -> detour(ended, relay.to(), relay.relayed(), outcome, next);
      case Message.Steps _,
          Message.Claim _,
          Message.Granted _,
          Message.Refused _,
          Message.Come _,
          Message.Handed _,
          Message.Dropped _ -> {
        outcome.accept(Passing.PASSED);
        next.run();
      }
    }
  }

  private void detour(
      String ended,
      List<PeerId> to,
      PeerEvent.Relayed relayed,
      Consumer<Passing> outcome,
      Runnable next) {
    boolean known =
        to.stream()
            .noneMatch(id -> sites.siteOf(relayed.key(), id).filter(ended::equals).isPresent());
    Runnable go =
        () -> {
          Passage passage = new Passage(to.size(), outcome);
          to.forEach(id -> goTo(ended, id, relayed, passage));
          next.run();
        };
    if (known) {
      go.run();
    } else {
      sites.look(relayed.key(), go);
    }
  }

  private void goTo(
      String ended, PeerId peer, PeerEvent.Relayed relayed, Consumer<Passing> outcome) {
    Optional<String> now = sites.siteOf(relayed.key(), peer);
    if (now.isEmpty()) {
      outcome.accept(Passing.PASSED); // It has left the room: a relay to it is dropped anywhere.
    } else if (now.get().equals(ended)) {
      outcome.accept(Passing.UNREACHABLE);
    } else if (site.tag().isSite(now.get())) {
      // To itself, though it may have come back from the very node that this was on its way to.
      peers.deliverOnward(peer, relayed);
      outcome.accept(Passing.PASSED);
    } else {
      Outbox outbox = outbox(now.get());
      String message = Message.relay(List.of(peer), relayed);
      outbox.reserve(message);
      outbox.add(message, outcome);
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

package io.chatsignal.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This node's right to have peers in rooms. Redis's clock counts. A node that is silent for as long
 * as a lease lasts is taken for dead by the others; when it comes back it learns so before it
 * touches a room. Owned by the node's loop.
 *
 * <pre>
 *   none ──claimed──► good ◄──kept, or restored to a Redis that was emptied── late
 *     ▲                 └──no answer for two thirds of its length──────────────► │
 *     └──────────────────────────────fenced──────────────────────────────────────┘
 * </pre>
 */
final class Lease {
  private static final Logger LOG = LoggerFactory.getLogger(Lease.class);

  /** Whoever was taken for dead asks so often whether all is cleaned up after it. */
  private static final long FENCED_MILLIS = 500;

  private static final long LIFE_MILLIS = 600_000;
  private static final int EPOCH_BYTES = 9;

  /** Where the tags begin in an answer. */
  private static final int NODES = 4;

  /** What a lease changes. */
  interface Listener {
    /** From now on rooms may be touched; or Redis has lost its data, and needs them from here. */
    void onGood();

    /** The others have taken this node's peers out of their rooms. */
    void onFenced();

    /** These nodes are dead, and it is up to this one to clean up after them. */
    void onDead(List<String> tags);

    /** The dead nodes that this one cleans up after. It goes on being in charge of them. */
    Collection<String> inCharge();

    /** Of these it isn't any more: all is done, or Redis has forgotten them. */
    void onDischarged(List<String> tags);
  }

  private final Site site;
  private final Link redis;
  private final long lengthMillis;
  private final Listener listener;
  private String epoch = "";
  private boolean good;
  private boolean asking;
  private boolean asksAgain;
  private long askedNanos;
  private long answeredNanos = System.nanoTime();
  private long redisMillis;
  private volatile Set<String> live = Set.of();

  Lease(Site site, Link redis, Duration length, Listener listener) {
    this.site = site;
    this.redis = redis;
    this.lengthMillis = length.toMillis();
    this.listener = listener;
  }

  long refreshMillis() {
    return lengthMillis / 3;
  }

  /** Whether nobody can have taken this node for dead yet. */
  boolean isGood() {
    if (good && System.nanoTime() - askedNanos > lengthMillis * 2 / 3 * 1_000_000) {
      good = false;
    }
    return good;
  }

  /** Whether this node has claimed a lease and not heard since that it was taken for dead. */
  boolean isHeld() {
    return !epoch.isEmpty();
  }

  /** The connection is lost: what happened meanwhile is to be asked first. */
  void doubt() {
    good = false;
  }

  /** The earliest that Redis's clock can show at that time of ours. */
  long redisMillisAt(long nanos) {
    return redisMillis + TimeUnit.NANOSECONDS.toMillis(nanos - answeredNanos);
  }

  /** Likewise, and no later than the end of this lease. */
  long redisMillisAt(OptionalLong nanos) {
    long end = redisMillis + lengthMillis;
    return nanos.isPresent() ? Math.min(end, redisMillisAt(nanos.getAsLong())) : end;
  }

  /** Tags of the nodes that are alive, as of the last answer. Any thread. */
  Set<String> live() {
    return live;
  }

  /** The earliest that Redis's clock can show now. */
  long redisMillis() {
    return redisMillisAt(System.nanoTime());
  }

  void refresh() {
    if (asking || !redis.isUp()) {
      return;
    }
    asking = true;
    long now = System.nanoTime();
    List<String> arguments = new ArrayList<>();
    arguments.add(site.tag().value());
    arguments.add(Long.toString(lengthMillis));
    arguments.add(epoch);
    arguments.add(NodeTag.randomText(EPOCH_BYTES));
    arguments.add(Long.toString(LIFE_MILLIS));
    arguments.addAll(listener.inCharge());
    redis.call(
        Script.LEASE,
        site.keys().nodes(),
        arguments,
        Link.then(answered(now), _ -> asking = false));
  }

  private Consumer<List<String>> answered(long sentNanos) {
    return answer -> {
      asking = false;
      if (answer.getFirst().equals("fenced")) {
        fenced();
        return;
      }
      boolean restored = answer.getFirst().equals("restored");
      if (restored) {
        LOG.warn("Redis has lost its data: bringing back the rooms of this node");
      }
      boolean wasGood = isGood();
      good = true;
      askedNanos = sentNanos;
      answeredNanos = System.nanoTime();
      epoch = answer.get(1);
      redisMillis = Long.parseLong(answer.get(2));
      int liveEnd = NODES + Integer.parseInt(answer.get(NODES - 1));
      live = Set.copyOf(answer.subList(NODES, liveEnd));
      int deadEnd = liveEnd + 1 + Integer.parseInt(answer.get(liveEnd));
      List<String> dead = answer.subList(liveEnd + 1, deadEnd);
      listener.onDischarged(answer.subList(deadEnd, answer.size()));
      if (!wasGood || restored) {
        listener.onGood();
      }
      if (!dead.isEmpty()) {
        listener.onDead(dead);
      }
    };
  }

  private void fenced() {
    good = false;
    if (!epoch.isEmpty()) {
      LOG.error("this node was taken for dead: its peers have lost their rooms");
      epoch = "";
      listener.onFenced();
    }
    if (!asksAgain) {
      asksAgain = true;
      site.loop()
          .later(
              Math.min(refreshMillis(), FENCED_MILLIS),
              () -> {
                asksAgain = false;
                refresh();
              });
    }
  }
}

package io.chatsignal.redis;

import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import io.lettuce.core.ValueScanCursor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a dead node's peers out of their rooms, by the steps that they would have taken themselves,
 * and then forgets the node. Whoever is in charge of that is so until its own lease ends, so it
 * waits while that is in doubt: another may be in charge by then, and the dead node back with the
 * same peers. Owned by the node's loop.
 */
final class Reaper {
  private static final Logger LOG = LoggerFactory.getLogger(Reaper.class);
  private static final int PAGE = 100;
  private static final long RETRY_MILLIS = 200;

  /** What the node is called among the others while somebody is in charge of it. */
  private static final String MARK = "!";

  private final Site site;
  private final Link redis;
  private final RedisRoomStore rooms;
  private final Lease lease;
  private final Map<String, Charge> charges = new HashMap<>();

  Reaper(Site site, Link redis, RedisRoomStore rooms, Lease lease) {
    this.site = site;
    this.redis = redis;
    this.rooms = rooms;
    this.lease = lease;
  }

  void reap(String dead) {
    if (!charges.containsKey(dead)) {
      LOG.warn("node {} is dead: taking its peers out of their rooms", dead);
      Charge charge = new Charge(dead);
      charges.put(dead, charge);
      charge.page(ScanCursor.INITIAL);
    }
  }

  /** The dead nodes that this one cleans up after; a copy. */
  Set<String> inCharge() {
    return Set.copyOf(charges.keySet());
  }

  /** There is nothing left to do for these. */
  void stop(List<String> done) {
    charges.keySet().removeAll(done);
  }

  /** This node was taken for dead itself: others are in charge now. */
  void stop() {
    charges.clear();
  }

  /** The work on one dead node, from the moment when this one was put in charge. */
  private final class Charge {
    private final String dead;

    Charge(String dead) {
      this.dead = dead;
    }

    /** Does that when this node's lease is certain, unless others are in charge then. */
    private void goOn(Runnable step) {
      if (charges.get(dead) != this) {
        return;
      }
      if (lease.isGood()) {
        step.run();
      } else {
        retry(step);
      }
    }

    private void retry(Runnable step) {
      site.loop().later(RETRY_MILLIS, () -> goOn(step));
    }

    void page(ScanCursor from) {
      goOn(() ->
          redis.send(
              commands ->
                  commands.sscan(site.keys().rooms(dead), from, ScanArgs.Builder.limit(PAGE)),
              Link.then(page -> goOn(() -> takeOut(page)), _ -> retry(() -> page(from)))));
    }

    private void takeOut(ValueScanCursor<String> page) {
      int[] left = {page.getValues().size() + 1};
      Runnable done =
          () -> {
            if (--left[0] == 0) {
              next(page);
            }
          };
      for (String name : page.getValues()) {
        try {
          rooms.takeOut(Names.parse(name), new NodeTag(dead), done);
        } catch (IllegalArgumentException e) {
          LOG.error("a room of node {} has a name that can't be read", dead, e);
          done.run();
        }
      }
      done.run();
    }

    private void next(ValueScanCursor<String> page) {
      if (page.isFinished()) {
        forget(List.of(site.keys().rooms(dead), site.keys().inbox(dead)));
      } else {
        page(page);
      }
    }

    private void forget(List<String> keys) {
      goOn(() -> {
        if (keys.isEmpty()) {
          redis.send(
              commands -> commands.zrem(site.keys().nodes(), MARK + dead),
              Link.then(_ -> charges.remove(dead, this), _ -> retry(() -> forget(keys))));
        } else {
          redis.send(
              commands -> commands.del(keys.getFirst()),
              Link.then(_ -> forget(keys.subList(1, keys.size())), _ -> retry(() -> forget(keys))));
        }
      });
    }
  }
}

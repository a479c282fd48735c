package io.chatsignal.redis;

import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import io.lettuce.core.ValueScanCursor;
import io.lettuce.core.ZAddArgs;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a dead node's peers out of their rooms, by the steps that they would have taken themselves,
 * and then forgets the node. If it doesn't go on for as long as a lease, somebody is put in charge
 * anew. Owned by the node's loop.
 */
final class Reaper {
  private static final Logger LOG = LoggerFactory.getLogger(Reaper.class);
  private static final int PAGE = 100;

  /** What the node is called among the others while somebody is in charge of it. */
  private static final String CHARGE = "!";

  private final Site site;
  private final Link redis;
  private final RedisRoomStore rooms;
  private final Lease lease;
  private final Set<String> inCharge = new HashSet<>();

  Reaper(Site site, Link redis, RedisRoomStore rooms, Lease lease) {
    this.site = site;
    this.redis = redis;
    this.rooms = rooms;
    this.lease = lease;
  }

  void reap(String dead) {
    if (inCharge.add(dead)) {
      LOG.warn("node {} is dead: taking its peers out of their rooms", dead);
      page(dead, ScanCursor.INITIAL);
    }
  }

  /** This node was taken for dead itself: others are in charge now. */
  void stop() {
    inCharge.clear();
  }

  private void page(String dead, ScanCursor from) {
    if (!inCharge.contains(dead)) {
      return;
    }
    ScanArgs size = ScanArgs.Builder.limit(PAGE);
    redis.send(
        commands -> commands.sscan(site.keys().rooms(dead), from, size),
        Link.then(page -> takeOut(dead, page), _ -> inCharge.remove(dead)));
  }

  private void takeOut(String dead, ValueScanCursor<String> page) {
    int[] left = {page.getValues().size() + 1};
    Runnable done =
        () -> {
          if (--left[0] == 0) {
            next(dead, page);
          }
        };
    for (String name : page.getValues()) {
      rooms.takeOut(Names.parse(name), new NodeTag(dead), done);
    }
    done.run();
  }

  private void next(String dead, ValueScanCursor<String> page) {
    if (!inCharge.contains(dead)) {
      return;
    }
    if (!page.isFinished()) {
      stayInCharge(dead);
      page(dead, page);
      return;
    }
    forget(List.of(site.keys().rooms(dead), site.keys().inbox(dead)), dead);
  }

  private void stayInCharge(String dead) {
    ZAddArgs ifThere = ZAddArgs.Builder.xx();
    redis.send(
        commands ->
            commands.zadd(
                site.keys().nodes(), ifThere, (double) lease.endOfCharge(), CHARGE + dead),
        Link.ignore());
  }

  private void forget(List<String> keys, String dead) {
    if (!keys.isEmpty()) {
      redis.send(
          commands -> commands.del(keys.getFirst()),
          Link.then(_ -> forget(keys.subList(1, keys.size()), dead), _ -> inCharge.remove(dead)));
      return;
    }
    redis.send(
        commands -> commands.zrem(site.keys().nodes(), CHARGE + dead),
        Link.then(_ -> inCharge.remove(dead), _ -> inCharge.remove(dead)));
  }
}

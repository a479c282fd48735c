package io.chatsignal.redis;

import io.chatsignal.signaling.Census;
import io.chatsignal.signaling.Directory;
import io.chatsignal.signaling.PeerId;
import io.chatsignal.signaling.Room;
import io.chatsignal.signaling.RoomKey;
import io.chatsignal.signaling.RoomLimits;
import io.chatsignal.signaling.RoomStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * One node of many: its rooms, its way to the peers of the others, and its life among them. Starts
 * and goes on without Redis; what needs it is refused as unavailable meanwhile.
 */
public final class RedisNode implements AutoCloseable {
  private static final long TICK_MILLIS = 100;
  private static final long TRIM_MILLIS = 1000;
  private static final long CENSUS_MILLIS = 1000;
  private static final long EXPIRE_MILLIS = 500;
  private static final long AUDIT_MILLIS = 10_000;
  private static final long ROOM_REFRESH_MILLIS = 180_000;
  private static final long CATCH_UP_MILLIS = 150;
  private static final long LONGEST_CLOSE_MILLIS = 2000;

  private final NodeLoop loop = new NodeLoop();
  private final Site site;
  private final LocalPeers peers;
  private final RedisClients clients;
  private final Link redis;
  private final Link reading;
  private final Lease lease;
  private final Inbox inbox;
  private final ClusterDirectory directory;
  private final RedisRoomStore rooms;
  private final Reaper reaper;
  private final long leaseNanos;
  private final Map<String, Long> missing = new HashMap<>();
  private volatile boolean ready;
  private volatile String trouble = "Redis has not been reached yet.";
  private volatile int roomCount;
  private volatile Census census = new Census(0, 0, 0);
  private boolean started;

  public RedisNode(RedisConfig config, RoomLimits limits, LocalPeers peers) {
    this.peers = peers;
    site = new Site(NodeTag.random(), new Keys(config.prefix()), loop, config.hold().toNanos());
    clients = new RedisClients(config);
    redis = new Link(clients, loop, "commands", this::redisUp, this::redisDown);
    reading = new Link(clients, loop, "inbox", this::readingUp, () -> {});
    lease = new Lease(site, redis, config.lease(), new LeaseListener());
    inbox = new Inbox(site, reading, redis, this::receive, this::catchUp);
    directory = new ClusterDirectory(peers, site, redis, lease);
    rooms = new RedisRoomStore(limits, peers, site, redis, new Cluster());
    reaper = new Reaper(site, redis, rooms);
    leaseNanos = config.lease().toNanos();
  }

  /** Begins to connect; doesn't wait. */
  public RedisNode start() {
    loop.execute(redis::open);
    loop.execute(reading::open);
    loop.every(TICK_MILLIS, this::tick);
    loop.every(TRIM_MILLIS, inbox::trim);
    loop.every(CENSUS_MILLIS, () -> census = rooms.census());
    loop.every(EXPIRE_MILLIS, directory::expire);
    loop.every(lease.refreshMillis(), this::refresh);
    loop.every(AUDIT_MILLIS, this::audit);
    loop.every(ROOM_REFRESH_MILLIS, rooms::refresh);
    started = true;
    return this;
  }

  public RoomStore rooms() {
    return rooms;
  }

  /** Finds the peers of all nodes. */
  public Directory directory() {
    return directory;
  }

  /** Names for this node's peers; others find them by these. */
  public Supplier<String> peerIds() {
    return site.tag()::newPeerId;
  }

  /** What this node is called among the others. */
  public String tag() {
    return site.tag().value();
  }

  /** Whether rooms and other nodes can be reached. */
  public boolean isReady() {
    return ready;
  }

  /** Why rooms and other nodes can't be reached, in one sentence; empty while they can. */
  public Optional<String> trouble() {
    return ready ? Optional.empty() : Optional.of(trouble);
  }

  /** How many rooms this node has peers in, a moment ago. */
  public int roomCount() {
    return roomCount;
  }

  /** Who of this node is in rooms or waits at them, and how many rooms that are; a moment ago. */
  public Census census() {
    return census;
  }

  // ---- on the loop

  private void redisUp() {
    lease.refresh();
  }

  private void redisDown() {
    lease.doubt();
    directory.down();
    ready = false;
  }

  private void readingUp() {
    inbox.read();
  }

  private void tick() {
    if (!lease.isGood()) {
      directory.down();
    }
    if (!redis.isUp() || !reading.isUp()) {
      trouble = "Redis can't be reached: what goes on within this node goes on, the rest waits.";
    } else if (!lease.isGood()) {
      trouble = "Redis doesn't renew this node's lease: its rooms can't change.";
    }
    ready = redis.isUp() && reading.isUp() && lease.isGood();
    roomCount = rooms.size();
    rooms.expire();
  }

  private void refresh() {
    lease.refresh();
    if (lease.isGood()) {
      inbox.keep();
      redis.send(
          commands -> commands.pexpire(site.keys().rooms(tag()), StepCall.roomLifeMillis()),
          Link.ignore());
      directory.keepOnly(lease.live());
    }
  }

  private void catchUp() {
    rooms.catchUp();
  }

  private void receive(Message message) {
    switch (message) {
      case Message.Steps(RoomKey room, long first, List<String> entries) ->
          rooms.announced(room, first, entries);
      case Message.Relay relay -> {
        List<PeerId> here = relay.to().stream().filter(peers::has).toList();
        peers.deliver(here, relay.relayed());
        // Its sender may have seen a step that is still on its way here, or was lost.
        loop.later(
            CATCH_UP_MILLIS,
            () -> rooms.seen(relay.relayed().key(), relay.relayed().roomVersion()));
      }
    }
  }

  /** Finds peers whose node nobody has cleaned up after, because Redis had forgotten it. */
  private void audit() {
    if (!lease.isGood()) {
      missing.clear();
      return;
    }
    rooms.audit();
    Set<String> live = lease.live();
    Set<String> silent = new HashSet<>(rooms.nodes());
    silent.removeAll(live);
    silent.remove("");
    missing.keySet().retainAll(silent);
    long now = System.nanoTime();
    silent.forEach(tag -> missing.putIfAbsent(tag, now));
    missing.forEach((tag, since) -> {
      if (now - since > 2 * leaseNanos) {
        rooms.takeOut(id -> NodeTag.of(id).equals(tag));
      }
    });
  }

  private final class LeaseListener implements Lease.Listener {
    @Override
    public void onGood() {
      inbox.keep();
      inbox.read();
      directory.up();
      rooms.catchUp();
      ready = reading.isUp();
    }

    @Override
    public void onFenced() {
      ready = false;
      reaper.stop();
      rooms.fence();
    }

    @Override
    public void onDead(List<String> tags) {
      for (String tag : tags) {
        directory.forget(tag);
        reaper.reap(tag);
      }
    }
  }

  private final class Cluster implements RedisRoomStore.Cluster {
    @Override
    public boolean mayWrite() {
      return redis.isUp() && lease.isGood();
    }

    @Override
    public long redisMillisAt(OptionalLong nanos) {
      return lease.redisMillisAt(nanos);
    }

    @Override
    public void announce(RoomKey key, ReplicaHost.Made made) {
      directory.announce(key, made);
    }
  }

  // ---- the end

  /** Finishes what has begun, gives the lease back, and waits for that a little. */
  @Override
  public void close() {
    CountDownLatch closed = new CountDownLatch(1);
    if (started) {
      long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LONGEST_CLOSE_MILLIS);
      loop.execute(() -> closeWhenIdle(deadline, closed));
      try {
        closed.await(2 * LONGEST_CLOSE_MILLIS, TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    loop.stop();
    clients.close();
  }

  /** The room as this node knows it; waits for the loop, so it is for tests only. */
  Optional<Room> look(RoomKey key) {
    CompletableFuture<Optional<Room>> found = new CompletableFuture<>();
    loop.execute(() -> found.complete(rooms.find(key)));
    return found.join();
  }

  /** Ends like a process that was killed: nothing is finished and nobody is told. */
  void crash() {
    loop.stop();
    clients.close();
  }

  private void closeWhenIdle(long deadlineNanos, CountDownLatch closed) {
    boolean idle = rooms.isIdle() && directory.isEmpty();
    if (!idle && redis.isUp() && System.nanoTime() - deadlineNanos < 0) {
      loop.later(TICK_MILLIS / 4, () -> closeWhenIdle(deadlineNanos, closed));
      return;
    }
    List<String> keys =
        new ArrayList<>(List.of(site.keys().rooms(tag()), site.keys().inbox(tag())));
    Runnable last =
        () -> {
          redis.close();
          reading.close();
          closed.countDown();
        };
    reading.close();
    if (rooms.isEmpty()) {
      redis.send(commands -> commands.del(keys.getFirst()), Link.ignore());
      redis.send(commands -> commands.del(keys.getLast()), Link.ignore());
      redis.send(
          commands -> commands.zrem(site.keys().nodes(), tag()),
          Link.then(_ -> last.run(), _ -> last.run()));
    } else {
      // Peers are left in rooms: whoever finds the lease run out takes them out of there.
      last.run();
    }
  }
}

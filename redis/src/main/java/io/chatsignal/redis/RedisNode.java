package io.chatsignal.redis;

import io.chatsignal.signaling.Census;
import io.chatsignal.signaling.Directory;
import io.chatsignal.signaling.PeerEvent;
import io.chatsignal.signaling.PeerId;
import io.chatsignal.signaling.Room;
import io.chatsignal.signaling.RoomKey;
import io.chatsignal.signaling.RoomLimits;
import io.chatsignal.signaling.RoomStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * One node of many: its rooms, its way to the peers of the others, and its life among them. Starts
 * and goes on without Redis; what needs it is refused as unavailable meanwhile.
 */
public final class RedisNode implements AutoCloseable {
  /** How long a peer's former node has to pass on what comes for it, after the last that came. */
  public static final Duration WAY_ONWARD =
      Duration.ofNanos(RelayRoutes.STICKY_NANOS).plus(Duration.ofMinutes(1));

  private static final long TICK_MILLIS = 100;
  private static final long PROBE_MILLIS = 500;
  private static final long TRIM_MILLIS = 1000;
  private static final long CENSUS_MILLIS = 1000;
  private static final long EXPIRE_MILLIS = 500;
  private static final long AUDIT_MILLIS = 10_000;
  private static final long ROOM_REFRESH_MILLIS = 180_000;
  private static final long CATCH_UP_MILLIS = 150;

  private final Absence absence = new Absence(System.nanoTime());
  private final NodeLoop loop = new NodeLoop();
  private final Site site;
  private final ExpectedPeers expected;
  private final RedisClients clients;
  private final Link redis;
  private final Link reading;
  private final Lease lease;
  private final Inbox inbox;
  private final ClusterDirectory directory;
  private final RedisRoomStore rooms;
  private final Reaper reaper;
  private final MovedPeers movedPeers;
  private final DepartedPeers departed;
  private final NodeParts parts;
  private final LocalDelivery local;
  private final Arrivals arrivals;
  private final Departures departures;
  private final SilentNodes silent;
  private final RedisProbe probe;
  private volatile boolean ready;
  private volatile String trouble = "Redis has not been reached yet.";
  private volatile int roomCount;
  private volatile Census census = new Census(0, 0, 0);
  private boolean started;

  public RedisNode(
      RedisConfig config, RoomLimits limits, LocalPeers peers, LocalSessions sessions) {
    this.expected = new ExpectedPeers(peers);
    site = new Site(NodeTag.random(), new Keys(config.prefix()), loop, config.hold().toNanos());
    clients = new RedisClients(config);
    redis = new Link(clients, loop, "commands", this::redisUp, this::redisDown);
    reading = new Link(clients, loop, "inbox", this::readingUp, () -> {});
    probe = new RedisProbe(site, redis);
    lease = new Lease(site, redis, config.lease(), new LeaseListener());
    inbox = new Inbox(site, reading, redis, this::receive, this::catchUp);
    Sites sites = new Sites();
    directory = new ClusterDirectory(expected, site, redis, lease, sites);
    rooms = new RedisRoomStore(limits, expected, site, redis, new Cluster());
    reaper = new Reaper(site, redis, rooms, lease);
    movedPeers = new MovedPeers(site, redis, sessions, absence);
    departed = new DepartedPeers(site, directory, lease, sites);
    parts =
        new NodeParts(
            site, redis, directory, lease, rooms, expected, departed, movedPeers, sessions);
    local = new LocalDelivery(parts);
    arrivals = new Arrivals(parts);
    departures = new Departures(parts);
    silent = new SilentNodes(rooms, 2 * config.lease().toNanos());
  }

  /** Begins to connect; doesn't wait. */
  public RedisNode start() {
    loop.execute(redis::open);
    loop.execute(reading::open);
    loop.every(TICK_MILLIS, this::tick);
    loop.every(PROBE_MILLIS, probe::ask);
    loop.every(TRIM_MILLIS, inbox::trim);
    loop.every(CENSUS_MILLIS, () -> census = rooms.census());
    loop.every(EXPIRE_MILLIS, directory::expire);
    loop.every(lease.refreshMillis(), this::refresh);
    loop.every(AUDIT_MILLIS, this::audit);
    loop.every(ROOM_REFRESH_MILLIS, rooms::refresh);
    loop.every(ROOM_REFRESH_MILLIS, movedPeers::refresh);
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

  /** Secrets by which clients come back, to this node or to another one. */
  public Supplier<String> sessionSecrets() {
    return site.tag()::newPeerId;
  }

  /** Whether there is another node that peers could go to. */
  public boolean hasOthers() {
    return ready && lease.live().stream().anyMatch(tag -> !tag.equals(tag()));
  }

  /**
   * Brings a session here that a client has left on another node. Completes in a short while; with
   * nothing where there is none, or none that goes on without a gap.
   */
  public CompletableFuture<Optional<Arrived>> fetch(String pid, String offset) {
    CompletableFuture<Optional<Arrived>> result = new CompletableFuture<>();
    loop.execute(() -> arrivals.fetch(pid, offset, result));
    return result;
  }

  /** A peer of this node has ended. */
  public void ended(PeerId peer) {
    loop.execute(() -> movedPeers.ended(peer));
  }

  /** What a peer has left here that went on is of no use if nothing has come for it since then. */
  public long wayOnwardSince(long nowNanos) {
    return nowNanos - WAY_ONWARD.toNanos() - absence.lately(nowNanos);
  }

  /** Relays that went to other nodes, one for each node that they went to. */
  public long relaysAcross() {
    return directory.relays();
  }

  /** Relays that were passed on to nodes where peers of this one are now. */
  public long relaysOnward() {
    return departed.relays();
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
    if (lease.isGood()) {
      absence.end(System.nanoTime());
    } else {
      directory.down();
    }
    if (!redis.isUp() || !reading.isUp()) {
      trouble = "Redis can't be reached: what goes on within this node goes on, the rest waits.";
    } else if (!lease.isGood()) {
      trouble = "Redis doesn't renew this node's lease: its rooms can't change.";
    } else if (probe.isMissing()) {
      trouble = "Redis doesn't answer: what goes on within this node goes on, the rest waits.";
    }
    ready = redis.isUp() && reading.isUp() && lease.isGood() && !probe.isMissing();
    roomCount = rooms.size();
    rooms.expire();
    arrivals.expire();
    departures.expire();
  }

  private void refresh() {
    lease.refresh();
    if (lease.isGood()) {
      inbox.keep();
      directory.keepOnly(lease.live());
      movedPeers.watch(lease.live());
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
        local.deliver(relay);
        catchUpWith(relay.relayed());
      }
      case Message.Missing missing -> local.miss(missing);
      case Message.Claim claim -> departures.claim(claim);
      case Message.Granted granted -> arrivals.granted(granted);
      case Message.Refused refused -> arrivals.refused(refused);
      case Message.Come(MoveId move) -> departures.come(move);
      case Message.Handed handed -> arrivals.handed(handed);
      case Message.Dropped(MoveId move) -> departures.dropped(move);
    }
  }

  /** A relay's sender may have seen a step that is still on its way here, or was lost. */
  private void catchUpWith(PeerEvent.Relayed relayed) {
    loop.later(CATCH_UP_MILLIS, () -> rooms.seen(relayed.key(), relayed.roomVersion()));
  }

  private void audit() {
    if (!lease.isGood()) {
      silent.clear();
      return;
    }
    long now = System.nanoTime();
    rooms.audit();
    directory.update(rooms.moved());
    departed.expire(wayOnwardSince(now));
    silent.takeOut(lease.live(), now);
  }

  private final class LeaseListener implements Lease.Listener {
    @Override
    public void onGood() {
      inbox.keep();
      inbox.read();
      directory.up();
      rooms.leaseGood();
      ready = reading.isUp();
    }

    @Override
    public void onFenced() {
      ready = false;
      reaper.stop();
      rooms.fence();
      departed.fence();
    }

    @Override
    public void onDead(List<String> tags) {
      for (String tag : tags) {
        directory.forget(tag);
        reaper.reap(tag);
      }
    }

    @Override
    public Set<String> inCharge() {
      return reaper.inCharge();
    }

    @Override
    public void onDischarged(List<String> tags) {
      reaper.stop(tags);
    }
  }

  private final class Sites implements Detours.Sites {
    @Override
    public Optional<String> siteOf(RoomKey room, PeerId peer) {
      return rooms.siteOf(room, peer);
    }

    @Override
    public void look(RoomKey room, Consumer<Boolean> looked) {
      rooms.look(room, looked);
    }

    @Override
    public void receive(Message message) {
      RedisNode.this.receive(message);
    }

    @Override
    public void missHere(Message.Missing missing) {
      local.missHere(missing);
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

    @Override
    public void skipped(RoomKey key) {
      departures.skipped(key);
    }

    @Override
    public void placed(Map<PeerId, String> moved) {
      directory.learn(moved);
    }
  }

  // ---- the end

  /** Finishes what has begun, gives the lease back, and waits for that a little. */
  @Override
  public void close() {
    CountDownLatch closed = new CountDownLatch(1);
    if (started) {
      loop.execute(() -> new NodeShutdown(parts, inbox, reading, closed).begin());
      try {
        closed.await(2 * NodeShutdown.LONGEST_MILLIS, TimeUnit.MILLISECONDS);
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
}

package io.chatsignal.redis;

import io.chatsignal.signaling.Census;
import io.chatsignal.signaling.PeerEvent;
import io.chatsignal.signaling.PeerId;
import io.chatsignal.signaling.Room;
import io.chatsignal.signaling.RoomCommand;
import io.chatsignal.signaling.RoomKey;
import io.chatsignal.signaling.RoomLimits;
import io.chatsignal.signaling.RoomStore;
import io.chatsignal.signaling.Step;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The rooms that this node has peers in, or is asked about. Only {@link #submit} is for any thread;
 * everything else is for the node's loop.
 */
final class RedisRoomStore implements RoomStore {
  /** A peer waits no longer than this for what can't be done. */
  private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(1500);

  /** So many commands are on their way to Redis at a time; the others wait here, in turn. */
  private static final int MOST_ON_THEIR_WAY = 256;

  private static final long RETRY_MILLIS = 100;

  private final RoomLimits limits;
  private final LocalPeers peers;
  private final NodeTag tag;
  private final NodeLoop loop;
  private final Keys keys;
  private final Link redis;
  private final Cluster cluster;
  private final Map<RoomKey, Replica> replicas = new HashMap<>();
  private final Deque<Runnable> turns = new ArrayDeque<>();
  private final Host host = new Host();
  private int onTheirWay;

  /** What rooms need of the rest of the node. */
  interface Cluster {
    boolean mayWrite();

    long redisMillisAt(OptionalLong nanos);

    void announce(RoomKey key, ReplicaHost.Made made);
  }

  RedisRoomStore(RoomLimits limits, LocalPeers peers, Site site, Link redis, Cluster cluster) {
    this.limits = limits;
    this.peers = peers;
    this.tag = site.tag();
    this.loop = site.loop();
    this.keys = site.keys();
    this.redis = redis;
    this.cluster = cluster;
  }

  @Override
  public void submit(RoomCommand command, Consumer<Step> settled) {
    OptionalLong deadline =
        isFarewell(command)
            ? OptionalLong.empty()
            : OptionalLong.of(System.nanoTime() + PATIENCE_NANOS);
    loop.execute(() -> submit(new Pending(command, settled, deadline)));
  }

  /** Who is gone already leaves however long that takes: nobody is there to try again. */
  private boolean isFarewell(RoomCommand command) {
    return command instanceof RoomCommand.Leave && !peers.has(command.by());
  }

  void submit(Pending pending) {
    replica(pending.command().room()).submit(pending);
  }

  private Replica replica(RoomKey key) {
    return replicas.computeIfAbsent(key, _ -> new Replica(key, host));
  }

  // ---- from other nodes

  void announced(RoomKey key, long first, List<String> entries) {
    Replica replica = replicas.get(key);
    if (replica != null) {
      replica.announced(first, entries);
    }
  }

  /** Somebody has seen the room at that version. */
  void seen(RoomKey key, long version) {
    Replica replica = replicas.get(key);
    if (replica != null && replica.version() < version && !replica.isBusy()) {
      replica.catchUp();
    }
  }

  // ---- the node's life

  /** Refuses what has waited for too long. To be called several times a second. */
  void expire() {
    long now = System.nanoTime();
    List.copyOf(replicas.values()).stream()
        .filter(Replica::isWaiting)
        .forEach(replica -> replica.expire(now));
  }

  /** Redis is back: what was missed is caught up with, what it has lost it gets again. */
  void catchUp() {
    List.copyOf(replicas.values()).forEach(Replica::catchUp);
  }

  /** Looks for what went wrong unseen. To be called now and then. */
  void audit() {
    for (Replica replica : List.copyOf(replicas.values())) {
      if (replica.isWaiting()) {
        continue;
      }
      takeOut(replica, id -> NodeTag.of(id).equals(tag.value()) && !peers.has(id), () -> {});
    }
  }

  /** Takes the peers that {@code which} names out of all rooms here. */
  void takeOut(Predicate<PeerId> which) {
    List.copyOf(replicas.values()).forEach(replica -> takeOut(replica, which, () -> {}));
  }

  /** Takes them out of one room, wherever that is known. */
  void takeOut(RoomKey key, Predicate<PeerId> which, Runnable done) {
    Replica replica = replica(key);
    replica.look(_ -> takeOut(replica, which, done));
  }

  private static void takeOut(Replica replica, Predicate<PeerId> which, Runnable done) {
    List<PeerId> gone = replica.peersWhere(which);
    if (gone.isEmpty()) {
      done.run();
    }
    int[] left = {gone.size()};
    for (PeerId id : gone) {
      replica.submit(
          Pending.leave(
              replica.key(),
              id,
              _ -> {
                if (--left[0] == 0) {
                  done.run();
                }
              }));
    }
  }

  /** Keeps the rooms with peers of this node from going stale in Redis. */
  void refresh() {
    for (Replica replica : List.copyOf(replicas.values())) {
      if (replica.hasLocalPeer()) {
        host.whenFree(() ->
            redis.send(
                commands -> commands.pexpire(keys.room(replica.key()), StepCall.roomLifeMillis()),
                Link.then(_ -> host.free(), _ -> host.free())));
      }
    }
  }

  /** The lease is lost: this node's peers have been taken out of their rooms. */
  void fence() {
    List<Replica> all = new ArrayList<>(replicas.values());
    replicas.clear();
    all.forEach(Replica::fence);
  }

  Optional<Room> find(RoomKey key) {
    Replica replica = replicas.get(key);
    return replica == null ? Optional.empty() : replica.room();
  }

  /** Tags of the nodes that have peers in the rooms known here. */
  Set<String> nodes() {
    Set<String> nodes = new HashSet<>();
    for (Replica replica : replicas.values()) {
      replica.peersWhere(_ -> true).forEach(id -> nodes.add(NodeTag.of(id)));
    }
    return nodes;
  }

  int size() {
    return replicas.size();
  }

  /** The rooms with peers of this node, and those peers. */
  Census census() {
    int members = 0;
    int candidates = 0;
    int count = 0;
    for (Replica replica : replicas.values()) {
      List<PeerId> here = replica.peersWhere(tag::isHomeOf);
      count += here.isEmpty() ? 0 : 1;
      for (PeerId id : here) {
        boolean member = replica.room().filter(room -> room.hasMember(id)).isPresent();
        members += member ? 1 : 0;
        candidates += member ? 0 : 1;
      }
    }
    return new Census(count, members, candidates);
  }

  boolean isIdle() {
    return replicas.values().stream().noneMatch(Replica::isBusy);
  }

  boolean isEmpty() {
    return replicas.isEmpty();
  }

  /** What all replicas share. */
  private final class Host implements ReplicaHost {
    @Override
    public NodeTag tag() {
      return tag;
    }

    @Override
    public RoomLimits limits() {
      return limits;
    }

    @Override
    public boolean mayWrite() {
      return cluster.mayWrite();
    }

    @Override
    public long redisMillisAt(OptionalLong nanos) {
      return cluster.redisMillisAt(nanos);
    }

    @Override
    public void whenFree(Runnable task) {
      if (onTheirWay < MOST_ON_THEIR_WAY) {
        onTheirWay++;
        task.run();
      } else {
        turns.add(task);
      }
    }

    @Override
    public void free() {
      Runnable next = turns.poll();
      if (next == null) {
        onTheirWay--;
      } else {
        loop.execute(next);
      }
    }

    @Override
    public void step(RoomKey key, StepCall call, Consumer<List<String>> answer) {
      redis.call(
          Script.STEP,
          keys.room(key),
          call.arguments(),
          Link.then(answer, _ -> answer.accept(List.of())));
    }

    @Override
    public void restore(StoredRoom room, String maker, Consumer<Boolean> done) {
      List<String> arguments = new ArrayList<>();
      arguments.add(Long.toString(room.room().version()));
      arguments.add(Long.toString(StepCall.roomLifeMillis()));
      arguments.add(maker);
      arguments.addAll(StoredRoom.between(null, room).set());
      redis.call(
          Script.RESTORE,
          keys.room(room.room().key()),
          arguments,
          Link.then(_ -> done.accept(true), _ -> done.accept(false)));
    }

    @Override
    public void register(RoomKey key) {
      String name = Names.of(key);
      redis.send(commands -> commands.sadd(keys.rooms(tag.value()), name), Link.ignore());
      redis.send(
          commands -> commands.pexpire(keys.rooms(tag.value()), StepCall.roomLifeMillis()),
          Link.ignore());
    }

    @Override
    public void deliver(List<PeerId> to, PeerEvent event) {
      peers.deliver(to, event);
    }

    @Override
    public void announce(RoomKey key, Made made) {
      if (!made.entries().isEmpty()) {
        cluster.announce(key, made);
      }
    }

    @Override
    public void tryLater(Replica replica) {
      loop.later(RETRY_MILLIS, replica::go);
    }

    @Override
    public void retire(Replica replica, boolean registered) {
      replicas.remove(replica.key(), replica);
      if (registered) {
        String name = Names.of(replica.key());
        redis.send(commands -> commands.srem(keys.rooms(tag.value()), name), Link.ignore());
      }
    }
  }
}

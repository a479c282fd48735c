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
import java.util.ArrayList;
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
  private final RoomList list;
  private final Cluster cluster;
  private final Map<RoomKey, Replica> replicas = new HashMap<>();
  private final LostRooms lost = new LostRooms();
  private final Turns turns;
  private final Host host = new Host();

  /** What rooms need of the rest of the node. */
  interface Cluster {
    boolean mayWrite();

    long redisMillisAt(OptionalLong nanos);

    void announce(RoomKey key, ReplicaHost.Made made);

    void skipped(RoomKey key);

    void placed(Map<PeerId, String> moved);
  }

  RedisRoomStore(RoomLimits limits, LocalPeers peers, Site site, Link redis, Cluster cluster) {
    this.limits = limits;
    this.peers = peers;
    this.tag = site.tag();
    this.loop = site.loop();
    this.keys = site.keys();
    this.redis = redis;
    this.turns = new Turns(loop, MOST_ON_THEIR_WAY);
    this.list = new RoomList(site, redis);
    this.cluster = cluster;
  }

  @Override
  public void submit(RoomCommand command, Consumer<Step> settled) {
    OptionalLong deadline =
        isGoodbye(command)
            ? OptionalLong.empty()
            : OptionalLong.of(System.nanoTime() + PATIENCE_NANOS);
    loop.execute(() -> submit(new Pending(command, settled, deadline, tag)));
  }

  /** Who is gone already leaves however long that takes: nobody is there to try again. */
  private boolean isGoodbye(RoomCommand command) {
    return command instanceof RoomCommand.Leave && !peers.has(command.by());
  }

  void submit(Pending pending) {
    replica(pending.command().room()).submit(pending);
  }

  private Replica replica(RoomKey key) {
    return replicas.computeIfAbsent(key, _ -> new Replica(key, host));
  }

  // ---- from other nodes

  /** Steps that begin with this version; none say that there may have been some. */
  void announced(RoomKey key, long first, List<String> entries) {
    Replica replica = replicas.get(key);
    if (replica == null || entries.isEmpty()) {
      // Whoever sent it takes a peer of this node to be in the room.
      replica(key).catchUp();
    } else {
      replica.announced(first, entries);
    }
  }

  /** Somebody has seen the room at that version. */
  void seen(RoomKey key, long version) {
    Replica replica = replicas.get(key);
    if (replica != null && replica.version() < version) {
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

  /** Something was missed. */
  void catchUp() {
    List.copyOf(replicas.values()).forEach(Replica::catchUp);
  }

  /** The lease is good again: what was missed is caught up with, what Redis lost it gets again. */
  void leaseGood() {
    catchUp();
    lost.forEach(key -> replica(key).catchUp());
    refresh();
  }

  /** Looks for what went wrong unseen. To be called now and then. */
  void audit() {
    lost.audit(key -> replica(key).catchUp());
    for (Replica replica : List.copyOf(replicas.values())) {
      if (replica.isWaiting()) {
        continue;
      }
      takeOut(replica, tag, id -> NodeTag.isNamed(id) && !peers.has(id), () -> {});
    }
  }

  /** Takes the peers that are at a dead node out of all rooms here. */
  void takeOut(NodeTag dead) {
    List.copyOf(replicas.values()).forEach(replica -> takeOut(replica, dead, _ -> true, () -> {}));
  }

  /** Takes them out of one room, wherever that is known. */
  void takeOut(RoomKey key, NodeTag dead, Runnable done) {
    Replica replica = replica(key);
    replica.look(found -> {
      if (found) {
        if (peersAt(dead, replica).isEmpty()) {
          replica.stored().ifPresent(this::remind);
        }
        takeOut(replica, dead, _ -> true, done);
      } else {
        done.run();
      }
    });
  }

  /** Whoever took its peers out may have died before it could say so. */
  private void remind(StoredRoom room) {
    cluster.announce(
        room.room().key(), new ReplicaHost.Made(room.room().version(), List.of(), room.sites()));
  }

  private static void takeOut(Replica replica, NodeTag at, Predicate<PeerId> which, Runnable done) {
    List<PeerId> gone = peersAt(at, replica).stream().filter(which).toList();
    if (gone.isEmpty()) {
      done.run();
    }
    int[] left = {gone.size()};
    for (PeerId id : gone) {
      replica.submit(
          Pending.leave(
              replica.key(),
              id,
              at,
              _ -> {
                if (--left[0] == 0) {
                  done.run();
                }
              }));
    }
  }

  /** Keeps the rooms with peers of this node from going stale in Redis, and noted there. */
  void refresh() {
    if (!cluster.mayWrite()) {
      return;
    }
    List<RoomKey> here =
        replicas.values().stream().filter(Replica::hasLocalPeer).map(Replica::key).toList();
    for (RoomKey key : here) {
      turns.whenFree(() ->
          redis.send(
              commands -> commands.pexpire(keys.room(key), StepCall.roomLifeMillis()),
              Link.then(_ -> turns.free(), _ -> turns.free())));
    }
    // What noted a room first may have been lost.
    list.note(here);
  }

  /** The lease is lost: this node's peers have been taken out of their rooms. */
  void fence() {
    List<Replica> all = new ArrayList<>(replicas.values());
    replicas.clear();
    all.forEach(Replica::fence);
    lost.add(all.stream().map(Replica::key).toList());
  }

  private static List<PeerId> peersAt(NodeTag tag, Replica replica) {
    return replica
        .stored()
        .map(room -> Residents.at(tag, room).inOrderOfLeaving())
        .orElseGet(List::of);
  }

  // ---- peers that move

  /** Has a peer go on at this node, in its turn among the steps of the room. */
  void bringHere(RoomKey key, PeerId peer, Consumer<Step> settled) {
    OptionalLong deadline = OptionalLong.of(System.nanoTime() + PATIENCE_NANOS);
    RoomCommand move = new RoomCommand.Move(key, peer, tag.value());
    submit(new Pending(move, settled, deadline, tag));
  }

  /** Calls back when all steps are made here that there are now, or with false if they can't be. */
  void look(RoomKey key, Consumer<Boolean> looked) {
    replica(key).look(looked);
  }

  /** The tag of the node where that peer of the room is, as far as it is known here. */
  Optional<String> siteOf(RoomKey key, PeerId peer) {
    return stored(key).filter(room -> room.has(peer)).map(room -> room.siteOf(peer));
  }

  /** Peers of the rooms known here that are not where they were named. */
  Map<PeerId, String> moved() {
    Map<PeerId, String> moved = new HashMap<>();
    replicas.values().forEach(each -> each.stored().ifPresent(room -> moved.putAll(room.moved())));
    return moved;
  }

  private Optional<StoredRoom> stored(RoomKey key) {
    return Optional.ofNullable(replicas.get(key)).flatMap(Replica::stored);
  }

  Optional<Room> find(RoomKey key) {
    return stored(key).map(StoredRoom::room);
  }

  /** Tags of the nodes that have peers in the rooms known here. */
  Set<String> nodes() {
    Set<String> nodes = new HashSet<>();
    replicas.values().forEach(each -> each.stored().ifPresent(room -> nodes.addAll(room.sites())));
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
      List<PeerId> here = peersAt(tag, replica);
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
      turns.whenFree(task);
    }

    @Override
    public void free() {
      turns.free();
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
      list.note(List.of(key));
    }

    @Override
    public void placed(Map<PeerId, String> moved) {
      cluster.placed(moved);
    }

    @Override
    public void deliver(List<PeerId> to, PeerEvent event) {
      peers.deliver(to, event);
    }

    @Override
    public boolean isHere(PeerId peer) {
      return peers.has(peer);
    }

    @Override
    public void skipped(RoomKey key) {
      cluster.skipped(key);
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
        list.strikeOut(replica.key());
      }
    }
  }
}

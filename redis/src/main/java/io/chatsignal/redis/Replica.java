package io.chatsignal.redis;

import io.chatsignal.signaling.Delivery;
import io.chatsignal.signaling.Opaque;
import io.chatsignal.signaling.PeerEvent;
import io.chatsignal.signaling.PeerId;
import io.chatsignal.signaling.Rejection;
import io.chatsignal.signaling.Room;
import io.chatsignal.signaling.RoomCommand;
import io.chatsignal.signaling.RoomKey;
import io.chatsignal.signaling.Step;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One room as this node knows it, and the commands of this node's peers that wait for it. Owned by
 * the node's loop.
 *
 * <p>A step is tried on the value here and then written if Redis still holds that version. If it
 * does not, its answer tells the steps that this node has missed: they are made here first, and
 * then the commands are tried again. So the steps of a room are the same everywhere, in one order,
 * and local peers hear of each when it is made here.
 *
 * <pre>
 *   idle ──commands, or behind──► sending ──done──► idle
 *                                  │    ▲
 *                                  └────┘ missed, other, behind, or no answer
 * </pre>
 */
final class Replica {
  /** So many commands are written at once. */
  private static final int MOST_AT_ONCE = 32;

  /** Steps from other nodes that may wait for those before them. */
  private static final int MOST_EARLY = 256;

  private final RoomKey key;
  private final ReplicaHost host;
  private final Deque<Pending> queue = new ArrayDeque<>(1);
  private final TreeMap<Long, String> early = new TreeMap<>();
  private final List<Consumer<Optional<Room>>> lookers = new ArrayList<>(0);
  private long version;
  private @Nullable StoredRoom stored;
  private @Nullable Attempt attempt;
  private boolean sending;
  private boolean behind;
  private boolean distrusted;
  private boolean registered;
  private boolean dropped;
  private final Disputed disputed = new Disputed();

  /** The command on its way was given up: its answer is older than what has been said since. */
  private boolean overtaken;

  Replica(RoomKey key, ReplicaHost host) {
    this.key = key;
    this.host = host;
  }

  RoomKey key() {
    return key;
  }

  long version() {
    return version;
  }

  Optional<Room> room() {
    return Optional.ofNullable(stored).map(StoredRoom::room);
  }

  // ---- what comes in

  void submit(Pending pending) {
    queue.add(pending);
    go();
  }

  /** Calls back with the room as it is in Redis after this call, as soon as that can be told. */
  void look(Consumer<Optional<Room>> looker) {
    lookers.add(looker);
    catchUp();
  }

  /** Makes sure that no step was missed. */
  void catchUp() {
    behind = true;
    go();
  }

  /** Another node has made these steps. */
  void announced(long first, List<String> entries) {
    for (int i = 0; i < entries.size() && early.size() < MOST_EARLY; i++) {
      if (first + i > version) {
        early.put(first + i, entries.get(i));
      }
    }
    if (!sending) {
      takeEarly();
    }
    go();
  }

  private void takeEarly() {
    early.headMap(version, true).clear();
    while (!early.isEmpty() && early.firstKey() == version + 1) {
      String entry = early.pollFirstEntry().getValue();
      take(entry);
    }
    behind |= !early.isEmpty();
  }

  // ---- the round trip

  /** Does what there is to do, if it can be done now. */
  void go() {
    if (sending || dropped || !host.mayWrite()) {
      return;
    }
    if (attempt == null && queue.isEmpty() && !behind) {
      retireIfIdle();
      return;
    }
    sending = true;
    host.whenFree(this::send);
  }

  private void send() {
    if (dropped) {
      host.free();
      return;
    }
    if (attempt == null && !queue.isEmpty()) {
      attempt = new Attempt(host.tag());
      while (!queue.isEmpty() && attempt.size() < MOST_AT_ONCE) {
        attempt.add(queue.remove());
      }
    }
    host.step(key, call(), this::answered);
  }

  private StepCall call() {
    if (attempt == null || distrusted) {
      return StepCall.ask(distrusted ? 0 : version);
    }
    attempt.compute(stored, version, host.limits());
    StoredRoom after = attempt.result();
    if (!registered && after != null && hasLocalPeer(after.room())) {
      registered = true;
      host.register(key);
    }
    return new StepCall(
        version,
        stored == null ? StepCall.Start.NEW : StepCall.Start.ON,
        host.redisMillisAt(attempt.deadlineNanos()),
        attempt.entries(),
        StoredRoom.between(stored, after),
        after == null ? StepCall.End.ENDS : StepCall.End.GOES_ON);
  }

  /** The script's answer, or nothing if there was none. */
  private void answered(List<String> answer) {
    sending = false;
    host.free();
    if (dropped) {
      return;
    }
    if (overtaken) {
      overtaken = false;
      go();
      return;
    }
    if (answer.isEmpty()) {
      if (attempt != null) {
        attempt.doubt();
      }
      host.tryLater(this);
      return;
    }
    long reached = Long.parseLong(answer.get(1));
    List<String> rest = answer.subList(2, answer.size());
    switch (answer.getFirst()) {
      case "done" -> commit(reached);
      case "missed" -> rest.forEach(this::take);
      case "other" -> adopt(reached, rest);
      case "behind" -> {
        restore();
        return;
      }
      case "late" -> {
        host.tryLater(this);
        return;
      }
      default -> throw new IllegalStateException("what is " + answer.getFirst());
    }
    if (!distrusted) {
      behind = false;
      settleDisputes();
      List<Consumer<Optional<Room>>> waiting = List.copyOf(lookers);
      lookers.clear();
      waiting.forEach(looker -> looker.accept(room()));
    }
    takeEarly();
    go();
  }

  /** Who came in although it was told that it can't goes again, before anybody does anything. */
  private void settleDisputes() {
    disputed
        .settle()
        .ifPresent(undo -> {
          if (attempt != null) {
            attempt.commands().reversed().forEach(queue::addFirst);
            attempt = null;
          }
          undo.reversed().forEach(queue::addFirst);
        });
  }

  private void commit(long reached) {
    if (distrusted) {
      adopt(reached, List.of());
      return;
    }
    Attempt done = attempt;
    attempt = null;
    if (done != null) {
      done.settleAt(reached, stored, version, host.limits(), this::made);
      host.announce(key, done.made());
    }
  }

  /** A step of this node's own, or a refusal, is certain now. */
  private void made(Pending pending, Step step, @Nullable StoredRoom after) {
    advance(step, after);
    pending.settle(step);
  }

  private void advance(Step step, @Nullable StoredRoom after) {
    switch (step) {
      case Step.Changed changed -> {
        version = changed.room().version();
        stored = after;
      }
      case Step.Ended _ -> {
        version++;
        stored = null;
      }
      case Step.Unchanged _, Step.Refused _ -> {}
    }
    deliver(step.deliveries());
  }

  private void deliver(List<Delivery> deliveries) {
    for (Delivery delivery : deliveries) {
      List<PeerId> here = delivery.to().stream().filter(host.tag()::isHomeOf).toList();
      if (!here.isEmpty()) {
        host.deliver(here, delivery.event());
      }
    }
  }

  /** Makes the next step that Redis has and this node hasn't. */
  private void take(String text) {
    if (distrusted) {
      return;
    }
    RoomEntry entry = RoomEntry.parse(key, text);
    RoomCommand command = entry.command();
    StoredRoom before = stored;
    Step step =
        stored == null
            ? Room.applyToNone(command, version + 1)
            : stored.room().apply(command, ReplicaHost.NO_LIMITS);
    if (step instanceof Step.Refused || step instanceof Step.Unchanged) {
      // What is here isn't what that step was made from: only the whole room helps.
      distrusted = true;
      behind = true;
      return;
    }
    StoredRoom after =
        step instanceof Step.Changed changed ? StoredRoom.after(stored, changed.room()) : null;
    if (attempt != null && attempt.isNamed(entry.attempt())) {
      attempt.takeOwn(command, pending -> made(pending, step, after));
      host.announce(
          key, new ReplicaHost.Made(version, List.of(text), Attempt.nodesOf(before, after)));
      if (attempt.size() == 0) {
        attempt = null;
      }
      return;
    }
    advance(step, after);
    if (Attempt.isBy(host.tag(), entry.attempt())) {
      disown(command, before);
    }
  }

  /** It had been refused as unavailable, and was done all the same. */
  private void disown(RoomCommand command, @Nullable StoredRoom before) {
    PeerId by = command.by();
    if (command instanceof RoomCommand.Leave && before != null) {
      boolean member = before.room().hasMember(by);
      host.deliver(
          List.of(by),
          member ? new PeerEvent.Kicked(key, Opaque.NONE) : new PeerEvent.JoinAbandoned(key));
    } else {
      disputed.cameTrue(command);
    }
  }

  private void adopt(long reached, List<String> fields) {
    Optional<StoredRoom> found = StoredRoom.read(key, reached, fields);
    Optional<Room> before = room();
    boolean known = version > 0;
    stored = found.orElse(null);
    version = reached;
    distrusted = false;
    if (known) {
      deliver(RoomDifference.between(key, before, room()));
    }
    if (attempt != null && attempt.isDoubtful()) {
      giveUp(attempt);
    }
    disputed.appeared(command -> isIn(room(), command.by()) && !isIn(before, command.by()));
  }

  private static boolean isIn(Optional<Room> room, PeerId peer) {
    return room.filter(r -> r.hasMember(peer) || r.candidates().containsKey(peer)).isPresent();
  }

  /** Redis has lost what was there, or went back to an older version: what is here is newer. */
  private void restore() {
    if (distrusted || stored == null) {
      distrusted = false;
      stored = null;
      version = 0;
      go();
      return;
    }
    sending = true;
    host.restore(
        stored,
        done -> {
          sending = false;
          if (dropped) {
            return;
          }
          if (done) {
            go();
          } else {
            host.tryLater(this);
          }
        });
  }

  // ---- giving up, and the end

  /** Refuses what has waited for too long. */
  void expire(long nowNanos) {
    queue.removeIf(pending -> {
      if (pending.isDueAt(nowNanos)) {
        pending.settle(new Step.Refused(Rejection.UNAVAILABLE));
        return true;
      }
      return false;
    });
    if (attempt != null && attempt.isDueAt(nowNanos)) {
      giveUp(attempt);
      behind = true;
      overtaken = sending;
      go();
    }
  }

  /** From here on Redis won't do it any more, but it may have done it. */
  private void giveUp(Attempt late) {
    attempt = null;
    late.patient().reversed().forEach(queue::addFirst);
    disputed.add(late.refuse());
  }

  boolean isWaiting() {
    return attempt != null || !queue.isEmpty();
  }

  boolean isBusy() {
    return sending || isWaiting() || behind;
  }

  private boolean hasLocalPeer(Room room) {
    return room.members().keySet().stream().anyMatch(host.tag()::isHomeOf)
        || room.candidates().keySet().stream().anyMatch(host.tag()::isHomeOf);
  }

  boolean hasLocalPeer() {
    return stored != null && hasLocalPeer(stored.room());
  }

  private void retireIfIdle() {
    if (!hasLocalPeer() && lookers.isEmpty() && disputed.isEmpty()) {
      dropped = true;
      host.retire(this, registered);
    }
  }

  /** The node's lease is lost, and with it the place of its peers in the room. */
  void fence() {
    dropped = true;
    List<Pending> all = new ArrayList<>(queue);
    queue.clear();
    if (attempt != null) {
      attempt.refuse();
    }
    all.forEach(pending -> pending.settle(new Step.Refused(Rejection.UNAVAILABLE)));
    room()
        .ifPresent(room -> {
          Set<PeerId> members = new HashSet<>(room.members().keySet());
          members.removeIf(id -> !host.tag().isHomeOf(id));
          members.forEach(id -> host.deliver(List.of(id), new PeerEvent.Kicked(key, Opaque.NONE)));
          room.candidates().keySet().stream()
              .filter(host.tag()::isHomeOf)
              .forEach(id -> host.deliver(List.of(id), new PeerEvent.JoinAbandoned(key)));
        });
  }

  /** The peers of the room whom {@code which} names, guests before owners. */
  List<PeerId> peersWhere(java.util.function.Predicate<PeerId> which) {
    List<PeerId> found = new ArrayList<>();
    room()
        .ifPresent(room -> {
          room.candidates().keySet().stream().filter(which).forEach(found::add);
          room.members().keySet().stream()
              .filter(which)
              .filter(id -> !room.isOwnedBy(id))
              .forEach(found::add);
          room.owners().stream().filter(which).forEach(found::add);
        });
    return found;
  }
}

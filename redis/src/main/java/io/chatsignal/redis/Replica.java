package io.chatsignal.redis;

import io.chatsignal.signaling.Delivery;
import io.chatsignal.signaling.Room;
import io.chatsignal.signaling.RoomCommand;
import io.chatsignal.signaling.RoomKey;
import io.chatsignal.signaling.Step;
import java.util.List;
import java.util.Optional;
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
 *   idle ──commands, or news──► sending ──done──► idle
 *                                  │    ▲
 *                                  └────┘ missed, other, behind, or no answer
 * </pre>
 */
final class Replica {
  private final RoomKey key;
  private final ReplicaHost host;
  private final PendingQueue queue = new PendingQueue();
  private final EarlySteps early = new EarlySteps();
  private final News news = new News();
  private long version;

  /** Which attempt made this version: a Redis that lost data may have another of that number. */
  private String maker = "";

  private @Nullable StoredRoom stored;
  private @Nullable Attempt attempt;
  private boolean sending;
  private boolean called; // For what is being sent, which may have waited for its turn.
  private boolean distrusted;
  private boolean registered;
  private boolean dropped;
  private final Disputed disputed;

  /** The command on its way was given up: its answer is older than what has been said since. */
  private boolean overtaken;

  Replica(RoomKey key, ReplicaHost host) {
    this.key = key;
    this.host = host;
    this.disputed = new Disputed(host.tag());
  }

  RoomKey key() {
    return key;
  }

  long version() {
    return version;
  }

  Optional<Room> room() {
    return stored().map(StoredRoom::room);
  }

  /** The room, and where its peers are. */
  Optional<StoredRoom> stored() {
    return Optional.ofNullable(stored);
  }

  // ---- what comes in

  void submit(Pending pending) {
    queue.add(pending);
    go();
  }

  /** Tells whether the room here is what it is in Redis now: not if the lease is lost before. */
  void look(Consumer<Boolean> looker) {
    news.want(looker);
    go();
  }

  /** Makes sure that no step was missed. */
  void catchUp() {
    news.want();
    go();
  }

  /** Another node has made these steps. */
  void announced(long first, List<String> entries) {
    early.add(first, entries);
    if (!sending) {
      takeEarly();
    }
    go();
  }

  private void takeEarly() {
    early.handOver(() -> version, this::take);
    early.askIfAnyAreLeft(news::want);
  }

  // ---- the round trip

  /** Does what there is to do, if it can be done now. */
  void go() {
    if (sending || dropped || !host.mayWrite()) {
      return;
    }
    if (attempt == null && queue.isEmpty() && !news.areDue()) {
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
      queue.fill(attempt);
    }
    news.ask();
    early.ask();
    called = true;
    host.step(key, call(), this::answered);
  }

  private StepCall call() {
    if (attempt == null || distrusted) {
      return StepCall.ask(distrusted ? 0 : version, maker);
    }
    StoredRoom after = attempt.compute(stored, version, maker, host.limits());
    if (!registered && after != null && Residents.at(host.tag(), after).areThere()) {
      registered = true;
      host.register(key);
    }
    return StepCall.of(
        attempt,
        new StepCall.Value(version, maker),
        stored,
        host.redisMillisAt(attempt.deadlineNanos()));
  }

  /** The script's answer, or nothing if there was none. */
  private void answered(List<String> answer) {
    called = false;
    host.free();
    if (dropped) {
      return;
    }
    Runnable next;
    try {
      next = take(answer);
    } finally {
      // Not before: whoever is told by this must not ask while half of it is still to come.
      sending = false;
    }
    next.run();
  }

  /** Returns what is to be done next. */
  private Runnable take(List<String> answer) {
    if (overtaken) {
      overtaken = false;
      return this::go;
    }
    if (answer.isEmpty()) {
      if (attempt != null) {
        attempt.doubt();
      }
      return () -> host.tryLater(this);
    }
    long reached = Long.parseLong(answer.get(1));
    List<String> rest = answer.subList(2, answer.size());
    switch (answer.getFirst()) {
      case "done" -> commit(reached);
      case "missed" -> rest.forEach(this::take);
      case "other" -> adopt(reached, rest.getFirst(), rest.subList(1, rest.size()));
      case "behind" -> {
        return this::restore;
      }
      case "late" -> {
        return () -> host.tryLater(this);
      }
      default -> throw new IllegalStateException("what is " + answer.getFirst());
    }
    if (!distrusted) {
      settleDisputes();
      news.come();
    }
    takeEarly();
    return this::go;
  }

  /** Who came in although it was told that it can't goes again, before anybody does anything. */
  private void settleDisputes() {
    disputed
        .settle()
        .ifPresent(undo -> {
          if (attempt != null) {
            queue.putFirst(attempt.commands());
            attempt = null;
          }
          queue.putFirst(undo);
        });
  }

  private void commit(long reached) {
    if (distrusted) {
      adopt(reached, "", List.of());
      return;
    }
    Attempt done = attempt;
    attempt = null;
    if (done != null) {
      done.settleAt(
          reached,
          stored,
          version,
          host.limits(),
          (pending, step, after) -> made(pending, step, after, done.name()));
      host.announce(key, done.made());
    }
  }

  /** A step of this node's own, or a refusal, is certain now. */
  private void made(Pending pending, Step step, @Nullable StoredRoom after, String by) {
    advance(step, after, by);
    pending.settle(step);
  }

  private void advance(Step step, @Nullable StoredRoom after, String by) {
    StoredRoom before = stored;
    switch (step) {
      case Step.Changed changed -> become(after, changed.room().version(), by);
      case Step.Ended _ -> become(null, version + 1, by);
      case Step.Unchanged _, Step.Refused _ -> {}
    }
    tell(step.deliveries(), before);
  }

  private void tell(List<Delivery> deliveries, @Nullable StoredRoom before) {
    host.deliverHere(disputed.withoutLeaving(deliveries), before, stored);
  }

  private void become(@Nullable StoredRoom value, long reached, String by) {
    stored = value;
    version = reached;
    maker = by;
    if (value != null) {
      host.placed(value.moved());
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
    Optional<Step> fitting = entry.from(stored, version, maker);
    if (fitting.isEmpty()) {
      // What is here isn't what that step was made from: only the whole room helps.
      distrusted = true;
      news.want();
      return;
    }
    Step step = fitting.get();
    StoredRoom after =
        step instanceof Step.Changed changed
            ? StoredRoom.after(stored, changed.room(), command, Attempt.nodeOf(entry.attempt()))
            : null;
    if (attempt != null && attempt.isNamed(entry.attempt())) {
      attempt.takeOwn(command, pending -> made(pending, step, after, entry.attempt()));
      host.announce(
          key, new ReplicaHost.Made(version, List.of(text), Attempt.nodesOf(before, after)));
      if (attempt.size() == 0) {
        attempt = null;
      }
      return;
    }
    advance(step, after, entry.attempt());
    if (Attempt.isBy(host.tag(), entry.attempt())) {
      tell(disputed.cameTrue(command, before), before);
    }
  }

  private void adopt(long reached, String by, List<String> fields) {
    Optional<StoredRoom> found = StoredRoom.read(key, reached, fields);
    StoredRoom old = stored;
    Optional<Room> before = room();
    boolean known = version > 0;
    become(found.orElse(null), reached, by);
    distrusted = false;
    if (attempt != null && attempt.isDoubtful()) {
      giveUp(attempt);
    }
    if (known) {
      disputed.found(before, room());
      host.skipped(key);
      tell(RoomDifference.between(key, before, room()), old);
    } else {
      found.ifPresent(room -> disputed.foundFirst(room, host::isHere));
    }
  }

  /** Redis has lost what was there, or went back to an older version: what is here is newer. */
  private void restore() {
    if (stored == null) {
      version = 0;
      maker = "";
      go();
      return;
    }
    sending = true;
    host.restore(
        stored,
        maker,
        done -> {
          sending = false;
          if (dropped) {
            return;
          }
          if (done) {
            // What it forgot of the room it forgot of this node, too.
            registered = hasLocalPeer();
            if (registered) {
              host.register(key);
            }
            go();
          } else {
            host.tryLater(this);
          }
        });
  }

  // ---- giving up, and the end

  /** Refuses what has waited for too long. */
  void expire(long nowNanos) {
    queue.refuseThoseDueAt(nowNanos);
    if (attempt != null && attempt.isDueAt(nowNanos)) {
      giveUp(attempt);
      news.want();
      overtaken = called;
      go();
    }
  }

  /** From here on Redis won't do it any more, but it may have done it. */
  private void giveUp(Attempt late) {
    attempt = null;
    queue.putFirst(late.patient());
    disputed.add(late.refuse());
  }

  boolean isWaiting() {
    return attempt != null || !queue.isEmpty();
  }

  boolean isBusy() {
    return sending || isWaiting() || news.areDue();
  }

  boolean hasLocalPeer() {
    return stored != null && Residents.at(host.tag(), stored).areThere();
  }

  private void retireIfIdle() {
    if (!hasLocalPeer() && news.isIdle() && disputed.isEmpty()) {
      dropped = true;
      host.retire(this, registered);
    }
  }

  /** The node's lease is lost, and with it the place of its peers in the room. */
  void fence() {
    dropped = true;
    if (stored != null) {
      tell(Residents.at(host.tag(), stored).lost(), stored);
    }
    if (attempt != null) {
      attempt.refuse();
    }
    queue.refuseAll();
    news.giveUp();
  }
}

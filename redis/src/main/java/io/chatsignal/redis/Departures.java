package io.chatsignal.redis;

import io.chatsignal.signaling.PeerId;
import io.chatsignal.signaling.RoomKey;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Hands the sessions of this node over to others, to which their clients came back. Owned by the
 * node's loop.
 *
 * <pre>
 *   claim ──held──► granted ──come──► packing ──► handed, and what comes is passed on
 *     └──refused       └──dropped, or nobody came──► released: the peer leaves its rooms
 * </pre>
 */
final class Departures {
  /** A session that is held, and that nobody takes, ends. */
  private static final long HELD_NANOS = TimeUnit.SECONDS.toNanos(5);

  private static final int MOST = 4096;

  /**
   * What is said to a peer takes all of its hops: whoever goes to and fro starts anew in the end.
   */
  static final int MOST_HOPS = 16;

  private final Site site;
  private final LocalSessions sessions;
  private final RedisRoomStore rooms;
  private final ClusterDirectory directory;
  private final DepartedPeers departed;
  private final Lease lease;
  private final MovedPeers movedPeers;
  private final Map<MoveId, Leaving> leaving = new HashMap<>();

  /** One that is about to go. */
  private static final class Leaving {
    final long deadlineNanos = System.nanoTime() + HELD_NANOS;
    final String to;
    final LocalSessions.Held held;

    /** One of its rooms may have had news for the peer that nobody told it. */
    boolean hasGap;

    Leaving(String to, LocalSessions.Held held) {
      this.to = to;
      this.held = held;
    }

    PeerId peer() {
      return held.peer();
    }
  }

  Departures(NodeParts parts) {
    this.site = parts.site();
    this.sessions = parts.sessions();
    this.rooms = parts.rooms();
    this.directory = parts.directory();
    this.departed = parts.departed();
    this.lease = parts.lease();
    this.movedPeers = parts.movedPeers();
  }

  /** A client has come to another node for what it has left here. */
  void claim(Message.Claim claim) {
    boolean late = lease.redisMillis() > claim.untilMillis();
    if (leaving.size() >= MOST || !directory.hasRoomFor(claim.from())) {
      refuse(claim.move(), claim.from());
      return;
    }
    sessions.hold(
        claim.pid(), claim.offset(), held -> site.loop().execute(() -> answer(claim, held, late)));
  }

  private void answer(Message.Claim claim, Optional<LocalSessions.Held> held, boolean late) {
    if (held.isEmpty()) {
      refuse(claim.move(), claim.from());
      return;
    }
    PeerId peer = held.get().peer();
    if (late) {
      // Its client has been given a new session by now, and won't ask for this one again.
      sessions.release(peer);
      return;
    }
    if (movedPeers.hops(peer).lately() >= MOST_HOPS) {
      sessions.release(peer);
      refuse(claim.move(), claim.from());
      return;
    }
    leaving.put(claim.move(), new Leaving(claim.from(), held.get()));
    Message.Granted granted = new Message.Granted(claim.move(), peer, held.get().places());
    directory.tell(claim.from(), Message.text(granted));
  }

  private void refuse(MoveId move, String to) {
    directory.tell(to, Message.text(new Message.Refused(move)));
  }

  /**
   * Its rooms know where it goes on. First all that they have for it up to there is delivered here,
   * and all that it has said is where others will find it; then it goes.
   */
  void come(MoveId move) {
    Leaving going = leaving.get(move);
    if (going == null) {
      return;
    }
    int[] left = {1 + going.held.places().size()};
    Runnable one =
        () -> {
          if (--left[0] == 0) {
            departed.whenPassedOn(going.peer(), () -> pack(move));
          }
        };
    Consumer<Boolean> looked =
        found -> {
          going.hasGap |= !found;
          one.run();
        };
    going.held.places().forEach(room -> rooms.look(room, looked));
    one.run();
  }

  private void pack(MoveId move) {
    Leaving going = leaving.remove(move);
    if (going == null) {
      return;
    }
    if (going.hasGap) {
      sessions.release(going.peer());
      refuse(move, going.to);
      return;
    }
    Hops hops = movedPeers.hops(going.peer()).next();
    Hop hop = departed.add(going.held, going.to, hops.all());
    List<String> former = movedPeers.left(going.peer());
    sessions.pack(
        going.peer(),
        hop,
        packed ->
            directory.tell(
                going.to,
                packed
                    .map(session -> Message.text(new Message.Handed(move, session, hops, former)))
                    .orElseGet(() -> Message.text(new Message.Refused(move)))));
  }

  /** Steps of that room were passed over here. */
  void skipped(RoomKey room) {
    leaving.values().stream()
        .filter(each -> each.held.places().contains(room))
        .forEach(each -> each.hasGap = true);
  }

  void dropped(MoveId move) {
    Leaving going = leaving.remove(move);
    if (going != null) {
      sessions.release(going.peer());
    }
  }

  /** To be called several times a second. */
  void expire() {
    long now = System.nanoTime();
    List.copyOf(leaving.entrySet()).stream()
        .filter(each -> now - each.getValue().deadlineNanos >= 0)
        .forEach(each -> dropped(each.getKey()));
  }

  boolean isEmpty() {
    return leaving.isEmpty();
  }
}

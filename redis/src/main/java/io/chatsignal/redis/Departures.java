package io.chatsignal.redis;

import io.chatsignal.signaling.PeerEvent;
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

  private final Site site;
  private final Residence residence;
  private final RedisRoomStore rooms;
  private final ClusterDirectory directory;
  private final Lease lease;
  private final Settlers settlers;
  private final Map<Journey, Leaving> leaving = new HashMap<>();

  /** One that is about to go. */
  private static final class Leaving {
    final long deadlineNanos = System.nanoTime() + HELD_NANOS;
    final String to;
    final Residence.Held held;

    /** One of its rooms may have had news for the peer that nobody told it. */
    boolean hasGap;

    Leaving(String to, Residence.Held held) {
      this.to = to;
      this.held = held;
    }

    PeerId peer() {
      return held.peer();
    }
  }

  Departures(NodeParts parts) {
    this.site = parts.site();
    this.residence = parts.residence();
    this.rooms = parts.rooms();
    this.directory = parts.directory();
    this.lease = parts.lease();
    this.settlers = parts.settlers();
  }

  /** A client has come to another node for what it has left here. */
  void claim(Message.Claim claim) {
    boolean late = lease.redisMillis() > claim.untilMillis();
    if (leaving.size() >= MOST || !directory.hasRoomFor(claim.from())) {
      refuse(claim.journey(), claim.from());
      return;
    }
    residence.hold(
        claim.pid(), claim.offset(), held -> site.loop().execute(() -> answer(claim, held, late)));
  }

  private void answer(Message.Claim claim, Optional<Residence.Held> held, boolean late) {
    if (held.isEmpty()) {
      refuse(claim.journey(), claim.from());
      return;
    }
    PeerId peer = held.get().peer();
    if (late) {
      // Its client has been given a new session by now, and won't ask for this one again.
      residence.release(peer);
      return;
    }
    leaving.put(claim.journey(), new Leaving(claim.from(), held.get()));
    Message.Granted granted = new Message.Granted(claim.journey(), peer, held.get().places());
    directory.tell(claim.from(), Message.text(granted));
  }

  private void refuse(Journey journey, String to) {
    directory.tell(to, Message.text(new Message.Refused(journey)));
  }

  /**
   * Its rooms know where it goes on. First all that they have for it up to there is delivered here,
   * and all that it has said is where others will find it; then it goes.
   */
  void come(Journey journey) {
    Leaving going = leaving.get(journey);
    if (going == null) {
      return;
    }
    int[] left = {1 + going.held.places().size()};
    Runnable one =
        () -> {
          if (--left[0] == 0) {
            directory.whenSent(() -> pack(journey));
          }
        };
    going.held.places().forEach(room -> rooms.look(room, one));
    one.run();
  }

  private void pack(Journey journey) {
    Leaving going = leaving.remove(journey);
    if (going == null) {
      return;
    }
    if (going.hasGap) {
      residence.release(going.peer());
      refuse(journey, going.to);
      return;
    }
    Consumer<PeerEvent.Relayed> onward =
        relayed -> directory.passOn(going.to, going.peer(), relayed);
    settlers.left(going.peer());
    residence.pack(
        going.peer(),
        onward,
        luggage ->
            directory.tell(
                going.to,
                luggage
                    .map(packed -> Message.text(new Message.Handed(journey, packed)))
                    .orElseGet(() -> Message.text(new Message.Refused(journey)))));
  }

  /** Steps of that room were passed over here. */
  void skipped(RoomKey room) {
    leaving.values().stream()
        .filter(each -> each.held.places().contains(room))
        .forEach(each -> each.hasGap = true);
  }

  void dropped(Journey journey) {
    Leaving going = leaving.remove(journey);
    if (going != null) {
      residence.release(going.peer());
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

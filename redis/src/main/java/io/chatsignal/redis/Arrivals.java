package io.chatsignal.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.chatsignal.signaling.PeerId;
import io.chatsignal.signaling.RejectCode;
import io.chatsignal.signaling.Room;
import io.chatsignal.signaling.RoomKey;
import io.chatsignal.signaling.Step;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings sessions here whose clients have come from another node. Owned by the node's loop.
 *
 * <pre>
 *   asking ──granted──► moving, room by room ──► coming ──handed──► unpacking ──ready──► here
 *      └──────────────────────┴─ refused, or too late ┴────────────────┴──► given up
 * </pre>
 */
final class Arrivals {
  private static final Logger LOG = LoggerFactory.getLogger(Arrivals.class);

  /** A client waits no longer than this for what it had, and then starts anew. */
  private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(1500);

  private static final int MOST = 4096;
  private static final int MAX_PID_LENGTH = 128;
  private static final int MAX_OFFSET_LENGTH = 32;

  private static final class Arrival {
    final MoveId move = MoveId.begin();
    final long deadlineNanos = System.nanoTime() + PATIENCE_NANOS;
    final String pid;
    final CompletableFuture<Optional<Arrived>> result;
    final List<Room> rooms = new ArrayList<>();
    String from = "";
    List<String> former = List.of();
    Hops hops = Hops.NONE;
    @Nullable PeerId peer;
    int left;
    boolean over;

    Arrival(String pid, CompletableFuture<Optional<Arrived>> result) {
      this.pid = pid;
      this.result = result;
    }
  }

  private final NodeParts parts;
  private final Map<MoveId, Arrival> arrivals = new HashMap<>();

  Arrivals(NodeParts parts) {
    this.parts = parts;
  }

  // ---- asking

  void fetch(String pid, String offset, CompletableFuture<Optional<Arrived>> result) {
    boolean known = arrivals.values().stream().anyMatch(each -> each.pid.equals(pid));
    boolean ours =
        pid.length() <= MAX_PID_LENGTH
            && pid.indexOf('.') >= 0
            && offset.length() <= MAX_OFFSET_LENGTH;
    if (known || arrivals.size() >= MOST || !ours) {
      result.complete(Optional.empty());
      return;
    }
    if (!parts.redis().isUp() || !parts.lease().isGood()) {
      forgo(pid);
      result.complete(Optional.empty());
      return;
    }
    Arrival arrival = new Arrival(pid, result);
    arrivals.put(arrival.move, arrival);
    parts
        .redis()
        .<@Nullable String>send(
            commands -> commands.get(parts.site().keys().session(hash(pid))),
            Link.then(
                at -> find(arrival, offset, at == null ? named(pid) : at),
                _ -> giveUp(arrival, "Redis did not answer")));
  }

  /** The tag of the node that made up the secret. */
  private static String named(String pid) {
    return pid.substring(0, pid.indexOf('.'));
  }

  /** Nothing is sent to a node that may never have been: anybody can make up a name. */
  private void find(Arrival arrival, String offset, String from) {
    if (parts.site().tag().isSite(from)) {
      giveUp(arrival, "it is this one");
    } else if (parts.lease().live().contains(from)) {
      claim(arrival, offset, from);
    } else {
      parts
          .redis()
          .<@Nullable Double>send(
              commands -> commands.zscore(parts.site().keys().nodes(), from),
              Link.then(
                  lease -> {
                    if (lease == null) {
                      giveUp(arrival, "it is not there any more");
                    } else {
                      claim(arrival, offset, from);
                    }
                  },
                  _ -> giveUp(arrival, "Redis did not answer")));
    }
  }

  private void claim(Arrival arrival, String offset, String from) {
    if (arrival.over || !parts.directory().hasRoomFor(from)) {
      giveUp(arrival, "too much waits to go there");
      return;
    }
    arrival.from = from;
    long until = parts.lease().redisMillisAt(arrival.deadlineNanos);
    Message.Claim claim =
        new Message.Claim(arrival.move, parts.site().tag().value(), arrival.pid, offset, until);
    parts.directory().tell(from, Message.text(claim));
  }

  // ---- moving

  void granted(Message.Granted granted) {
    Arrival arrival = arrivals.get(granted.move());
    if (arrival == null) {
      return;
    }
    arrival.peer = granted.peer();
    parts.expected().expect(granted.peer());
    parts.departed().remove(granted.peer());
    arrival.left = granted.places().size();
    for (RoomKey room : granted.places()) {
      parts
          .rooms()
          .bringHere(room, granted.peer(), step -> moved(arrival, granted.peer(), room, step));
    }
    comeIfMoved(arrival);
  }

  private void moved(Arrival arrival, PeerId peer, RoomKey room, Step step) {
    arrival.left--;
    switch (step) {
      case Step.Changed changed -> {
        arrival.rooms.add(changed.room());
        if (arrival.over) {
          leave(room, peer);
        }
      }
      case Step.Refused(var rejection) when rejection.code() == RejectCode.UNAVAILABLE ->
          giveUp(arrival, "a room could not be reached");
      case Step.Refused _, Step.Ended _, Step.Unchanged _ -> {}
    }
    comeIfMoved(arrival);
  }

  private void comeIfMoved(Arrival arrival) {
    if (arrival.left == 0 && !arrival.over) {
      parts.directory().tell(arrival.from, Message.text(new Message.Come(arrival.move)));
    }
  }

  void refused(Message.Refused refused) {
    Arrival arrival = arrivals.get(refused.move());
    if (arrival != null) {
      giveUp(arrival, "its node has no such session, or not without a gap");
    }
  }

  // ---- here

  void handed(Message.Handed handed) {
    Arrival arrival = arrivals.get(handed.move());
    PeerId peer = arrival == null ? null : arrival.peer;
    if (arrival == null || peer == null) {
      return;
    }
    arrival.former = handed.former();
    arrival.hops = handed.hops();
    Runnable ready = () -> parts.site().loop().execute(() -> ready(arrival, peer));
    arrival.result.complete(Optional.of(new Arrived(peer, handed.packed(), arrival.rooms, ready)));
  }

  private void ready(Arrival arrival, PeerId peer) {
    arrivals.remove(arrival.move);
    if (arrival.over || !parts.expected().admit(peer)) {
      arrival.over = true;
      parts.sessions().end(peer);
      return;
    }
    arrival.over = true;
    Set<String> former = new HashSet<>(arrival.former);
    former.add(arrival.from);
    parts.movedPeers().add(peer, hash(arrival.pid), arrival.hops, former);
  }

  // ---- the end

  /** To be called several times a second. */
  void expire() {
    long now = System.nanoTime();
    List.copyOf(arrivals.values()).stream()
        .filter(each -> now - each.deadlineNanos >= 0)
        .forEach(each -> giveUp(each, "it took too long"));
  }

  /** The client starts anew, and what it had ends wherever it is. */
  private void giveUp(Arrival arrival, String why) {
    if (arrival.over) {
      return;
    }
    LOG.debug("a session of node {} can't go on here: {}", arrival.from, why);
    arrival.over = true;
    arrivals.remove(arrival.move);
    arrival.result.complete(Optional.empty());
    PeerId peer = arrival.peer;
    if (peer != null) {
      parts.expected().giveUp(peer);
      arrival.rooms.forEach(room -> leave(room.key(), peer));
    }
    if (arrival.from.isEmpty()) {
      forgo(arrival.pid);
    } else {
      parts.directory().tell(arrival.from, Message.text(new Message.Dropped(arrival.move)));
    }
  }

  /** What could not even be asked for is not wanted any more: that much can be said later. */
  private void forgo(String pid) {
    String from = named(pid);
    if (parts.lease().live().contains(from)
        && !parts.site().tag().isSite(from)
        && parts.directory().hasRoomFor(from)) {
      String here = parts.site().tag().value();
      parts
          .directory()
          .tell(from, Message.text(new Message.Claim(MoveId.begin(), here, pid, "", 0)));
    }
  }

  private void leave(RoomKey room, PeerId peer) {
    parts.rooms().submit(Pending.leave(room, peer, parts.site().tag()));
  }

  boolean isEmpty() {
    return arrivals.isEmpty();
  }

  private static String hash(String pid) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(pid.getBytes(UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}

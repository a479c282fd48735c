package io.chatsignal.signaling;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One connected socket's side of the domain: who it is, and its rooms as it knows them. Owned by
 * the socket's loop; everything but {@link #id} is called there only.
 *
 * <p>News of its rooms reach it in the order in which they happened, through {@link #accept} and
 * through its loop's mailbox, so what it holds is what its client has been told. Only relays come
 * past the rooms' order, and wait if they are ahead of it.
 */
public final class Peer {
  private final PeerId id;
  private final Mailbox mailbox;
  private final TokenBucket requests;
  private final TokenBucket relays;
  private final RequestQueue queue = new RequestQueue();

  // Made when they are needed: most connections are in no room most of the time.
  private Map<RoomKey, Room> rooms = Collections.emptyMap();
  private Set<RoomKey> waiting = Collections.emptySet();
  private List<Early> early = Collections.emptyList();

  private Opaque peerinfo = Opaque.NONE;
  private @Nullable Session session;
  private @Nullable RoomKey inFlight;
  private boolean ended;

  private record Early(PeerEvent.Relayed relay, Runnable forward) {}

  /** Hands tasks to the loop that owns a peer. */
  @FunctionalInterface
  public interface Mailbox {
    /** Runs the task on the loop, after those before it, and never within this call. Any thread. */
    void post(Runnable task);
  }

  public Peer(PeerId id, Mailbox mailbox, Limits limits, long nowNanos) {
    this.id = id;
    this.mailbox = mailbox;
    this.requests = new TokenBucket(limits.requests(), nowNanos);
    this.relays = new TokenBucket(limits.relays(), nowNanos);
  }

  /** One that was on another node until now, in these rooms or waiting at them. */
  public static Peer arriving(
      PeerId id, Mailbox mailbox, Limits limits, long nowNanos, PeerState state) {
    Peer peer = new Peer(id, mailbox, limits, nowNanos);
    peer.peerinfo = state.peerinfo();
    peer.session = state.session().orElse(null);
    for (Room room : state.rooms()) {
      if (room.hasMember(id)) {
        peer.enter(room);
      } else {
        peer.await(room.key());
      }
    }
    return peer;
  }

  public PeerId id() {
    return id;
  }

  public boolean isAuthenticated() {
    return session != null;
  }

  /** Whose token it came with; empty until it has authenticated. */
  public Optional<AppName> app() {
    return session().map(Session::app);
  }

  /** Whether its rate allows one more request. */
  public boolean mayRequest(long nowNanos) {
    return requests.take(nowNanos);
  }

  /** Whether its rate allows one more relay. */
  public boolean mayRelay(long nowNanos) {
    return relays.take(nowNanos);
  }

  /**
   * Takes note of an event.
   *
   * @param forward tells the client, now, later, or never if the event has come too late
   * @return false if there is no room for a relay that is ahead of the news: its sender was told
   *     that it is on its way, so this peer has to start anew
   */
  public boolean accept(PeerEvent event, Runnable forward) {
    if (ended) {
      return true;
    }
    if (event instanceof PeerEvent.Relayed relay) {
      return receive(relay, forward);
    }
    learn(event);
    forward.run();
    reconsiderEarly(event.key());
    return true;
  }

  private void learn(PeerEvent event) {
    switch (event) {
      case PeerEvent.JoinAccepted accepted -> {
        waiting.remove(accepted.key());
        enter(accepted.room());
      }
      case PeerEvent.JoinRejected rejected -> waiting.remove(rejected.key());
      case PeerEvent.JoinAbandoned abandoned -> waiting.remove(abandoned.key());
      case PeerEvent.UserJoined joined -> enter(joined.room());
      case PeerEvent.UserLeft left -> enter(left.room());
      case PeerEvent.OwnerChanged changed -> enter(changed.room());
      case PeerEvent.Kicked kicked -> rooms.remove(kicked.key());
      case PeerEvent.JoinRequested _, PeerEvent.JoinCancelled _, PeerEvent.Relayed _ -> {}
    }
  }

  /** The sender saw both in the room; here it is checked once more, as either may have left. */
  private boolean receive(PeerEvent.Relayed relay, Runnable forward) {
    Room room = rooms.get(relay.key());
    if (room != null && room.hasMember(relay.from())) {
      forward.run();
    } else if (isAhead(relay, room)) {
      return keepEarly(new Early(relay, forward));
    }
    return true;
  }

  private boolean keepEarly(Early relay) {
    if (early.size() >= Limits.EARLY_RELAYS) {
      return false;
    }
    if (early.isEmpty()) {
      early = new ArrayList<>();
    }
    return early.add(relay);
  }

  /** Takes note of a room as it is now. */
  private void enter(Room room) {
    if (rooms.isEmpty()) {
      rooms = new HashMap<>();
    }
    rooms.put(room.key(), room);
  }

  private void await(RoomKey key) {
    if (waiting.isEmpty()) {
      waiting = new HashSet<>();
    }
    waiting.add(key);
  }

  /** Whether the sender knows of a change, its own joining or this peer's, that is on its way. */
  private boolean isAhead(PeerEvent.Relayed relay, @Nullable Room room) {
    return room == null ? waiting.contains(relay.key()) : relay.roomVersion() > room.version();
  }

  private void reconsiderEarly(RoomKey key) {
    if (early.isEmpty()) {
      return;
    }
    List<Early> all = new ArrayList<>(early);
    early.clear();
    for (Early each : all) {
      if (each.relay().key().equals(key)) {
        receive(each.relay(), each.forward());
      } else {
        early.add(each);
      }
    }
  }

  /** One command of its own is with the store; the requests behind it wait. */
  void begin(RoomCommand command) {
    inFlight = command.room();
    queue.hold();
  }

  /** Takes note of what came of its own command; false if it is gone and nobody waits for it. */
  boolean settle(RoomCommand command, Step step) {
    if (ended) {
      return false;
    }
    inFlight = null;
    RoomKey key = command.room();
    switch (command) {
      case RoomCommand.Create _ when step instanceof Step.Changed changed -> enter(changed.room());
      case RoomCommand.Join _ when step instanceof Step.Changed -> await(key);
      case RoomCommand.Leave _ when step instanceof Step.Changed || step instanceof Step.Ended -> {
        rooms.remove(key);
        waiting.remove(key);
        reconsiderEarly(key);
      }
      case RoomCommand.Create _,
          RoomCommand.Join _,
          RoomCommand.Leave _,
          RoomCommand.Accept _,
          RoomCommand.Reject _,
          RoomCommand.Kick _,
          RoomCommand.Move _ -> {}
    }
    return true;
  }

  /** The rooms that count on it, or may do so. */
  public Set<RoomKey> places() {
    Set<RoomKey> places = new HashSet<>(rooms.keySet());
    places.addAll(waiting);
    if (inFlight != null) {
      places.add(inFlight);
    }
    return places;
  }

  /** What it takes along to another node, where it has to be idle. Its rooms keep their place. */
  public PeerState pack() {
    return new PeerState(session(), peerinfo, List.of());
  }

  /** Goes on elsewhere: nothing is for it here any more. Returns the relays that were too early. */
  public List<PeerEvent.Relayed> depart() {
    List<PeerEvent.Relayed> ahead = early.stream().map(Early::relay).toList();
    end();
    return ahead;
  }

  /** Nothing reaches it any more. Returns the rooms that may still count on it. */
  Set<RoomKey> end() {
    Set<RoomKey> left = places();
    ended = true;
    queue.close();
    rooms.clear();
    waiting.clear();
    early.clear();
    return left;
  }

  Optional<Session> session() {
    return Optional.ofNullable(session);
  }

  void open(Session opened) {
    session = opened;
  }

  Opaque peerinfo() {
    return peerinfo;
  }

  void describe(Opaque described) {
    peerinfo = described;
  }

  Optional<Room> room(RoomKey key) {
    return Optional.ofNullable(rooms.get(key));
  }

  boolean hasPlaceFor(RoomKey key, RoomLimits limits) {
    return rooms.size() + waiting.size() < limits.perPeer()
        || rooms.containsKey(key)
        || waiting.contains(key);
  }

  RequestQueue queue() {
    return queue;
  }

  void post(Runnable task) {
    mailbox.post(task);
  }

  /** Answers from elsewhere, unless there is nobody left to be answered. Any thread. */
  void postAnswer(Runnable answer) {
    mailbox.post(() -> {
      if (!ended) {
        answer.run();
      }
    });
  }
}

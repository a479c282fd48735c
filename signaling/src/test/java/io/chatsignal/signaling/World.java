package io.chatsignal.signaling;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The domain without sockets: peers whose mailboxes are emptied when the test says so. */
final class World implements Directory {
  static final long NOW = 1_800_000_000L;
  static final Tokens TOKENS =
      new Tokens(TokenKeys.of(List.of("0123456789abcdef0123456789abcdef")), 3600);

  private final Map<PeerId, Seat> seats = new LinkedHashMap<>();
  private final Limits limits;
  private final Set<PeerId> cutOff = new HashSet<>();
  final MemoryRoomStore rooms;
  final Signaling signaling;
  private final Slow slow;

  World() {
    this(Limits.defaults(), RoomScope.DEPLOYMENT);
  }

  World(Limits limits, RoomScope scope) {
    this.limits = limits;
    this.rooms = new MemoryRoomStore(limits.rooms(), this);
    this.slow = new Slow(rooms);
    this.signaling = new Signaling(slow, this, TOKENS, limits, scope);
  }

  /** A store that can be told to keep commands back for a while. */
  private static final class Slow implements RoomStore {
    private final RoomStore rooms;
    private final Deque<Runnable> kept = new ArrayDeque<>();
    private boolean keeping;

    Slow(RoomStore rooms) {
      this.rooms = rooms;
    }

    @Override
    public void submit(RoomCommand command, Consumer<Step> settled) {
      if (keeping) {
        kept.add(() -> rooms.submit(command, settled));
      } else {
        rooms.submit(command, settled);
      }
    }
  }

  void keepCommandsBack() {
    slow.keeping = true;
  }

  void letCommandsGo() {
    slow.keeping = false;
    while (!slow.kept.isEmpty()) {
      slow.kept.remove().run();
    }
  }

  @Override
  public void deliver(Collection<PeerId> to, PeerEvent event) {
    for (PeerId id : to) {
      Seat seat = seats.get(id);
      if (seat != null) {
        seat.mailbox.add(() -> seat.peer.accept(event, () -> seat.seen.add(event)));
      }
    }
  }

  @Override
  public void relay(Collection<PeerId> to, PeerEvent.Relayed relayed, Consumer<Passing> outcome) {
    if (Collections.disjoint(to, cutOff)) {
      deliver(to, relayed);
      outcome.accept(Passing.PASSED);
    } else {
      outcome.accept(Passing.UNREACHABLE);
    }
  }

  /** Makes a peer one that nothing gets through to for now. */
  void cutOff(Seat seat) {
    cutOff.add(seat.id());
  }

  /** A socket that has connected, and no more. */
  Seat connect(String id) {
    Seat seat = new Seat(new PeerId(id));
    seats.put(seat.peer.id(), seat);
    return seat;
  }

  /** A peer with a session token. */
  Seat enter(String id) {
    return enter(id, Sample.APP);
  }

  Seat enter(String id, AppName app) {
    Seat seat = connect(id);
    String token = TOKENS.issueApp(app, NOW);
    Answer answer = seat.ask(new Request.Authenticate(token, Sample.info(id), Opaque.NONE));
    seat.auth = ((Answer.Authenticated) answer).token();
    return seat;
  }

  /** A room with these members, the first of whom created it; nobody has anything left to read. */
  void gather(String room, Seat owner, Seat... guests) {
    owner.ask(owner.create(room));
    for (Seat guest : guests) {
      guest.ask(guest.join(room));
      owner.ask(owner.accept(room, guest.id()));
    }
    run();
    seats.values().forEach(seat -> seat.seen.clear());
  }

  /** Lets everybody read all of their mail. */
  void run() {
    while (seats.values().stream().anyMatch(Seat::readOne)) {
      // Until nobody has any.
    }
  }

  /** The same, with loops that go at random speeds. */
  void run(Random random) {
    List<Seat> all = new ArrayList<>(seats.values());
    while (all.stream().anyMatch(seat -> !seat.mailbox.isEmpty())) {
      all.get(random.nextInt(all.size())).readOne();
    }
  }

  /** One connected socket, from the side of its client. */
  final class Seat {
    final Peer peer;
    final Deque<Runnable> mailbox = new ArrayDeque<>();
    final List<Object> seen = new ArrayList<>();
    private String auth = "";

    Seat(PeerId id) {
      this.peer = new Peer(id, mailbox::add, limits, 0);
    }

    PeerId id() {
      return peer.id();
    }

    String auth() {
      return auth;
    }

    void use(String token) {
      auth = token;
    }

    /** Sends the request after reading all mail, as a socket does; its answer comes as mail. */
    void send(Request request) {
      readAll();
      signaling.handle(peer, request, NOW, seen::add);
    }

    /** Sends the request, and lets everybody read until the answer has come. */
    Answer ask(Request request) {
      Answer[] answer = new Answer[1];
      readAll();
      signaling.handle(peer, request, NOW, given -> answer[0] = given);
      run();
      @Nullable Answer given = answer[0];
      if (given == null) {
        throw new AssertionError("no answer to " + request);
      }
      return given;
    }

    boolean readOne() {
      Runnable next = mailbox.poll();
      if (next == null) {
        return false;
      }
      next.run();
      return true;
    }

    void readAll() {
      while (readOne()) {
        // Until there is no more.
      }
    }

    /** What its client has been told since it was last asked. */
    List<Object> read() {
      readAll();
      List<Object> told = List.copyOf(seen);
      seen.clear();
      return told;
    }

    void disconnect() {
      seats.remove(peer.id());
      signaling.disconnect(peer);
    }

    Request create(String room) {
      return new Request.CreateRoom(auth, new RoomName(room), Opaque.NONE);
    }

    Request join(String room) {
      return new Request.JoinRoom(auth, new RoomName(room), Sample.NOTE);
    }

    Request leave(String room) {
      return new Request.LeaveRoom(auth, new RoomName(room), Sample.NOTE);
    }

    Request accept(String room, PeerId candidate) {
      return new Request.AcceptJoin(auth, new RoomName(room), candidate, Sample.NOTE);
    }

    Request reject(String room, PeerId candidate) {
      return new Request.RejectJoin(auth, new RoomName(room), candidate, Sample.NOTE);
    }

    Request kick(String room, PeerId member) {
      return new Request.Kick(auth, new RoomName(room), member, Sample.NOTE);
    }

    Request relay(String room, PeerId to, String content) {
      return relay(room, new Request.Target.One(to), content);
    }

    Request relayToAll(String room, String content) {
      return relay(room, new Request.Target.AllOthers(), content);
    }

    private Request relay(String room, Request.Target target, String content) {
      Signal signal = new Signal(Signal.Kind.MESSAGE, new Opaque(content));
      return new Request.Relay(auth, new RoomName(room), target, signal, Opaque.NONE);
    }
  }
}

package io.chatsignal.signaling;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * What each request of a peer does. Has no state of its own: call it on the peer's loop, with the
 * peer's mailbox drained, so that a request is judged by what has happened before it.
 */
public final class Signaling {
  private final RoomStore rooms;
  private final Directory directory;
  private final Tokens tokens;
  private final Limits limits;
  private final RoomScope scope;

  public Signaling(
      RoomStore rooms, Directory directory, Tokens tokens, Limits limits, RoomScope scope) {
    this.rooms = rooms;
    this.directory = directory;
    this.tokens = tokens;
    this.limits = limits;
    this.scope = scope;
  }

  /**
   * Serves the request in its turn.
   *
   * @param answer called once, on the peer's loop, unless the peer disconnects before
   */
  public void handle(Peer peer, Request request, long epochSeconds, Consumer<Answer> answer) {
    Runnable turn =
        () -> {
          switch (request) {
            case Request.Authenticate authenticate ->
                answer.accept(authenticate(peer, authenticate, epochSeconds));
            case Request.Signed signed when !recognizes(peer, signed.auth(), epochSeconds) ->
                answer.accept(new Answer.Unauthorized());
            case Request.Signed signed -> serve(peer, signed, answer);
          }
        };
    if (!peer.queue().offer(request.characters(), turn)) {
      answer.accept(new Answer.Refused(Rejection.RATE_LIMITED));
    }
  }

  /** The peer is gone for good. Nobody can reach it any more; it leaves its rooms. */
  public void disconnect(Peer peer) {
    for (RoomKey key : peer.end()) {
      rooms.submit(new RoomCommand.Leave(key, peer.id(), Opaque.NONE), _ -> {});
    }
  }

  /** Whether this is a session token that is valid for this peer. */
  public boolean recognizes(Peer peer, String auth, long epochSeconds) {
    Optional<Session> current = peer.session();
    if (current.isPresent() && current.get().hasToken(auth)) {
      return current.get().isLiveAt(epochSeconds);
    }
    // An earlier token of this socket, or one from another node that it was connected to before.
    Optional<Session> presented = tokens.verifySession(auth, peer.id(), epochSeconds);
    if (presented.isPresent() && current.isEmpty()) {
      peer.open(presented.get());
      return true;
    }
    return presented.isPresent() && presented.get().app().equals(current.get().app());
  }

  private Answer authenticate(Peer peer, Request.Authenticate request, long epochSeconds) {
    Optional<AppName> app = tokens.verifyApp(request.token(), epochSeconds);
    if (app.isEmpty()) {
      return new Answer.Refused(Rejection.TOKEN_NOT_VALID);
    }
    // The rooms that it is in were reached through its app: that can't change under them.
    if (peer.session().isPresent() && !peer.session().get().app().equals(app.get())) {
      return new Answer.Refused(Rejection.OTHER_APP);
    }
    for (Opaque part : List.of(request.payload(), request.peerinfo())) {
      if (!part.fitsIn(limits.payloadBytes())) {
        return new Answer.Refused(tooLong("payload or peerinfo"));
      }
    }
    if (request.peerinfo().isPresent()) {
      peer.describe(request.peerinfo());
    }
    Session session = tokens.issueSession(app.get(), peer.id(), epochSeconds);
    peer.open(session);
    return new Answer.Authenticated(session.token());
  }

  private void serve(Peer peer, Request.Signed request, Consumer<Answer> answer) {
    AppName app = peer.session().orElseThrow().app();
    RoomKey key = scope.key(app, request.room());
    Optional<Rejection> refusal = judgeSizes(peer, request, key);
    if (refusal.isPresent()) {
      answer.accept(new Answer.Refused(refusal.get()));
      return;
    }
    PeerId id = peer.id();
    Opaque payload = request.payload();
    switch (request) {
      case Request.Relay relay -> relay(peer, key, relay, answer);
      case Request.CreateRoom _ ->
          submit(peer, new RoomCommand.Create(key, id, peer.peerinfo()), answer);
      case Request.JoinRoom _ ->
          submit(peer, new RoomCommand.Join(key, id, peer.peerinfo(), payload), answer);
      case Request.AcceptJoin accept ->
          submit(peer, new RoomCommand.Accept(key, id, accept.candidate(), payload), answer);
      case Request.RejectJoin reject ->
          submit(peer, new RoomCommand.Reject(key, id, reject.candidate(), payload), answer);
      case Request.Kick kick ->
          submit(peer, new RoomCommand.Kick(key, id, kick.member(), payload), answer);
      case Request.LeaveRoom _ -> submit(peer, new RoomCommand.Leave(key, id, payload), answer);
    }
  }

  private Optional<Rejection> judgeSizes(Peer peer, Request.Signed request, RoomKey key) {
    if (!request.payload().fitsIn(limits.payloadBytes())) {
      return Optional.of(tooLong("payload"));
    }
    int characters = limits.rooms().nameCharacters();
    if (request.room().characters() > characters) {
      return Optional.of(
          Rejection.tooLarge("A room's name has at most " + characters + " characters"));
    }
    boolean entering = request instanceof Request.CreateRoom || request instanceof Request.JoinRoom;
    if (entering && !peer.hasPlaceFor(key, limits.rooms())) {
      return Optional.of(
          Rejection.tooLarge(
              "Nobody can be in more than " + limits.rooms().perPeer() + " rooms at once"));
    }
    return Optional.empty();
  }

  private Rejection tooLong(String what) {
    return Rejection.tooLarge(
        "The " + what + " is larger than " + limits.payloadBytes() + " bytes");
  }

  /** Takes no lock and asks no store: the peer holds the room as its client knows it. */
  private void relay(Peer peer, RoomKey key, Request.Relay relay, Consumer<Answer> answer) {
    Optional<Room> held = peer.room(key);
    if (held.isEmpty()) {
      answer.accept(new Answer.Refused(Rejection.NOT_A_MEMBER));
      return;
    }
    Room room = held.get();
    switch (relay.target()) {
      case Request.Target.One(PeerId to) when !room.hasMember(to) ->
          answer.accept(new Answer.Refused(Rejection.NO_SUCH_MEMBER));
      case Request.Target.One(PeerId to) -> pass(List.of(to), peer, room, relay, answer);
      case Request.Target.AllOthers() ->
          pass(room.membersBut(peer.id()), peer, room, relay, answer);
    }
  }

  /** The requests behind it don't wait for what becomes of it; those to one target keep order. */
  private void pass(
      List<PeerId> to, Peer peer, Room room, Request.Relay relay, Consumer<Answer> answer) {
    PeerEvent.Relayed relayed =
        new PeerEvent.Relayed(room, peer.id(), relay.signal(), relay.payload());
    Outcome outcome = new Outcome(peer, answer);
    directory.relay(to, relayed, outcome);
    outcome.handedOver();
  }

  /**
   * Answers a relay, on the peer's loop: at once where what became of it is known at once. Of the
   * two calls, whichever comes second answers.
   */
  private static final class Outcome implements Consumer<Directory.Passing> {
    private final Peer peer;
    private final Consumer<Answer> answer;
    private final AtomicBoolean second = new AtomicBoolean();
    private Directory.Passing passing = Directory.Passing.PASSED;

    Outcome(Peer peer, Consumer<Answer> answer) {
      this.peer = peer;
      this.answer = answer;
    }

    /** Any thread. */
    @Override
    public void accept(Directory.Passing known) {
      passing = known;
      if (second.getAndSet(true)) {
        peer.postAnswer(this::give);
      }
    }

    /** The relay is on its way, or there already. */
    void handedOver() {
      if (second.getAndSet(true)) {
        give();
      }
    }

    private void give() {
      answer.accept(
          switch (passing) {
            case PASSED -> new Answer.Done();
            case UNREACHABLE -> new Answer.Refused(Rejection.UNREACHABLE);
          });
    }
  }

  private void submit(Peer peer, RoomCommand command, Consumer<Answer> answer) {
    peer.begin(command);
    rooms.submit(command, step -> peer.post(() -> settle(peer, command, step, answer)));
  }

  private static void settle(Peer peer, RoomCommand command, Step step, Consumer<Answer> answer) {
    if (peer.settle(command, step)) {
      answer.accept(answer(command, step));
      peer.queue().release();
    }
  }

  private static Answer answer(RoomCommand command, Step step) {
    return switch (step) {
      case Step.Changed _ when command instanceof RoomCommand.Create create ->
          new Answer.Created(create.room().name());
      case Step.Changed _, Step.Ended _ -> new Answer.Done();
      case Step.Unchanged unchanged -> new Answer.AlreadyIn(unchanged.room(), command.by());
      case Step.Refused refused -> new Answer.Refused(refused.rejection());
    };
  }
}

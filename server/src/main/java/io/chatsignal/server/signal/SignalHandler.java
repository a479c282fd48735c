package io.chatsignal.server.signal;

import io.chatsignal.engineio.CloseReason;
import io.chatsignal.redis.Hop;
import io.chatsignal.server.signal.Reading.Echo;
import io.chatsignal.signaling.Answer;
import io.chatsignal.signaling.Opaque;
import io.chatsignal.signaling.Peer;
import io.chatsignal.signaling.PeerEvent;
import io.chatsignal.signaling.PeerId;
import io.chatsignal.signaling.PeerState;
import io.chatsignal.signaling.RejectCode;
import io.chatsignal.signaling.Rejection;
import io.chatsignal.signaling.Request;
import io.chatsignal.signaling.RoomKey;
import io.chatsignal.socketio.Event;
import io.chatsignal.socketio.OutgoingEvent;
import io.chatsignal.transport.SocketHandler;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One client: its events become requests, and what comes of them becomes events and
 * acknowledgements. Owned by its socket's loop; only {@link #post} is for others.
 */
final class SignalHandler implements SocketHandler {
  private static final Rejection UNKNOWN_EVENT =
      new Rejection(RejectCode.UNKNOWN_EVENT, "This server knows no such event");
  private static final Rejection TOO_LARGE =
      Rejection.tooLarge("The message is larger than this server takes");

  /** A name is repeated up to here: enough to find the mistake by. */
  private static final int SHOWN_NAME_LENGTH = 64;

  private final SignalLink link;
  private final SignalService service;
  private final Peer peer;

  /** Counts what comes from the client and what goes to it, to tell when nothing is under way. */
  private int exchanged;

  private int exchangedAtLastLook = -1;

  /** Requests and relays that were taken and have no answer yet. */
  private int unanswered;

  /** Waits for the end of a request that is with the room store; null for nobody. */
  private @Nullable Consumer<List<RoomKey>> idleWaiter;

  /** Where relays go since the peer is on another node; null while it is here. */
  private @Nullable Consumer<PeerEvent.Relayed> onward;

  private volatile long passedOnNanos;

  SignalHandler(Peer peer, SignalLink link, SignalService service) {
    this.link = link;
    this.service = service;
    this.peer = peer;
  }

  PeerId id() {
    return peer.id();
  }

  // ---- from the client

  /** First its rate, then its token, then what it asks for. */
  @Override
  public void onEvent(Event event) {
    exchanged++;
    Optional<ClientEvent> named = ClientEvent.named(event.name());
    if (named.isEmpty()) {
      refuseUnknown(event);
      return;
    }
    ClientEvent name = named.get();
    unanswered++;
    long startNanos = service.clock().nowNanos();
    if (!mayGoOn(name, startNanos)) {
      Reply reply = new Reply(link, name, event, Echo.NOTHING);
      answer(reply, new Answer.Refused(Rejection.RATE_LIMITED), startNanos);
      return;
    }
    if (!name.isRelay()) {
      service.watch().began(id(), name.wireName(), startNanos);
    }
    Reading reading = RequestReader.read(name, event);
    Reply reply = new Reply(link, name, event, fitting(reading.echo()));
    long epochSeconds = service.clock().nowEpochSeconds();
    switch (reading) {
      case Reading.Understood(Request request, _) ->
          service
              .signaling()
              .handle(peer, request, epochSeconds, answer -> answer(reply, answer, startNanos));
      case Reading.Unreadable(String auth, Rejection rejection, _) -> {
        boolean known =
            name == ClientEvent.AUTH_REQUEST
                || service.signaling().recognizes(peer, auth, epochSeconds);
        Answer answer = known ? new Answer.Refused(rejection) : new Answer.Unauthorized();
        answer(reply, answer, startNanos);
      }
    }
  }

  private void answer(Reply reply, Answer answer, long startNanos) {
    unanswered--;
    exchanged++;
    reply.give(answer, this::iceServers);
    Trail.answered(peer.id(), reply.name(), reply.echo().room(), answer);
    service.counters().answered(reply.name(), answer, service.clock().nowNanos() - startNanos);
    if (!reply.name().isRelay()) {
      service.watch().answered(peer, startNanos, reply.echo().room(), answer);
    }
    if (idleWaiter != null) {
      link.post(this::tellIdleWaiter);
    }
  }

  private Optional<String> iceServers() {
    return service.ice().grant(this);
  }

  private boolean mayGoOn(ClientEvent name, long nowNanos) {
    return name.isRelay() ? peer.mayRelay(nowNanos) : peer.mayRequest(nowNanos);
  }

  /** What is over its limit isn't sent back either. */
  private Echo fitting(Echo echo) {
    String room = echo.room();
    int characters = room.codePointCount(0, room.length());
    boolean fits = echo.payload().fitsIn(service.limits().payloadBytes());
    return new Echo(
        characters <= service.limits().rooms().nameCharacters() ? room : "",
        fits ? echo.payload() : Opaque.NONE);
  }

  private void refuseUnknown(Event event) {
    Rejection rejection =
        peer.mayRequest(service.clock().nowNanos()) ? UNKNOWN_EVENT : Rejection.RATE_LIMITED;
    JsonObject data = new JsonObject().string("event", shown(event.name()));
    refuseRequest(EventWriter.rejected(data, rejection));
    Reply.refuseCallback(event, rejection);
    service.counters().refusedUnknown(rejection.code());
  }

  private static String shown(String name) {
    if (name.length() <= SHOWN_NAME_LENGTH) {
      return name;
    }
    return name.substring(0, name.offsetByCodePoints(0, SHOWN_NAME_LENGTH / 2)) + "…";
  }

  @Override
  public void onMalformed(String detail) {
    refuseRequest(EventWriter.rejected(new JsonObject(), Rejection.invalid(detail)));
  }

  @Override
  public void onTooLarge() {
    refuseRequest(EventWriter.rejected(new JsonObject(), TOO_LARGE));
  }

  private void refuseRequest(JsonObject data) {
    link.emit(data.event(ClientEvent.REQUEST_REJECT));
  }

  @Override
  public void onDisconnect(CloseReason reason) {
    service.remove(this);
    service.watch().left(id());
    service.signaling().disconnect(peer);
    Trail.left(peer.id(), reason);
  }

  // ---- from elsewhere

  /** Hands over an event for this peer. Any thread. */
  void post(PeerEvent event, OutgoingEvent written) {
    link.post(() -> {
      Consumer<PeerEvent.Relayed> next = onward;
      if (next == null) {
        accept(event, written);
      } else if (event instanceof PeerEvent.Relayed relayed) {
        // News of its rooms it gets where it is; relays come this way until all know where that is.
        passOn(relayed, next);
      }
    });
  }

  private void accept(PeerEvent event, OutgoingEvent written) {
    boolean whole =
        peer.accept(
            event,
            () -> {
              exchanged++;
              link.emit(written);
            });
    if (!whole) {
      link.dismiss();
    }
  }

  private void passOn(PeerEvent.Relayed relayed, Consumer<PeerEvent.Relayed> next) {
    passedOnNanos = service.clock().nowNanos();
    next.accept(relayed);
  }

  /** Runs on the loop after what was posted before. Any thread. */
  void afterMail(Runnable done) {
    link.post(done);
  }

  // ---- to another node

  /** Tells which rooms count on the peer as soon as none of its requests is under way. */
  void whenIdle(Consumer<List<RoomKey>> waiter) {
    idleWaiter = waiter;
    tellIdleWaiter();
  }

  private void tellIdleWaiter() {
    Consumer<List<RoomKey>> waiter = idleWaiter;
    if (waiter != null && unanswered == 0) {
      idleWaiter = null;
      waiter.accept(List.copyOf(peer.places()));
    }
  }

  /** What it takes along. */
  PeerState pack() {
    return peer.pack();
  }

  /** The peer is on another node from now on, with all that {@link #pack} has told. */
  void goOn(Hop hop) {
    onward = hop.way();
    passedOnNanos = service.clock().nowNanos();
    service.depart(this, hop.number());
    peer.depart().forEach(relayed -> passOn(relayed, hop.way()));
    Trail.departed(peer.id());
  }

  /** When it last had something to pass on. Any thread. */
  long passedOnNanos() {
    return passedOnNanos;
  }

  /** Sends new TURN passwords. Any thread. */
  void renewIceServers() {
    link.post(() ->
        iceServers()
            .ifPresent(servers ->
                link.emit(new JsonObject().json("ice_servers", servers).event("ice-servers"))));
  }

  /** Asks the client to leave by itself after that time. Any thread. */
  void announceEnd(long retryAfterMillis) {
    JsonObject data = new JsonObject().json("retry_after_ms", Long.toString(retryAfterMillis));
    link.post(() -> link.emitOnce(data.event("server-drain")));
  }

  /** Ends the socket in a way that lets its client connect again. Any thread. */
  void dismiss() {
    link.post(link::dismiss);
  }

  /**
   * Sends the client away if it waits for no answer, and nothing came from it or went to it since
   * this was last called. Any thread.
   */
  void dismissIfQuiet() {
    link.post(() -> {
      if (unanswered == 0 && exchanged == exchangedAtLastLook) {
        if (service.hasOthers()) {
          link.letGo();
        } else {
          link.dismiss();
        }
      }
      exchangedAtLastLook = exchanged;
    });
  }

  /**
   * Ends the connection if no request is under way, and there is another node where the client can
   * go on. Any thread.
   */
  void letGoWhenIdle() {
    link.post(() -> {
      if (unanswered == 0 && service.hasOthers()) {
        link.letGo();
      }
    });
  }

  /** Ends the socket unless it has authenticated by now. Any thread. */
  void requireAuthentication() {
    link.post(() -> {
      if (!peer.isAuthenticated()) {
        link.end(CloseReason.AUTH_TIMEOUT);
      }
    });
  }
}

package io.chatsignal.server.signal;

import io.chatsignal.engineio.CloseReason;
import io.chatsignal.server.signal.Reading.Echo;
import io.chatsignal.signaling.Opaque;
import io.chatsignal.signaling.Peer;
import io.chatsignal.signaling.PeerEvent;
import io.chatsignal.signaling.PeerId;
import io.chatsignal.signaling.RejectCode;
import io.chatsignal.signaling.Rejection;
import io.chatsignal.signaling.Request;
import io.chatsignal.socketio.Event;
import io.chatsignal.socketio.OutgoingEvent;
import io.chatsignal.transport.SocketHandler;
import java.util.Optional;

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

  SignalHandler(PeerId id, SignalLink link, SignalService service) {
    this.link = link;
    this.service = service;
    this.peer = new Peer(id, link, service.limits(), service.clock().nowNanos());
  }

  PeerId id() {
    return peer.id();
  }

  // ---- from the client

  /** First its rate, then its token, then what it asks for. */
  @Override
  public void onEvent(Event event) {
    Optional<ClientEvent> known = ClientEvent.named(event.name());
    if (known.isEmpty()) {
      refuseUnknown(event);
      return;
    }
    ClientEvent name = known.get();
    if (!mayGoOn(name)) {
      new Reply(link, name, event, Echo.NOTHING).refuse(Rejection.RATE_LIMITED);
      return;
    }
    Reading reading = RequestReader.read(name, event);
    Reply reply = new Reply(link, name, event, fitting(reading.echo()));
    long epochSeconds = service.clock().nowEpochSeconds();
    switch (reading) {
      case Reading.Understood(Request request, _) ->
          service
              .signaling()
              .handle(peer, request, epochSeconds, answer -> reply.give(answer, this::iceServers));
      case Reading.Unreadable(String auth, Rejection rejection, _) -> {
        if (name == ClientEvent.AUTH_REQUEST
            || service.signaling().recognizes(peer, auth, epochSeconds)) {
          reply.refuse(rejection);
        } else {
          reply.refuseUnauthorized();
        }
      }
    }
  }

  private Optional<String> iceServers() {
    return service.ice().grant(this);
  }

  private boolean mayGoOn(ClientEvent name) {
    long nowNanos = service.clock().nowNanos();
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
    service.signaling().disconnect(peer);
  }

  // ---- from elsewhere

  /** Hands over an event for this peer. Any thread. */
  void post(PeerEvent event, OutgoingEvent written) {
    link.post(() -> peer.accept(event, () -> link.emit(written)));
  }

  /** Sends new TURN passwords. Any thread. */
  void renewIceServers() {
    link.post(() ->
        iceServers()
            .ifPresent(servers ->
                link.emit(new JsonObject().json("ice_servers", servers).event("ice-servers"))));
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

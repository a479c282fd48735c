package io.chatsignal.server.signal;

import static io.chatsignal.server.signal.Fields.Field.AUTH;
import static io.chatsignal.server.signal.Fields.Field.ICE_CANDIDATE;
import static io.chatsignal.server.signal.Fields.Field.MESSAGE;
import static io.chatsignal.server.signal.Fields.Field.PAYLOAD;
import static io.chatsignal.server.signal.Fields.Field.PEERINFO;
import static io.chatsignal.server.signal.Fields.Field.PEER_ID;
import static io.chatsignal.server.signal.Fields.Field.ROOM;
import static io.chatsignal.server.signal.Fields.Field.SESSION_DESCRIPTION;
import static io.chatsignal.server.signal.Fields.Field.TO;
import static io.chatsignal.server.signal.Fields.Field.TOKEN;

import io.chatsignal.server.signal.Fields.Field;
import io.chatsignal.server.signal.Reading.Echo;
import io.chatsignal.signaling.Opaque;
import io.chatsignal.signaling.PeerId;
import io.chatsignal.signaling.Rejection;
import io.chatsignal.signaling.Request;
import io.chatsignal.signaling.RoomName;
import io.chatsignal.signaling.Signal;
import io.chatsignal.socketio.Event;
import java.util.Optional;

/** Makes requests of what clients send. */
final class RequestReader {
  private RequestReader() {}

  /** Reads an event's first argument; further ones mean nothing. */
  static Reading read(ClientEvent name, Event event) {
    String json = event.args().isEmpty() ? "{}" : event.args().getFirst();
    Fields fields =
        name == ClientEvent.AUTH_REQUEST ? Fields.ofObjectOr(TOKEN, json) : Fields.ofObject(json);
    Echo echo = echo(fields);
    try {
      fields.requireSound();
      requireText(event);
      return new Reading.Understood(request(name, fields), echo);
    } catch (InvalidFieldException e) {
      Rejection rejection = Rejection.invalid(e.sentence());
      return new Reading.Unreadable(fields.textOrNothing(AUTH), rejection, echo);
    }
  }

  private static void requireText(Event event) throws InvalidFieldException {
    if (!event.attachments().isEmpty()) {
      throw new InvalidFieldException("binary attachments have no place in this event");
    }
  }

  private static Echo echo(Fields fields) {
    String room = fields.textOrNothing(ROOM);
    return new Echo(RoomName.parse(room).isPresent() ? room : "", fields.opaque(PAYLOAD));
  }

  private static Request request(ClientEvent name, Fields fields) throws InvalidFieldException {
    Opaque payload = fields.opaque(PAYLOAD);
    String auth = fields.textOrNothing(AUTH);
    return switch (name) {
      case AUTH_REQUEST ->
          new Request.Authenticate(fields.requireText(TOKEN), fields.opaque(PEERINFO), payload);
      case ROOM_CREATE_REQUEST -> new Request.CreateRoom(auth, roomOrMadeUp(fields), payload);
      case ROOM_JOIN_REQUEST -> new Request.JoinRoom(auth, room(fields), payload);
      case ROOM_JOIN_ACCEPT ->
          new Request.AcceptJoin(auth, room(fields), peer(fields, PEER_ID, TO), payload);
      case ROOM_JOIN_REJECT ->
          new Request.RejectJoin(auth, room(fields), peer(fields, PEER_ID, TO), payload);
      case ROOM_LEAVE -> new Request.LeaveRoom(auth, room(fields), payload);
      case ROOM_KICK -> new Request.Kick(auth, room(fields), peer(fields, PEER_ID, TO), payload);
      case RELAY_SESSION_DESCRIPTION ->
          relay(fields, Signal.Kind.SESSION_DESCRIPTION, SESSION_DESCRIPTION);
      case RELAY_ICE_CANDIDATE -> relay(fields, Signal.Kind.ICE_CANDIDATE, ICE_CANDIDATE);
      case RELAY_MESSAGE -> relay(fields, Signal.Kind.MESSAGE, MESSAGE);
    };
  }

  private static Request relay(Fields fields, Signal.Kind kind, Field content)
      throws InvalidFieldException {
    Optional<PeerId> to = optionalPeer(fields, TO, PEER_ID);
    if (to.isEmpty() && kind != Signal.Kind.MESSAGE) {
      throw new InvalidFieldException(TO.wireName() + " is missing");
    }
    return new Request.Relay(
        fields.textOrNothing(AUTH),
        room(fields),
        to.<Request.Target>map(Request.Target.One::new).orElseGet(Request.Target.AllOthers::new),
        new Signal(kind, fields.requireOpaque(content)),
        fields.opaque(PAYLOAD));
  }

  private static RoomName roomOrMadeUp(Fields fields) throws InvalidFieldException {
    return fields.text(ROOM).isPresent() ? room(fields) : RoomName.madeUp();
  }

  private static RoomName room(Fields fields) throws InvalidFieldException {
    return RoomName.parse(fields.requireText(ROOM))
        .orElseThrow(() ->
            new InvalidFieldException(
                "room must have at least one character and no control characters"));
  }

  private static PeerId peer(Fields fields, Field strong, Field weak) throws InvalidFieldException {
    return optionalPeer(fields, strong, weak)
        .orElseThrow(() -> new InvalidFieldException(strong.wireName() + " is missing"));
  }

  /** Two fields name the other peer: where both stand, the strong one counts. */
  private static Optional<PeerId> optionalPeer(Fields fields, Field strong, Field weak)
      throws InvalidFieldException {
    Optional<PeerId> first = peerIn(fields, strong);
    Optional<PeerId> second = peerIn(fields, weak);
    return first.isPresent() ? first : second;
  }

  private static Optional<PeerId> peerIn(Fields fields, Field field) throws InvalidFieldException {
    Optional<String> text = fields.text(field);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    Optional<PeerId> peer = PeerId.parse(text.get());
    if (peer.isEmpty()) {
      throw new InvalidFieldException(field.wireName() + " is not a peer's id");
    }
    return peer;
  }
}

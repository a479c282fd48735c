package io.chatsignal.server.signal;

import io.chatsignal.signaling.Candidate;
import io.chatsignal.signaling.Member;
import io.chatsignal.signaling.Opaque;
import io.chatsignal.signaling.PeerEvent;
import io.chatsignal.signaling.PeerId;
import io.chatsignal.signaling.RejectCode;
import io.chatsignal.signaling.Rejection;
import io.chatsignal.signaling.Room;
import io.chatsignal.signaling.RoomKey;
import io.chatsignal.signaling.Signal;
import io.chatsignal.socketio.OutgoingEvent;

/** Writes what peers are told, once for however many there are. */
final class EventWriter {
  private static final Opaque EMPTY = new Opaque("{}");

  private EventWriter() {}

  static OutgoingEvent write(PeerEvent event) {
    return switch (event) {
      case PeerEvent.JoinRequested(RoomKey key, Candidate candidate) ->
          event(
              "room-join-request",
              room(key)
                  .string("peer_id", candidate.id().value())
                  .opaque("peerinfo", candidate.peerinfo())
                  .opaque("payload", candidate.payload()));
      case PeerEvent.JoinCancelled(RoomKey key, PeerId candidate) ->
          event("room-join-cancel", room(key).string("peer_id", candidate.value()));
      case PeerEvent.JoinAccepted(Room room, PeerId peer, Opaque payload) ->
          event("room-join-accept", joined(room, peer, payload));
      case PeerEvent.JoinRejected(RoomKey key, PeerId candidate, Opaque payload) ->
          event(
              "room-join-reject",
              rejected(room(key).string("peer_id", candidate.value()), Rejection.REFUSED_BY_OWNER)
                  .opaque("payload", payload));
      case PeerEvent.JoinAbandoned(RoomKey key) ->
          event("room-join-reject", rejected(room(key), Rejection.ROOM_NOT_FOUND));
      case PeerEvent.UserJoined(Room room, Member member, Opaque payload) ->
          event("room-user-join", member(room, member, payload));
      case PeerEvent.UserLeft(Room room, Member member, Opaque payload) ->
          event("room-user-leave", member(room, member, payload));
      case PeerEvent.OwnerChanged(Room room, PeerId owner) ->
          event("room-owner-change", room(room.key()).string("peer_id", owner.value()));
      case PeerEvent.Kicked(RoomKey key, Opaque payload) ->
          event("room-kicked", room(key).opaque("payload", payload));
      case PeerEvent.Relayed relayed -> relayed(relayed);
    };
  }

  private static OutgoingEvent relayed(PeerEvent.Relayed relayed) {
    String name = name(relayed.signal().kind());
    return event(
        name,
        room(relayed.key())
            .string("peer_id", relayed.from().value())
            .json(name.replace('-', '_'), relayed.signal().content().json())
            .opaque("payload", relayed.payload()));
  }

  private static String name(Signal.Kind kind) {
    return switch (kind) {
      case SESSION_DESCRIPTION -> "session-description";
      case ICE_CANDIDATE -> "ice-candidate";
      case MESSAGE -> "message";
    };
  }

  private static JsonObject member(Room room, Member member, Opaque payload) {
    return room(room.key())
        .string("peer_id", member.id().value())
        .opaque("peerinfo", member.peerinfo())
        .opaque("payload", payload);
  }

  /** What one who is in the room is told of it. */
  static JsonObject joined(Room room, PeerId peer, Opaque payload) {
    StringBuilder peers = new StringBuilder("[");
    JsonObject peersinfo = new JsonObject();
    for (Member member : room.members().values()) {
      if (!member.id().equals(peer)) {
        if (peers.length() > 1) {
          peers.append(',');
        }
        JsonObject.quote(member.id().value(), peers);
      }
      Opaque peerinfo = member.peerinfo().isPresent() ? member.peerinfo() : EMPTY;
      peersinfo.json(member.id().value(), peerinfo.json());
    }
    return room(room.key())
        .string("peer_id", peer.value())
        .json("peers", peers.append(']').toString())
        .json("peersinfo", peersinfo.text())
        .opaque("payload", payload);
  }

  static JsonObject rejected(JsonObject start, Rejection rejection) {
    return start.string("code", wireName(rejection.code())).string("message", rejection.message());
  }

  private static String wireName(RejectCode code) {
    return switch (code) {
      case INVALID -> "invalid";
      case NOT_FOUND -> "not_found";
      case FORBIDDEN -> "forbidden";
      case CONFLICT -> "conflict";
      case TOO_LARGE -> "too_large";
      case RATE_LIMITED -> "rate_limited";
      case UNKNOWN_EVENT -> "unknown_event";
      case UNAVAILABLE -> "unavailable";
    };
  }

  private static JsonObject room(RoomKey key) {
    return new JsonObject().string("room", key.name().value());
  }

  static OutgoingEvent event(String name, JsonObject data) {
    return OutgoingEvent.of(name, data.text());
  }
}

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
import io.chatsignal.socketio.JsonText;
import io.chatsignal.socketio.OutgoingEvent;

/** Writes what peers are told, once for however many there are. */
final class EventWriter {
  private static final Opaque EMPTY = new Opaque("{}");

  private EventWriter() {}

  static OutgoingEvent write(PeerEvent event) {
    return switch (event) {
      case PeerEvent.JoinRequested(RoomKey key, Candidate candidate) ->
          inRoom(key)
              .string("peer_id", candidate.id().value())
              .opaque("peerinfo", candidate.peerinfo())
              .opaque("payload", candidate.payload())
              .event("room-join-request");
      case PeerEvent.JoinCancelled(RoomKey key, PeerId candidate) ->
          inRoom(key).string("peer_id", candidate.value()).event("room-join-cancel");
      case PeerEvent.JoinAccepted(Room room, PeerId peer, Opaque payload) ->
          joined(room, peer, payload).event("room-join-accept");
      case PeerEvent.JoinRejected(RoomKey key, PeerId candidate, Opaque payload) ->
          rejected(inRoom(key).string("peer_id", candidate.value()), Rejection.REFUSED_BY_OWNER)
              .opaque("payload", payload)
              .event("room-join-reject");
      case PeerEvent.JoinAbandoned(RoomKey key) ->
          rejected(inRoom(key), Rejection.ROOM_NOT_FOUND).event("room-join-reject");
      case PeerEvent.UserJoined(Room room, Member member, Opaque payload) ->
          member(room, member, payload).event("room-user-join");
      case PeerEvent.UserLeft(Room room, Member member, Opaque payload) ->
          member(room, member, payload).event("room-user-leave");
      case PeerEvent.OwnerChanged(Room room, PeerId owner) ->
          inRoom(room.key()).string("peer_id", owner.value()).event("room-owner-change");
      case PeerEvent.Kicked(RoomKey key, Opaque payload) ->
          inRoom(key).opaque("payload", payload).event("room-kicked");
      case PeerEvent.Relayed relayed -> relayed(relayed);
    };
  }

  private static OutgoingEvent relayed(PeerEvent.Relayed relayed) {
    String content = relayed.signal().content().json();
    JsonObject data =
        new JsonObject(content.length() + relayed.payload().json().length())
            .string("room", relayed.key().name().value())
            .string("peer_id", relayed.from().value());
    switch (relayed.signal().kind()) {
      case SESSION_DESCRIPTION -> data.json("session_description", content);
      case ICE_CANDIDATE -> data.json("ice_candidate", content);
      case MESSAGE -> data.json("message", content);
    }
    return data.opaque("payload", relayed.payload()).event(name(relayed.signal().kind()));
  }

  private static String name(Signal.Kind kind) {
    return switch (kind) {
      case SESSION_DESCRIPTION -> "session-description";
      case ICE_CANDIDATE -> "ice-candidate";
      case MESSAGE -> "message";
    };
  }

  private static JsonObject member(Room room, Member member, Opaque payload) {
    return inRoom(room.key())
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
        JsonText.quote(member.id().value(), peers);
      }
      Opaque peerinfo = member.peerinfo().isPresent() ? member.peerinfo() : EMPTY;
      peersinfo.json(member.id().value(), peerinfo.json());
    }
    return inRoom(room.key())
        .string("peer_id", peer.value())
        .json("peers", peers.append(']').toString())
        .json("peersinfo", peersinfo.text())
        .opaque("payload", payload);
  }

  static JsonObject rejected(JsonObject start, Rejection rejection) {
    return start.string("code", wireName(rejection.code())).string("message", rejection.message());
  }

  static String wireName(RejectCode code) {
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

  private static JsonObject inRoom(RoomKey key) {
    return new JsonObject().string("room", key.name().value());
  }
}

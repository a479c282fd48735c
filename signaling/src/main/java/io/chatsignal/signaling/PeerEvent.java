package io.chatsignal.signaling;

/**
 * What a peer is told without having asked. Those that change who is in a room carry the room as it
 * then is, so that whoever holds its value holds the newest.
 */
public sealed interface PeerEvent {
  RoomKey key();

  /** To the owners: somebody asks to come in, or asks again. */
  record JoinRequested(RoomKey key, Candidate candidate) implements PeerEvent {}

  /** To the owners: a candidate has withdrawn or is gone. */
  record JoinCancelled(RoomKey key, PeerId candidate) implements PeerEvent {}

  /** To the candidate: it is a member now. */
  record JoinAccepted(Room room, PeerId peer, Opaque payload) implements PeerEvent {
    @Override
    public RoomKey key() {
      return room.key();
    }
  }

  /** To the candidate: an owner said no. */
  record JoinRejected(RoomKey key, PeerId candidate, Opaque payload) implements PeerEvent {}

  /** To a candidate: the room ended before anybody decided. */
  record JoinAbandoned(RoomKey key) implements PeerEvent {}

  /** To the other members. */
  record UserJoined(Room room, Member member, Opaque payload) implements PeerEvent {
    @Override
    public RoomKey key() {
      return room.key();
    }
  }

  /** To the members that stay. */
  record UserLeft(Room room, Member member, Opaque payload) implements PeerEvent {
    @Override
    public RoomKey key() {
      return room.key();
    }
  }

  /** To the members: the last owner has left, and this one follows. */
  record OwnerChanged(Room room, PeerId owner) implements PeerEvent {
    @Override
    public RoomKey key() {
      return room.key();
    }
  }

  /** To the one whom an owner put out. */
  record Kicked(RoomKey key, Opaque payload) implements PeerEvent {}

  /**
   * To a member, from another one.
   *
   * @param roomVersion of the room as the sender saw it
   */
  record Relayed(RoomKey key, long roomVersion, PeerId from, Signal signal, Opaque payload)
      implements PeerEvent {
    public Relayed(Room room, PeerId from, Signal signal, Opaque payload) {
      this(room.key(), room.version(), from, signal, payload);
    }
  }
}

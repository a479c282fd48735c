package io.chatsignal.signaling;

import java.util.List;
import java.util.Optional;

/**
 * What a peer brings along from another node.
 *
 * @param rooms that it is in or waits at, as its client knows them
 */
public record PeerState(Optional<Session> session, Opaque peerinfo, List<Room> rooms) {
  public PeerState {
    rooms = List.copyOf(rooms);
  }

  /** The same, with the rooms as they were found on the way. */
  public PeerState into(List<Room> found) {
    return new PeerState(session, peerinfo, found);
  }
}

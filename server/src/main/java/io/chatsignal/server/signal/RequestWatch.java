package io.chatsignal.server.signal;

import io.chatsignal.signaling.Answer;
import io.chatsignal.signaling.Peer;
import io.chatsignal.signaling.PeerId;
import io.chatsignal.signaling.RoomStore;

/**
 * Sees each request that is served from its arrival to its answer. Relays are none of its business:
 * they are too many, and each takes too little. Called on the loop of the peer.
 */
public interface RequestWatch {

  /** Nobody watches. */
  RequestWatch NONE =
      new RequestWatch() {
        @Override
        public void began(PeerId peer, String event, long startNanos) {}

        @Override
        public void answered(Peer peer, long startNanos, String room, Answer answer) {}

        @Override
        public void left(PeerId peer) {}

        @Override
        public RoomStore watched(RoomStore shared) {
          return shared;
        }
      };

  /** One peer's requests are told apart by when they came. */
  void began(PeerId peer, String event, long startNanos);

  /**
   * The answer to a request that began before, or to one that was refused unseen.
   *
   * @param room as the client wrote it; empty where it named none
   */
  void answered(Peer peer, long startNanos, String room, Answer answer);

  /** What it has not been answered, it never will be. */
  void left(PeerId peer);

  /** The rooms that nodes share, so that the steps of a request there are seen too. */
  RoomStore watched(RoomStore shared);
}

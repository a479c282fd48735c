package io.chatsignal.redis;

import io.chatsignal.signaling.PeerId;
import io.chatsignal.signaling.Room;
import java.util.List;

/**
 * A peer that has come from another node.
 *
 * @param packed what {@link LocalSessions#pack} gave there
 * @param rooms its rooms, as they were when they learned that it is here
 * @param ready to be called, on any thread, when the peer can be delivered to: what has happened
 *     since is waiting for that
 */
public record Arrived(PeerId peer, String packed, List<Room> rooms, Runnable ready) {
  public Arrived {
    rooms = List.copyOf(rooms);
  }
}

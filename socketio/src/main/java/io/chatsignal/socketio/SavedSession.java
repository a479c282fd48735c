package io.chatsignal.socketio;

import java.util.List;

/**
 * A session whose client is away, as it is carried to another server.
 *
 * @param pid the secret by which the client comes back
 * @param seen the number of the last event that the client has
 * @param missed the events behind it
 */
public record SavedSession(String id, String pid, long seen, List<OutgoingEvent> missed) {
  public SavedSession {
    missed = List.copyOf(missed);
  }
}

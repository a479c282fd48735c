package io.chatsignal.transport;

import io.chatsignal.socketio.SavedSession;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Fetches what a client has left on another server. Any thread may use it. */
@FunctionalInterface
public interface Elsewhere {
  /**
   * A session that came from there.
   *
   * @param handler who serves its socket from now on
   */
  record Fetched(SavedSession session, Function<Socket, SocketHandler> handler) {}

  /**
   * Looks for the session with that secret, which goes on after {@code offset} without a gap.
   * Completes in a short while whatever happens; with nothing, the client starts anew.
   */
  CompletionStage<Optional<Fetched>> fetch(String namespace, String pid, String offset);
}

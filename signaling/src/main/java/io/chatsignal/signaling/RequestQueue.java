package io.chatsignal.signaling;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Serves one peer's requests strictly one after the other: while one is with the room store, those
 * behind it wait here, so many and no more. Owned by the peer's loop.
 */
final class RequestQueue {
  /** Null until one has to wait, as few ever do. */
  private @Nullable Deque<Waiting> waiting;

  private int characters;
  private boolean busy;

  private record Waiting(int characters, Runnable request) {}

  /** Runs the request now or in its turn; false if too much waits already. */
  boolean offer(int characters, Runnable request) {
    if (!busy) {
      request.run();
      return true;
    }
    Deque<Waiting> line = line();
    if (line.size() >= Limits.PENDING_REQUESTS
        || this.characters + characters > Limits.PENDING_CHARACTERS) {
      return false;
    }
    line.add(new Waiting(characters, request));
    this.characters += characters;
    return true;
  }

  private Deque<Waiting> line() {
    if (waiting == null) {
      waiting = new ArrayDeque<>();
    }
    return waiting;
  }

  /** Called by the request that runs: those behind it wait from now on. */
  void hold() {
    busy = true;
  }

  /** That request is done: the next ones run, up to one that holds again. */
  void release() {
    busy = false;
    while (!busy && waiting != null && !waiting.isEmpty()) {
      Waiting next = waiting.remove();
      characters -= next.characters();
      next.request().run();
    }
  }

  /** Nothing runs any more. */
  void close() {
    waiting = null;
    characters = 0;
    busy = true;
  }
}

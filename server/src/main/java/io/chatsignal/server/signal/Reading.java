package io.chatsignal.server.signal;

import io.chatsignal.signaling.Opaque;
import io.chatsignal.signaling.Rejection;
import io.chatsignal.signaling.Request;

/** What became of an event's argument. */
sealed interface Reading {
  Echo echo();

  record Understood(Request request, Echo echo) implements Reading {}

  /**
   * It makes no request.
   *
   * @param auth the session token all the same, as only who has a valid one is told more
   */
  record Unreadable(String auth, Rejection rejection, Echo echo) implements Reading {}

  /**
   * What an answer repeats of the request.
   *
   * @param room empty where none was named properly
   */
  record Echo(String room, Opaque payload) {
    static final Echo NOTHING = new Echo("", Opaque.NONE);
  }
}

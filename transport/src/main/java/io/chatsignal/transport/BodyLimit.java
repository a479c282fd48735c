package io.chatsignal.transport;

import org.jspecify.annotations.Nullable;

/**
 * How large a request's body may be, decided when its head is there, and who waits for it.
 *
 * @param session whose POST it is; null for all other requests
 */
record BodyLimit(int maxBytes, @Nullable EngineConnection session) {
  /** The body is there. */
  void complete() {
    if (session != null) {
      session.endPost();
    }
  }

  /** The body will never be there. */
  void abandon() {
    complete();
  }

  /** The body is over the limit. */
  void exceed() {
    if (session != null) {
      session.endPost();
      session.with((open, now) -> open.failTooLarge(now));
    }
  }
}

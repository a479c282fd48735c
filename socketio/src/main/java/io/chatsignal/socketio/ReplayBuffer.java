package io.chatsignal.socketio;

import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The events that a client may not have received yet, for the case that its connection breaks.
 * Every event has a number; the client tells the last one that it saw.
 *
 * <p>A heartbeat bounds what is kept: its ping travels behind the events, so its answer says that
 * they arrived. Past {@code maxBytes} the oldest events go too, and with them the chance of a
 * client that has not seen them.
 */
final class ReplayBuffer {
  private final int maxBytes;

  /** Null while empty: most sessions are idle. */
  private @Nullable ArrayDeque<OutgoingEvent> events;

  /** The number of the newest event that is no longer kept; zero stands for none. */
  private long floor;

  private long last;
  private long pingMark;
  private int bytes;

  ReplayBuffer(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** Keeps an event and gives it its number. */
  long add(OutgoingEvent event) {
    if (events == null) {
      events = new ArrayDeque<>(4);
    }
    events.add(event);
    last++;
    bytes += event.sizeBytes();
    while (bytes > maxBytes && floor < last) {
      forgetOldest();
    }
    return last;
  }

  void pingSent() {
    pingMark = last;
  }

  void pingAnswered() {
    forgetThrough(pingMark);
  }

  /** Whether a client that saw {@code offset} last can be given all that it missed. */
  boolean reaches(long offset) {
    return offset >= floor && offset <= last;
  }

  /** What a client that saw {@code offset} last has missed, in order; the rest is forgotten. */
  List<OutgoingEvent> after(long offset) {
    forgetThrough(offset);
    pingMark = 0;
    return events == null ? List.of() : List.copyOf(events);
  }

  long floor() {
    return floor;
  }

  private void forgetThrough(long number) {
    while (floor < number && floor < last) {
      forgetOldest();
    }
  }

  private void forgetOldest() {
    ArrayDeque<OutgoingEvent> kept = events;
    if (kept == null) {
      return;
    }
    bytes -= kept.remove().sizeBytes();
    floor++;
    if (kept.isEmpty()) {
      events = null;
    }
  }
}

package io.chatsignal.server.signal;

import io.chatsignal.signaling.Opaque;
import io.chatsignal.socketio.JsonText;
import io.chatsignal.socketio.OutgoingEvent;
import java.util.List;

/**
 * Writes one JSON object, member by member. By hand, as it is all that we ever write: a few strings
 * of ours, and the text of others spliced in as it came.
 */
final class JsonObject {
  /** What the fields of ours come to in most events. */
  private static final int SMALL = 160;

  private final StringBuilder members;

  JsonObject() {
    this(0);
  }

  /**
   * @param opaqueCharacters how many characters of others' text will go into it
   */
  JsonObject(int opaqueCharacters) {
    members = new StringBuilder(SMALL + opaqueCharacters);
  }

  JsonObject string(String name, String value) {
    start(name);
    JsonText.quote(value, members);
    return this;
  }

  /** Text that is JSON already. */
  JsonObject json(String name, String json) {
    start(name);
    members.append(json);
    return this;
  }

  /** Left out where there is none. */
  JsonObject opaque(String name, Opaque value) {
    return value.isPresent() ? json(name, value.json()) : this;
  }

  private void start(String name) {
    if (!members.isEmpty()) {
      members.append(',');
    }
    members.append('"').append(name).append("\":");
  }

  /** The object as it is now. */
  String text() {
    return wrap("{");
  }

  /** The same as the acknowledgement of a request that was granted. */
  String acknowledgement() {
    return wrap(members.isEmpty() ? "{\"ok\":true" : "{\"ok\":true,");
  }

  /** The same as the data of an event, the name of which needs no quoting. */
  OutgoingEvent event(String name) {
    return new OutgoingEvent(wrap("\"" + name + "\",{"), List.of());
  }

  private String wrap(String start) {
    return start + members + '}';
  }
}

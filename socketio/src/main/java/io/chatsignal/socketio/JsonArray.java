package io.chatsignal.socketio;

import io.chatsignal.engineio.MalformedPacketException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The data of an event or acknowledgement: a checked array, its elements as text. Where attachments
 * are announced it also checks their placeholders, each of which must stand exactly once.
 */
final class JsonArray {
  private static final List<String> RESERVED =
      List.of(
          "connect",
          "connect_error",
          "disconnect",
          "disconnecting",
          "newListener",
          "removeListener");

  private final List<String> elements;
  private final @Nullable String name;

  private JsonArray(List<String> elements, @Nullable String name) {
    this.elements = elements;
    this.name = name;
  }

  /** Reads the array that begins at {@code start} and ends with the text. */
  static JsonArray read(String json, int start, int attachments) throws MalformedPacketException {
    JsonCursor cursor = new JsonCursor(json, start);
    if (!cursor.passes('[')) {
      throw new MalformedPacketException("the data must be an array");
    }
    List<String> elements = new ArrayList<>(2);
    String name = null;
    if (!cursor.passes(']')) {
      do {
        boolean text = cursor.next() == '"';
        int elementStart = cursor.position();
        if (text && elements.isEmpty()) {
          name = cursor.string();
        } else {
          cursor.passValue();
        }
        elements.add(json.substring(elementStart, cursor.position()));
      } while (cursor.passes(','));
      cursor.pass(']');
    }
    cursor.passEnd();
    if (attachments > 0) {
      Placeholders.check(json, start, attachments);
    }
    return new JsonArray(elements, name);
  }

  List<String> elements() {
    return elements;
  }

  /** The first element, which names an event. */
  String eventName() throws MalformedPacketException {
    if (name == null) {
      throw new MalformedPacketException("an event's name must be a string");
    }
    if (RESERVED.contains(name)) {
      throw new MalformedPacketException("the event's name is reserved");
    }
    return name;
  }

  /** The elements behind the name. */
  List<String> arguments() {
    return elements.subList(1, elements.size());
  }
}

package io.chatsignal.socketio;

import io.chatsignal.engineio.MalformedPacketException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * The data of an event or acknowledgement: a checked array, its elements as text. Reads the text
 * once; where attachments are announced it also checks their placeholders, each of which must stand
 * exactly once.
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

  static JsonArray read(String json, int attachments) throws MalformedPacketException {
    Reader reader = new Reader(attachments);
    List<String> elements = JsonText.elements(json, reader);
    reader.placeholders.requireAll();
    return new JsonArray(elements, reader.name);
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

  private static final class Reader implements JsonText.JsonVisitor {
    private final Placeholders placeholders;
    private @Nullable String name;

    Reader(int attachments) {
      placeholders = new Placeholders(attachments);
    }

    @Override
    public void visit(JsonParser parser, JsonToken token, int index)
        throws MalformedPacketException {
      if (index == 0 && token == JsonToken.VALUE_STRING) {
        name = parser.getString();
      } else if (token.isScalarValue()) {
        parser.getStringLength();
      } else if (placeholders.areExpected()) {
        placeholders.read(parser);
      } else {
        parser.skipChildren();
      }
    }
  }
}

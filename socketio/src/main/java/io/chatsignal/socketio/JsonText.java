package io.chatsignal.socketio;

import io.chatsignal.engineio.MalformedPacketException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;

/** Strict, bounded reading of JSON text that a peer sent, and quoting of our own. */
public final class JsonText {
  /** Deep enough for any real document; a parser's context is a small object per level. */
  private static final int MAX_DEPTH = 1000;

  static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
          // Peers choose the names: interned ones would never be freed.
          .disable(TokenStreamFactory.Feature.INTERN_PROPERTY_NAMES)
          .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
          .build();

  private JsonText() {}

  /** {@code value} as a JSON string. */
  public static String quote(String value) {
    StringWriter text = new StringWriter(value.length() + 2);
    try (JsonGenerator generator = FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
      generator.writeString(value);
    }
    return text.toString();
  }

  /**
   * The string at {@code name} in the object {@code json}; nothing where it is absent or no string.
   * The text has been checked before.
   */
  public static Optional<String> stringField(String json, String name) {
    try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), json)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return Optional.empty();
      }
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        boolean found = parser.currentName().equals(name);
        JsonToken value = parser.nextToken();
        if (found) {
          return value == JsonToken.VALUE_STRING
              ? Optional.of(parser.getString())
              : Optional.empty();
        }
        parser.skipChildren();
      }
      return Optional.empty();
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }

  /** Checks that {@code json} is one well-formed object and nothing else. */
  static void requireObject(String json) throws MalformedPacketException {
    try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), json)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new MalformedPacketException("the data must be an object");
      }
      parser.skipChildren();
      requireEnd(parser);
    } catch (JacksonException e) {
      throw new MalformedPacketException("invalid JSON");
    }
  }

  private static void requireEnd(JsonParser parser) throws MalformedPacketException {
    if (parser.nextToken() != null) {
      throw new MalformedPacketException("data behind the end of the packet");
    }
  }

  /** The elements of the array {@code json}, each as the text it was written in. */
  static List<String> elements(String json, JsonVisitor visitor) throws MalformedPacketException {
    try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), json)) {
      if (parser.nextToken() != JsonToken.START_ARRAY) {
        throw new MalformedPacketException("the data must be an array");
      }
      List<String> elements = new ArrayList<>(2);
      JsonToken token = parser.nextToken();
      while (token != JsonToken.END_ARRAY) {
        int start = (int) parser.currentTokenLocation().getCharOffset();
        visitor.visit(parser, token, elements.size());
        int end = (int) parser.currentLocation().getCharOffset();
        elements.add(json.substring(start, end));
        token = parser.nextToken();
      }
      requireEnd(parser);
      return elements;
    } catch (JacksonException e) {
      throw new MalformedPacketException("invalid JSON");
    }
  }

  /** Reads one element up to its end; a scalar has to be read in full, since tokens are lazy. */
  @FunctionalInterface
  interface JsonVisitor {
    void visit(JsonParser parser, JsonToken token, int index) throws MalformedPacketException;
  }
}

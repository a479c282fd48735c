package io.chatsignal.server.signal;

import io.chatsignal.signaling.Opaque;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;

/**
 * The fields of an event's argument, found in one pass over its text. What is passed on is cut out
 * as it stands; everything unknown is passed over. A field of the wrong type counts only where it
 * is asked for.
 */
final class Fields {
  /** How a field's value is taken. */
  private enum Form {
    TEXT,
    OPAQUE
  }

  /** All that any event may carry. */
  enum Field {
    AUTH("auth", Form.TEXT),
    TOKEN("token", Form.TEXT),
    ROOM("room", Form.TEXT),
    TO("to", Form.TEXT),
    PEER_ID("peer_id", Form.TEXT),
    PAYLOAD("payload", Form.OPAQUE),
    PEERINFO("peerinfo", Form.OPAQUE),
    SESSION_DESCRIPTION("session_description", Form.OPAQUE),
    ICE_CANDIDATE("ice_candidate", Form.OPAQUE),
    MESSAGE("message", Form.OPAQUE);

    private static final Map<String, Field> BY_NAME =
        Arrays.stream(values()).collect(Collectors.toMap(Field::wireName, Function.identity()));

    private final String wireName;
    private final Form form;

    Field(String wireName, Form form) {
      this.wireName = wireName;
      this.form = form;
    }

    String wireName() {
      return wireName;
    }
  }

  /**
   * The protocol layer has checked the text with the same depth; how long it may be is the
   * transport's limit, and nothing here takes more time or memory than that.
   */
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(1000).build())
          // Peers choose the names: a table of them would be theirs to fill.
          .disable(TokenStreamFactory.Feature.INTERN_PROPERTY_NAMES)
          .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
          .build();

  /** Strings as they read, opaque values as they were written. */
  private final EnumMap<Field, String> values = new EnumMap<>(Field.class);

  private final EnumSet<Field> seen = EnumSet.noneOf(Field.class);
  private final EnumSet<Field> ofWrongType = EnumSet.noneOf(Field.class);
  private String fault = "";

  private Fields() {}

  /** Reads the fields of an object. */
  static Fields ofObject(String json) {
    Fields fields = new Fields();
    try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), json)) {
      if (parser.nextToken() == JsonToken.START_OBJECT) {
        fields.readObject(parser, json);
      } else {
        fields.fault = "the argument must be an object";
      }
    } catch (JacksonException e) {
      fields.fault = "the argument is not valid JSON";
    }
    return fields;
  }

  /** The same, where a string alone stands for one field. */
  static Fields ofObjectOr(Field field, String json) {
    if (!json.startsWith("\"")) {
      return ofObject(json);
    }
    Fields fields = new Fields();
    try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), json)) {
      parser.nextToken();
      fields.values.put(field, parser.getString());
    } catch (JacksonException e) {
      fields.fault = "the argument is not valid JSON";
    }
    return fields;
  }

  private void readObject(JsonParser parser, String json) {
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      Field field = Field.BY_NAME.get(parser.currentName());
      JsonToken value = parser.nextToken();
      if (field == null) {
        parser.skipChildren();
      } else if (!seen.add(field)) {
        fault = field.wireName() + " is there twice";
        parser.skipChildren();
      } else {
        readValue(parser, value, field, json);
      }
    }
  }

  private void readValue(JsonParser parser, JsonToken value, Field field, String json) {
    if (value == JsonToken.VALUE_NULL) {
      return; // As good as absent.
    }
    if (field.form == Form.OPAQUE) {
      values.put(field, cutOut(parser, value, json));
    } else if (value == JsonToken.VALUE_STRING) {
      values.put(field, parser.getString());
    } else {
      ofWrongType.add(field);
      parser.skipChildren();
    }
  }

  private static String cutOut(JsonParser parser, JsonToken value, String json) {
    int start = (int) parser.currentTokenLocation().getCharOffset();
    if (value.isScalarValue()) {
      parser.finishToken(); // Scalars are read lazily, and the end is wanted.
    } else {
      parser.skipChildren();
    }
    return json.substring(start, (int) parser.currentLocation().getCharOffset());
  }

  /** Fails if the argument as a whole can't be taken. */
  void requireSound() throws InvalidFieldException {
    if (!fault.isEmpty()) {
      throw new InvalidFieldException(fault);
    }
  }

  Optional<String> text(Field field) throws InvalidFieldException {
    if (ofWrongType.contains(field)) {
      throw new InvalidFieldException(field.wireName() + " must be a string");
    }
    return Optional.ofNullable(values.get(field));
  }

  String requireText(Field field) throws InvalidFieldException {
    return text(field).orElseThrow(() -> missing(field));
  }

  Opaque opaque(Field field) {
    String json = values.get(field);
    return json == null ? Opaque.NONE : new Opaque(json);
  }

  Opaque requireOpaque(Field field) throws InvalidFieldException {
    Opaque value = opaque(field);
    if (!value.isPresent()) {
      throw missing(field);
    }
    return value;
  }

  /** Empty unless there is a string. */
  String textOrNothing(Field field) {
    return values.getOrDefault(field, "");
  }

  private static InvalidFieldException missing(Field field) {
    return new InvalidFieldException(field.wireName() + " is missing");
  }
}

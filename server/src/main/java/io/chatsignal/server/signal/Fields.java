package io.chatsignal.server.signal;

import io.chatsignal.engineio.MalformedPacketException;
import io.chatsignal.signaling.Opaque;
import io.chatsignal.socketio.JsonCursor;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

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

  /** Strings as they read, opaque values as they were written. */
  private final EnumMap<Field, String> values = new EnumMap<>(Field.class);

  private final EnumSet<Field> seen = EnumSet.noneOf(Field.class);
  private final EnumSet<Field> ofWrongType = EnumSet.noneOf(Field.class);
  private String fault = "";

  private Fields() {}

  /** Reads the fields of an object. */
  static Fields ofObject(String json) {
    Fields fields = new Fields();
    JsonCursor cursor = new JsonCursor(json);
    try {
      if (cursor.passes('{')) {
        fields.readObject(cursor, json);
      } else {
        fields.fault = "the argument must be an object";
      }
    } catch (MalformedPacketException e) {
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
    try {
      fields.values.put(field, new JsonCursor(json).string());
    } catch (MalformedPacketException e) {
      fields.fault = "the argument is not valid JSON";
    }
    return fields;
  }

  private void readObject(JsonCursor cursor, String json) throws MalformedPacketException {
    if (cursor.passes('}')) {
      return;
    }
    do {
      Field field = Field.BY_NAME.get(cursor.string());
      cursor.pass(':');
      if (field == null) {
        cursor.passValue();
      } else if (!seen.add(field)) {
        fault = field.wireName() + " is there twice";
        cursor.passValue();
      } else {
        readValue(cursor, field, json);
      }
    } while (cursor.passes(','));
    cursor.pass('}');
  }

  private void readValue(JsonCursor cursor, Field field, String json)
      throws MalformedPacketException {
    char kind = cursor.next();
    int start = cursor.position();
    if (kind == '"' && field.form == Form.TEXT) {
      values.put(field, cursor.string());
      return;
    }
    cursor.passValue();
    if (kind == 'n') {
      return; // null is as good as absent.
    }
    if (field.form == Form.OPAQUE) {
      values.put(field, json.substring(start, cursor.position()));
    } else {
      ofWrongType.add(field);
    }
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

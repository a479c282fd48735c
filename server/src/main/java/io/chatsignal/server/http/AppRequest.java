package io.chatsignal.server.http;

import java.io.Serial;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/**
 * What {@code POST /app} is asked. Either field may be missing here; what that means is the
 * endpoint's business.
 */
record AppRequest(Optional<String> app, Optional<String> password) {

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(16).build())
          .build();

  /** How a body is written, told by its Content-Type. */
  enum Format {
    JSON,
    FORM;

    static Optional<Format> of(String contentType) {
      String[] parts = contentType.toLowerCase(Locale.ROOT).split(";", 2);
      String parameters = parts.length == 2 ? parts[1].replaceAll("[\\s\"]", "") : "";
      boolean utf8 = parameters.isEmpty() || parameters.equals("charset=utf-8");
      if (!utf8) {
        return Optional.empty();
      }
      return switch (parts[0].strip()) {
        case "application/json" -> Optional.of(JSON);
        case "application/x-www-form-urlencoded" -> Optional.of(FORM);
        default -> Optional.empty();
      };
    }
  }

  /** A body that is not what its Content-Type says. */
  static final class Malformed extends Exception {
    @Serial private static final long serialVersionUID = 1L;

    Malformed(String message) {
      super(message);
    }
  }

  static AppRequest read(Format format, byte[] body) throws Malformed {
    Map<String, String> fields =
        switch (format) {
          case JSON -> readJson(utf8(body));
          case FORM -> Form.read(utf8(body));
        };
    return new AppRequest(
        Optional.ofNullable(fields.get("app")), Optional.ofNullable(fields.get("password")));
  }

  /** The fields that are strings; others can't be meant. */
  private static Map<String, String> readJson(String text) throws Malformed {
    Map<String, String> fields = new HashMap<>();
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), text)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new Malformed("the body is not a JSON object");
      }
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = parser.currentName();
        if (parser.nextToken() == JsonToken.VALUE_STRING) {
          fields.put(name, parser.getString());
        } else {
          parser.skipChildren();
        }
      }
      if (parser.nextToken() != null) {
        throw new Malformed("something follows the JSON object");
      }
      return fields;
    } catch (JacksonException _) {
      throw new Malformed("the body is not valid JSON");
    }
  }

  /** Strict, because a JSON parser that is given bytes accepts sequences that are no UTF-8. */
  private static String utf8(byte[] body) throws Malformed {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
    } catch (CharacterCodingException _) {
      throw new Malformed("the body is not UTF-8");
    }
  }
}

package io.chatsignal.server.http;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/** Reads a body of {@code application/x-www-form-urlencoded}, refusing what is ambiguous. */
final class Form {

  private Form() {}

  static Map<String, String> read(String body) throws AppRequest.Malformed {
    Map<String, String> fields = new HashMap<>();
    for (String pair : body.split("&", -1)) {
      if (pair.isEmpty()) {
        continue;
      }
      int equals = pair.indexOf('=');
      String name = decode(equals < 0 ? pair : pair.substring(0, equals));
      String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
      if (fields.put(name, value) != null) {
        throw new AppRequest.Malformed("a field stands twice");
      }
    }
    return fields;
  }

  private static String decode(String text) throws AppRequest.Malformed {
    if (text.indexOf('%') < 0) {
      return text.replace('+', ' ');
    }
    byte[] raw = text.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(raw.length);
    for (int i = 0; i < raw.length; i++) {
      switch (raw[i]) {
        case '+' -> bytes.write(' ');
        case '%' -> {
          bytes.write(hexByte(raw, i + 1));
          i += 2;
        }
        default -> bytes.write(raw[i]);
      }
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes.toByteArray()))
          .toString();
    } catch (CharacterCodingException _) {
      throw new AppRequest.Malformed("a field is not UTF-8");
    }
  }

  private static int hexByte(byte[] raw, int at) throws AppRequest.Malformed {
    if (at + 1 >= raw.length
        || !HexFormat.isHexDigit(raw[at])
        || !HexFormat.isHexDigit(raw[at + 1])) {
      throw new AppRequest.Malformed("a % is not followed by two hexadecimal digits");
    }
    return HexFormat.fromHexDigit(raw[at]) << 4 | HexFormat.fromHexDigit(raw[at + 1]);
  }
}

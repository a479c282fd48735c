package io.chatsignal.socketio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chatsignal.engineio.MalformedPacketException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonCursorTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "-0",
        "10",
        "1.5",
        "1e9",
        "-1.25E-7",
        "1E+2",
        "12345678901234567890123",
        "true",
        "false",
        "null",
        "\"\"",
        "\"a\"",
        "\"é𝒳\u007f\"",
        "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\uD834\"",
        "[]",
        "[ ]",
        "[1,\t2]",
        "[[[]]]",
        "{}",
        "{ }",
        "{\"a\":1}",
        "{\"a\" : [ {} ] , \"a\":\"\"}",
      })
  void valueIsPassedWhole(String json) throws MalformedPacketException {
    JsonCursor cursor = new JsonCursor(" " + json + "\r\n,");
    cursor.next();
    assertThat(cursor.position()).isEqualTo(1);
    cursor.passValue();
    assertThat(cursor.position()).isEqualTo(1 + json.length());
    assertThat(cursor.passes(';')).isFalse();
    assertThat(cursor.passes(',')).isTrue();
    cursor.passEnd();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "\u0000",
        "\uFEFF1",
        "01",
        "-",
        "+1",
        ".5",
        "1.",
        "1e",
        "1e+",
        "0x1",
        "NaN",
        "Infinity",
        "tru",
        "True",
        "nul",
        "undefined",
        "'a'",
        "\"",
        "\"a",
        "\"\n\"",
        "\"\u0000\"",
        "\"\\",
        "\"\\\"",
        "\"\\a\"",
        "\"\\u12\"",
        "\"\\u12",
        "\"\\u123g\"",
        "\"\\u١٢٣٤\"",
        "[",
        "[1",
        "[1,",
        "[1,]",
        "[,1]",
        "[1 2]",
        "]",
        "{",
        "{\"a\"",
        "{\"a\":",
        "{\"a\":1",
        "{\"a\":1,",
        "{\"a\":1,}",
        "{a:1}",
        "{1:1}",
        "{\"a\",1}",
        "{\"a\":1]",
        "[1}",
        "/**/1",
        "//\n1",
        "\u00a01",
        "\u000b1",
      })
  void whatIsNoJsonIsRefused(String json) {
    assertThatThrownBy(
            () -> {
              JsonCursor cursor = new JsonCursor(json);
              cursor.passValue();
              cursor.passEnd();
            })
        .isInstanceOf(MalformedPacketException.class);
  }

  @Test
  void nothingButWhiteSpaceMayFollow() throws MalformedPacketException {
    JsonCursor cursor = new JsonCursor("1 \n 2");
    cursor.passValue();
    assertThatThrownBy(cursor::passEnd).hasMessage("data behind the end of the packet");
  }

  @Test
  void stringSaysWhatItsEscapesMean() throws MalformedPacketException {
    JsonCursor cursor = new JsonCursor("\"a\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\ud834\\udd1e𝒳\"");
    assertThat(cursor.string()).isEqualTo("a\"\\/\b\f\n\r\té\ud834\udd1e𝒳");
    assertThat(new JsonCursor(" \"plain\"").string()).isEqualTo("plain");
    assertThatThrownBy(() -> new JsonCursor("1").string()).hasMessage("invalid JSON");
  }

  @Test
  void nestingEndsAtTheLimit() throws MalformedPacketException {
    int most = JsonCursor.MAX_DEPTH;
    new JsonCursor("[".repeat(most) + "]".repeat(most)).passValue();
    new JsonCursor("[[],[],".repeat(most - 1) + "[]" + "]".repeat(most - 1)).passValue();
    JsonCursor deep = new JsonCursor("{\"a\":".repeat(most + 1) + "1" + "}".repeat(most + 1));
    assertThatThrownBy(deep::passValue).hasMessage("invalid JSON");
  }
}

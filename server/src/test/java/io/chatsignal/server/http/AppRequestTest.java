package io.chatsignal.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.chatsignal.server.http.AppRequest.Format;
import io.chatsignal.server.http.AppRequest.Malformed;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AppRequestTest {

  @Test
  void jsonAndFormSayTheSame() throws Malformed {
    AppRequest expected = new AppRequest(Optional.of("my app é"), Optional.of("p&=+%"));
    assertThat(read(Format.JSON, "{\"app\":\"my app \\u00e9\",\"x\":[{}],\"password\":\"p&=+%\"}"))
        .isEqualTo(expected);
    assertThat(read(Format.FORM, "app=my+app%20%C3%A9&x&password=p%26%3d%2B%25"))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{}", "{\"app\":1,\"password\":null}", "{\"app\":{},\"password\":[\"a\"]}"})
  void fieldThatIsNoStringIsMissing(String json) throws Malformed {
    assertThat(read(Format.JSON, json))
        .isEqualTo(new AppRequest(Optional.empty(), Optional.empty()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "[]",
        "\"app\"",
        "null",
        "{",
        "{\"app\":}",
        "{'app':'a'}",
        "{\"app\":\"a\"}x",
        "{\"app\":\"a\"}{}",
        "{\"app\":\"a\",\"app\":\"b\"}",
        "{\"app\":\"a\",}",
        "{\"a\":NaN}",
        "{\"a\":[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]}"
      })
  void bodyThatIsNoJsonObjectIsMalformed(String json) {
    assertThatExceptionOfType(Malformed.class).isThrownBy(() -> read(Format.JSON, json));
  }

  @ParameterizedTest
  @ValueSource(strings = {"app=%", "app=%4", "app=%zz", "app=%ff", "app=a&app=b", "%=a"})
  void bodyThatIsNoFormIsMalformed(String form) {
    assertThatExceptionOfType(Malformed.class).isThrownBy(() -> read(Format.FORM, form));
  }

  @ParameterizedTest
  @ValueSource(strings = {"c0af", "f5808080", "eda080", "ff", "fffe7b00"})
  void bodyThatIsNoUtf8IsMalformed(String hex) {
    byte[] bytes = HexFormat.of().parseHex("7b2261223a22" + hex + "227d");
    assertThatExceptionOfType(Malformed.class)
        .isThrownBy(() -> AppRequest.read(Format.JSON, bytes));
  }

  @ParameterizedTest
  @CsvSource({
    "application/json,JSON",
    "Application/JSON; charset=UTF-8,JSON",
    "application/json;charset=\"utf-8\",JSON",
    "application/x-www-form-urlencoded,FORM",
  })
  void twoContentTypesAreUnderstood(String contentType, Format format) {
    assertThat(Format.of(contentType)).contains(format);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "text/plain",
        "application/jsonp",
        "application/json; charset=latin1",
        "multipart/form-data; boundary=x",
        "application/json, text/plain"
      })
  void othersAreNot(String contentType) {
    assertThat(Format.of(contentType)).isEmpty();
  }

  private static AppRequest read(Format format, String body) throws Malformed {
    return AppRequest.read(format, body.getBytes(StandardCharsets.UTF_8));
  }
}

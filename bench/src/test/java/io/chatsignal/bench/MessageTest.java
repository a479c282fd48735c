package io.chatsignal.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MessageTest {
  @Test
  void eventsAndFieldsAreFoundInPlace() {
    Message message =
        message(
            "42[\"room-join-accept\",{\"room\":\"r\",\"peer_id\":\"p\",\"peers\":[\"a\",\"b\"]}]");

    assertThat(message.isEvent("\"room-join-accept\"".getBytes(UTF_8))).isTrue();
    assertThat(message.isEvent("\"room-join-reject\"".getBytes(UTF_8))).isFalse();
    assertThat(message.eventName()).isEqualTo("room-join-accept");
    assertThat(message.field("peer_id")).isEqualTo("p");
    assertThat(message.firstOf("peers")).isEqualTo("a");
    assertThat(message.field("nothing")).isEmpty();
    assertThat(message.firstOf("nothing")).isEmpty();
  }

  @Test
  void aMessageThatBreaksOffIsNotReadBeyondItsEnd() {
    String whole = "42[\"a\",{\"token\":\"x\\\"";
    for (int length = 0; length <= whole.length(); length++) {
      Message message = message(whole.substring(0, length));
      message.eventName();
      assertThat(message.field("token")).isEqualTo(message.field("token"));
      assertThat(message.digits(length - 1, 10)).isEqualTo(-1);
    }
  }

  @Test
  void onlyDigitsAreANumber() {
    assertThat(message("x0000000012").digits(1, 10)).isEqualTo(12);
    assertThat(message("x00000000a2").digits(1, 10)).isEqualTo(-1);
  }

  private static Message message(String text) {
    // With something on both sides, which it must not look at.
    byte[] bytes = ("\"token\":\"before\"" + text + "\"token\":\"after\"").getBytes(UTF_8);
    int from = "\"token\":\"before\"".length();
    return new Message().over(bytes, from, from + text.length());
  }
}

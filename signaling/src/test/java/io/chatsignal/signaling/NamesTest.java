package io.chatsignal.signaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {
  @ParameterizedTest
  @ValueSource(strings = {"a", " ", "test-room", "комната", "🎈", "a/b\"c<d>", "\u00a0"})
  void mayBeMostAnything(String name) {
    assertThat(RoomName.parse(name)).contains(new RoomName(name));
    assertThat(PeerId.parse(name)).contains(new PeerId(name));
    assertThat(AppName.parse(name)).contains(new AppName(name));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\n",
        "a\u0000b",
        "\u007f",
        "\u0085",
        "\ud83c",
        "\udf88",
        "x\ud83c",
        "\udf88\ud83c"
      })
  void mayNotBeEmptyOrHoldControlCharactersOrHalfASurrogatePair(String name) {
    assertThat(RoomName.parse(name)).isEmpty();
    assertThat(PeerId.parse(name)).isEmpty();
    assertThat(AppName.parse(name)).isEmpty();
    assertThatThrownBy(() -> new RoomName(name)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void ofPeersAndAppsAreBounded() {
    assertThat(PeerId.parse("x".repeat(128))).isPresent();
    assertThat(PeerId.parse("x".repeat(129))).isEmpty();
    assertThat(AppName.parse("x".repeat(256))).isPresent();
    assertThat(AppName.parse("x".repeat(257))).isEmpty();
  }

  @Test
  void thatAreMadeUpAreNeverTheSame() {
    assertThat(RoomName.madeUp()).isNotEqualTo(RoomName.madeUp());
    assertThat(RoomName.madeUp().value()).hasSize(36);
  }
}

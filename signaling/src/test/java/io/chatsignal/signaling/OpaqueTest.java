package io.chatsignal.signaling;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OpaqueTest {
  @ParameterizedTest
  @ValueSource(strings = {"1", "\"ascii\"", "\"é\"", "\"ह€\"", "\"🎈🎈\"", "\"mixed é € 🎈\""})
  void fitsInAsManyBytesAsItsUtf8FormHasAndInNoFewer(String json) {
    int bytes = json.getBytes(UTF_8).length;
    assertThat(new Opaque(json).fitsIn(bytes)).isTrue();
    assertThat(new Opaque(json).fitsIn(bytes - 1)).isFalse();
    assertThat(new Opaque(json).fitsIn(bytes * 3)).isTrue();
  }

  @Test
  void ofNothingIsAbsentAndFitsAnywhere() {
    assertThat(Opaque.NONE.isPresent()).isFalse();
    assertThat(Opaque.NONE.fitsIn(0)).isTrue();
  }

  @Test
  void keepsItsTextOutOfLogs() {
    assertThat(new Opaque("\"secret\"")).hasToString("Opaque[8 characters]");
  }
}

package io.chatsignal.signaling;

import static io.chatsignal.signaling.HandmadeToken.HS256;
import static io.chatsignal.signaling.HandmadeToken.SECRET;
import static io.chatsignal.signaling.HandmadeToken.base64Url;
import static io.chatsignal.signaling.HandmadeToken.hmac;
import static io.chatsignal.signaling.HandmadeToken.legacy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What the deployment's secrets may be. */
class TokenKeysTest {
  private static final String OTHER_SECRET = "fedcba9876543210fedcba9876543210";
  private static final long NOW = 1_800_000_000L;
  private static final AppName APP = new AppName("demo");

  private static Tokens tokens(String... secrets) {
    return new Tokens(TokenKeys.of(List.of(secrets)), 3600);
  }

  @Test
  void canBeChangedWhileTokensOfTheOldOneLive() {
    String old = tokens(SECRET).issueApp(APP, NOW);
    String oldLegacy = legacy(HS256, "{\"app\":\"demo\"}", SECRET);
    Tokens rotated = tokens(OTHER_SECRET, SECRET);
    assertThat(rotated.verifyApp(old, NOW)).contains(APP);
    assertThat(rotated.verifyApp(oldLegacy, NOW)).contains(APP);
    String fresh = rotated.issueApp(APP, NOW);
    assertThat(tokens(OTHER_SECRET).verifyApp(fresh, NOW)).contains(APP);
    assertThat(tokens(SECRET).verifyApp(fresh, NOW)).isEmpty();
  }

  @Test
  void thatAreShortSignWithADerivedKey() {
    Tokens weak = tokens("short");
    String token = weak.issueApp(APP, NOW);
    assertThat(weak.verifyApp(token, NOW)).contains(APP);
    String signed = token.substring(0, token.lastIndexOf('.'));
    assertThat(token).isNotEqualTo(signed + "." + base64Url(hmac("HmacSHA256", "short", signed)));
  }

  /**
   * Made once and elsewhere: the derivation must not change under the tokens that live for ever.
   */
  @Test
  void thatAreShortGoOnVerifyingTheTokensOfToday() {
    assertThat(tokens("short").verifyApp(SHORT_SECRET_TOKEN, NOW)).contains(APP);
  }

  @Test
  void areWeakBelowThirtyTwoBytes() {
    assertThat(TokenKeys.isWeak(SECRET)).isFalse();
    assertThat(TokenKeys.isWeak(SECRET.substring(1))).isTrue();
    assertThat(TokenKeys.isWeak("é".repeat(16))).isFalse();
  }

  @Test
  void areNeverMissingOrEmpty() {
    assertThatThrownBy(() -> tokens()).hasMessage("tokens need a secret");
    assertThatThrownBy(() -> tokens("")).isInstanceOf(IllegalArgumentException.class);
  }

  private static final String SHORT_SECRET_TOKEN =
      "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJhcHAiOiJkZW1vIn0.IOG"
          + "Peets_247Yd97UoYnHgj0g_xnBvXxW2m3vhcwF2M";
}

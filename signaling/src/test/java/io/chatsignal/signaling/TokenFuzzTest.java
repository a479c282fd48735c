package io.chatsignal.signaling;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Without the key nothing is a token; with it, nothing but what it signed, for what that says and
 * for nothing else.
 */
class TokenFuzzTest {
  private static final long NOW = 1_800_000_000;
  private static final PeerId SOCKET = new PeerId("socket");

  /** Made up anew in each run, so that no input that was kept can be right. */
  private static final Tokens UNKNOWN =
      new Tokens(TokenKeys.of(List.of(UUID.randomUUID() + "-" + UUID.randomUUID(), "short")), 60);

  private static final Tokens KNOWN =
      new Tokens(
          TokenKeys.of(List.of("another secret of thirty-two bytes", HandmadeToken.SECRET)), 60);

  @FuzzTest
  void tokenOfAnybody(byte[] input) {
    String token = new String(input, UTF_8);
    require(UNKNOWN.verifyApp(token, NOW).isEmpty(), token);
    require(UNKNOWN.verifySession(token, SOCKET, NOW).isEmpty(), token);
  }

  /** Claims of any kind, signed properly: they make an app token or a session's, never both. */
  @FuzzTest
  void claimsOfAnybody(byte[] input) {
    String claims = new String(input, UTF_8);
    requireOneMeaning(HandmadeToken.standard(HandmadeToken.HS256, claims));
    requireOneMeaning(HandmadeToken.legacy(HandmadeToken.HS256, claims, HandmadeToken.SECRET));
  }

  private static void requireOneMeaning(String token) {
    Optional<AppName> app = KNOWN.verifyApp(token, NOW);
    Optional<Session> session = KNOWN.verifySession(token, SOCKET, NOW);
    require(app.isEmpty() || session.isEmpty(), "both an app's and a session's");
    session.ifPresent(valid -> {
      require(valid.expiresAtEpochSeconds() > NOW, "a session ends in the future");
      require(
          KNOWN.verifySession(token, SOCKET, valid.expiresAtEpochSeconds()).isEmpty(), "it ends");
      require(KNOWN.verifySession(token, new PeerId("other"), NOW).isEmpty(), "it is one's own");
    });
  }

  /** A header of any kind, signed properly, has no say in how the token is verified. */
  @FuzzTest
  void headerOfAnybody(byte[] input) {
    String header = new String(input, UTF_8);
    String claims = "{\"app\":\"demo\"}";
    KNOWN.verifyApp(HandmadeToken.standard(header, claims), NOW);
    String unsigned =
        HandmadeToken.base64Url(input) + "." + HandmadeToken.base64Url(claims.getBytes(UTF_8));
    for (String signature :
        new String[] {"", "AA", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}) {
      require(KNOWN.verifyApp(unsigned + "." + signature, NOW).isEmpty(), header);
    }
  }

  /** The input says which character of a valid token becomes which. */
  @FuzzTest
  void tokenWithOneCharacterChanged(byte[] input) {
    if (input.length < 3) {
      return;
    }
    String token = input[0] % 2 == 0 ? VALID : VALID_LEGACY;
    int at = (input[1] & 0xff) % token.length();
    String changed = token.substring(0, at) + (char) (input[2] & 0x7f) + token.substring(at + 1);
    require(
        changed.equals(token) || KNOWN.verifyApp(changed, NOW).isEmpty(),
        "a token with another text: " + changed);
  }

  private static final String VALID =
      HandmadeToken.standard(HandmadeToken.HS256, "{\"app\":\"demo\"}");
  private static final String VALID_LEGACY =
      HandmadeToken.legacy(HandmadeToken.HS256, "{\"app\":\"demo\"}", HandmadeToken.SECRET);

  private static void require(boolean condition, String promise) {
    if (!condition) {
      throw new AssertionError(promise);
    }
  }
}

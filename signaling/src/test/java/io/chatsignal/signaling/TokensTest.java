package io.chatsignal.signaling;

import static io.chatsignal.signaling.HandmadeToken.HS256;
import static io.chatsignal.signaling.HandmadeToken.SECRET;
import static io.chatsignal.signaling.HandmadeToken.base64Url;
import static io.chatsignal.signaling.HandmadeToken.decodeUrl;
import static io.chatsignal.signaling.HandmadeToken.hex;
import static io.chatsignal.signaling.HandmadeToken.hmac;
import static io.chatsignal.signaling.HandmadeToken.legacy;
import static io.chatsignal.signaling.HandmadeToken.standard;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokensTest {
  private static final String OTHER_SECRET = "fedcba9876543210fedcba9876543210";
  private static final long NOW = 1_800_000_000L;
  private static final AppName APP = new AppName("demo");
  private static final PeerId SOCKET = new PeerId("socket-1");

  private final Tokens tokens = tokens(SECRET);

  private static Tokens tokens(String secrets) {
    return new Tokens(TokenKeys.of(List.of(secrets)), 3600);
  }

  private void isNoAppToken(String token) {
    assertThat(tokens.verifyApp(token, NOW)).as(token).isEmpty();
  }

  private void isNoToken(String token) {
    isNoAppToken(token);
    assertThat(tokens.verifySession(token, SOCKET, NOW)).as(token).isEmpty();
  }

  @Nested
  class AnAppToken {
    @Test
    void isAStandardJwtWithAppIatAndJti() {
      String[] parts = tokens.issueApp(APP, NOW).split("\\.", -1);
      assertThat(decodeUrl(parts[0])).contains("\"alg\":\"HS256\"", "\"typ\":\"JWT\"");
      assertThat(decodeUrl(parts[1]))
          .contains("\"app\":\"demo\"", "\"iat\":" + NOW, "\"jti\":\"")
          .doesNotContain("exp", "socket");
      byte[] expected = hmac("HmacSHA256", SECRET, parts[0] + "." + parts[1]);
      assertThat(parts[2]).isEqualTo(base64Url(expected));
    }

    @Test
    void namesItsAppForEver() {
      String token = tokens.issueApp(APP, NOW);
      assertThat(tokens.verifyApp(token, NOW + 1_000_000_000L)).contains(APP);
    }

    @Test
    void mayBeGivenAnEnd() {
      String token = tokens.issuePassingApp(APP, NOW, 10);
      assertThat(tokens.verifyApp(token, NOW + 9)).contains(APP);
      assertThat(tokens.verifyApp(token, NOW + 10)).isEmpty();
    }

    @Test
    void isVerifiedAgainstItsSignatureHoweverOftenTheRightOneWasSeen() {
      String token = tokens.issueApp(APP, NOW);
      assertThat(tokens.verifyApp(token, NOW)).contains(APP);
      assertThat(tokens.verifyApp(token, NOW)).contains(APP);
      isNoAppToken(token.substring(0, token.length() - 2) + "__");
      isNoAppToken(token + ".");
    }

    @Test
    void isValidHoweverManyOthersAreUsed() {
      List<String> many =
          IntStream.range(0, 2 * RecentApps.MOST)
              .mapToObj(i -> tokens.issueApp(new AppName("app " + i), NOW))
              .toList();
      for (int round = 0; round < 2; round++) {
        for (int i = 0; i < many.size(); i++) {
          assertThat(tokens.verifyApp(many.get(i), NOW)).contains(new AppName("app " + i));
        }
      }
    }

    @Test
    void isNeverIssuedTwice() {
      assertThat(tokens.issueApp(APP, NOW)).isNotEqualTo(tokens.issueApp(APP, NOW));
    }

    @Test
    void isNoSessionToken() {
      assertThat(tokens.verifySession(tokens.issueApp(APP, NOW), SOCKET, NOW)).isEmpty();
    }

    @Test
    void madeElsewhereIsAcceptedWithinItsTimes() {
      String token = standard(HS256, "{\"app\":\"demo\",\"nbf\":100,\"exp\":200}");
      assertThat(tokens.verifyApp(token, 99)).isEmpty();
      assertThat(tokens.verifyApp(token, 100)).contains(APP);
      assertThat(tokens.verifyApp(token, 199)).contains(APP);
      assertThat(tokens.verifyApp(token, 200)).isEmpty();
    }

    @Test
    void keepsAnAppsNameWhateverItIs() {
      AppName name = new AppName("приложение \"🎈\"");
      assertThat(tokens.verifyApp(tokens.issueApp(name, NOW), NOW)).contains(name);
    }
  }

  @Nested
  class ASessionToken {
    @Test
    void isAStandardJwtWithAppSocketIatAndExp() {
      String token = tokens.issueSession(APP, SOCKET, NOW).token();
      assertThat(decodeUrl(token.split("\\.", -1)[1]))
          .contains(
              "\"app\":\"demo\"",
              "\"socket\":\"socket-1\"",
              "\"iat\":" + NOW,
              "\"exp\":" + (NOW + 3600));
    }

    @Test
    void isValidForItsSocketUntilItExpires() {
      Session session = tokens.issueSession(APP, SOCKET, NOW);
      assertThat(tokens.verifySession(session.token(), SOCKET, NOW + 3599)).contains(session);
      assertThat(tokens.verifySession(session.token(), SOCKET, NOW + 3600)).isEmpty();
    }

    @Test
    void isNotValidForAnotherSocket() {
      String token = tokens.issueSession(APP, SOCKET, NOW).token();
      assertThat(tokens.verifySession(token, new PeerId("socket-2"), NOW)).isEmpty();
    }

    @Test
    void isNotTakenForAnAppToken() {
      isNoAppToken(tokens.issueSession(APP, SOCKET, NOW).token());
    }

    @Test
    void withoutAnEndIsNone() {
      isNoToken(standard(HS256, "{\"app\":\"demo\",\"socket\":\"socket-1\"}"));
    }

    @Test
    void keepsItselfOutOfLogs() {
      Session session = tokens.issueSession(APP, SOCKET, NOW);
      assertThat(session.toString()).doesNotContain(session.token());
    }
  }

  @Nested
  class ALegacyToken {
    @Test
    void isAcceptedAsAnAppToken() {
      String token = legacy(HS256, "{\"app\":\"demo\"}", SECRET);
      assertThat(token).contains("=.");
      assertThat(tokens.verifyApp(token, NOW)).contains(APP);
    }

    @Test
    void isAcceptedWithAShortSecretToo() {
      String token = legacy(HS256, "{\"app\":\"demo\"}", "short");
      assertThat(tokens("short").verifyApp(token, NOW)).contains(APP);
    }

    @Test
    void isAcceptedAsASessionToken() {
      String payload = "{\"app\":\"demo\",\"socket\":\"socket-1\",\"exp\":" + (NOW + 1) + "}";
      String token = legacy(HS256, payload, SECRET);
      assertThat(tokens.verifySession(token, SOCKET, NOW)).isPresent();
      assertThat(tokens.verifySession(token, SOCKET, NOW + 1)).isEmpty();
      isNoAppToken(token);
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "{\"alg\":\"none\",\"typ\":\"JWT\"}",
          "{\"alg\":\"HS512\",\"typ\":\"JWT\"}",
          "{\"alg\":\"RS256\",\"typ\":\"JWT\"}",
          "{\"typ\":\"JWT\",\"alg\":\"HS256\"}",
          "{}",
          ""
        })
    void withAnotherHeaderIsNoneEvenIfSigned(String header) {
      isNoToken(legacy(header, "{\"app\":\"demo\"}", SECRET));
    }

    @Test
    void withItsHeaderExchangedIsNone() {
      String token = legacy(HS256, "{\"app\":\"demo\"}", SECRET);
      String rest = token.substring(token.indexOf('.'));
      for (String header : List.of("", "x", base64Url("{\"alg\":\"none\"}".getBytes(UTF_8)))) {
        isNoToken(header + rest);
      }
    }

    @Test
    void withTheBorderMovedIsNone() {
      String[] parts = legacy(HS256, "{\"app\":\"demo\"}", SECRET).split("\\.", -1);
      String signed = parts[0] + parts[1];
      for (int border = 0; border < signed.length(); border++) {
        if (border != parts[0].length()) {
          isNoToken(signed.substring(0, border) + "." + signed.substring(border) + "." + parts[2]);
        }
      }
    }

    @Test
    void withASignatureOverTheDotIsNone() {
      Base64.Encoder base64 = Base64.getEncoder();
      String signed =
          base64.encodeToString(HS256.getBytes(UTF_8))
              + "."
              + base64.encodeToString("{\"app\":\"demo\"}".getBytes(UTF_8));
      isNoToken(signed + "." + hex(hmac("HmacSHA256", SECRET, signed)));
    }

    @Test
    void withAnySignatureButItsOwnIsNone() {
      String token = legacy(HS256, "{\"app\":\"demo\"}", SECRET);
      String unsigned = token.substring(0, token.lastIndexOf('.') + 1);
      for (String signature : List.of("", "0".repeat(64), "x".repeat(64), "é".repeat(64))) {
        isNoToken(unsigned + signature);
      }
      isNoToken(legacy(HS256, "{\"app\":\"demo\"}", OTHER_SECRET));
      isNoToken(unsigned + token.substring(unsigned.length()).toUpperCase(Locale.ROOT));
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "",
          "{",
          "[]",
          "1",
          "null",
          "{\"app\":1}",
          "{\"app\":\"\"}",
          "{\"app\":null}",
          "{}"
        })
    void withoutAnAppIsNone(String payload) {
      isNoToken(legacy(HS256, payload, SECRET));
    }

    @Test
    void isNeverIssued() {
      assertThat(tokens.issueApp(APP, NOW)).doesNotContain("=");
    }
  }

  @Nested
  class AHostileToken {
    @ParameterizedTest
    @ValueSource(
        strings = {"", ".", "..", "...", "a.b", "a.b.c", "a.b.c.d", "é.é.é", "null", "=.=.="})
    void ofTheWrongShapeIsNone(String token) {
      isNoToken(token);
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "null",
          " null",
          "{\"alg\":\"none\"}",
          "{\"alg\":\"HS384\"}",
          "{\"alg\":\"HS512\"}",
          "{\"alg\":\"RS256\"}",
          "{\"alg\":\"hs256\"}",
          "{\"alg\":[\"HS256\"]}",
          "{\"alg\":null}",
          "{\"typ\":\"JWT\"}",
          "{\"alg\":\"HS256\",\"alg\":\"none\"}",
          "{\"alg\":\"HS256\",\"crit\":[\"x\"],\"x\":1}",
          "not json",
          ""
        })
    void withAnotherHeaderIsNoneEvenIfSigned(String header) {
      isNoToken(standard(header, "{\"app\":\"demo\"}"));
    }

    @Test
    void withoutASignatureIsNone() {
      String[] parts = tokens.issueApp(APP, NOW).split("\\.", -1);
      isNoToken(parts[0] + "." + parts[1] + ".");
      String none = base64Url("{\"alg\":\"none\"}".getBytes(UTF_8));
      isNoToken(none + "." + parts[1] + ".");
    }

    @Test
    void withAnyCharacterChangedIsNone() {
      String token = tokens.issueApp(APP, NOW);
      for (int i = 0; i < token.length(); i++) {
        char other = token.charAt(i) == 'A' ? 'B' : 'A';
        isNoToken(token.substring(0, i) + other + token.substring(i + 1));
      }
    }

    @Test
    void withItsLastCharacterChangedInAnyWayIsNone() {
      String token = tokens.issueApp(APP, NOW);
      String start = token.substring(0, token.length() - 1);
      for (char c :
          "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=".toCharArray()) {
        if (c != token.charAt(token.length() - 1)) {
          isNoToken(start + c);
        }
      }
    }

    @Test
    void withAnythingAddedIsNone() {
      String token = tokens.issueApp(APP, NOW);
      for (String more : List.of("=", "==", "A", " ", "\n", ".")) {
        isNoToken(token + more);
        isNoToken(more + token);
      }
    }

    @Test
    void longerThanFourKilobytesIsNotLookedInto() {
      String token = standard(HS256, "{\"app\":\"demo\",\"x\":\"" + "x".repeat(4000) + "\"}");
      assertThat(token.length()).isGreaterThan(4096);
      isNoToken(token);
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "{\"app\":1}",
          "{\"app\":[\"demo\"]}",
          "{\"app\":\"\"}",
          "{\"app\":\"a\\nb\"}",
          "{\"app\":\"demo\",\"app\":\"other\"}",
          "{\"app\":\"demo\",\"exp\":\"never\"}",
          "{\"app\":\"demo\",\"exp\":1e400}",
          "{}",
          "[]",
          "null",
          ""
        })
    void withoutProperClaimsIsNoneEvenIfSigned(String payload) {
      isNoToken(standard(HS256, payload));
    }
  }
}

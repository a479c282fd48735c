package io.chatsignal.signaling;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.SecretKey;

/**
 * The original server's tokens: standard base64 with padding, a signature in hex, and no dot in the
 * signed text. Accepted for as long as such tokens live, never issued.
 */
final class LegacyToken {
  /**
   * {"alg":"HS256","typ":"JWT"}. Nothing else is taken: the header has no say in the algorithm, and
   * as no dot is signed, a free header would let somebody move the border to the payload.
   */
  private static final String HEADER = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9";

  private static final int SIGNATURE_LENGTH = 64;

  private LegacyToken() {}

  static boolean looksLike(List<String> parts) {
    return parts.get(2).length() == SIGNATURE_LENGTH;
  }

  /** The payload's JSON, if one of the keys has signed it. */
  static Optional<String> verify(List<String> parts, List<TokenKeys.Key> keys) {
    if (!parts.get(0).equals(HEADER)) {
      return Optional.empty();
    }
    boolean signed = false;
    for (TokenKeys.Key key : keys) {
      byte[] expected = sign(HEADER + parts.get(1), key.legacy());
      signed |= MessageDigest.isEqual(expected, parts.get(2).getBytes(UTF_8));
    }
    return signed ? decode(parts.get(1)) : Optional.empty();
  }

  private static byte[] sign(String text, SecretKey key) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      return HexFormat.of().formatHex(mac.doFinal(text.getBytes(UTF_8))).getBytes(US_ASCII);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("this JDK lacks HMAC-SHA256", impossible);
    }
  }

  private static Optional<String> decode(String payload) {
    try {
      return Optional.of(new String(Base64.getDecoder().decode(payload), UTF_8));
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
  }
}

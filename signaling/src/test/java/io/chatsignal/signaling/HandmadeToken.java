package io.chatsignal.signaling;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Tokens made without the code under test, sound ones and others. */
final class HandmadeToken {
  static final String SECRET = "0123456789abcdef0123456789abcdef";
  static final String HS256 = "{\"alg\":\"HS256\",\"typ\":\"JWT\"}";

  private HandmadeToken() {}

  static byte[] hmac(String algorithm, String secret, String text) {
    try {
      Mac mac = Mac.getInstance(algorithm);
      mac.init(new SecretKeySpec(secret.getBytes(UTF_8), algorithm));
      return mac.doFinal(text.getBytes(UTF_8));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  static String base64Url(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  static String decodeUrl(String part) {
    return new String(Base64.getUrlDecoder().decode(part), UTF_8);
  }

  /** A standard token made by hand, signed properly. */
  static String standard(String header, String payload) {
    String signed = base64Url(header.getBytes(UTF_8)) + "." + base64Url(payload.getBytes(UTF_8));
    return signed + "." + base64Url(hmac("HmacSHA256", SECRET, signed));
  }

  /** A token as the original server made them. */
  static String legacy(String header, String payload, String secret) {
    Base64.Encoder base64 = Base64.getEncoder();
    String head = base64.encodeToString(header.getBytes(UTF_8));
    String body = base64.encodeToString(payload.getBytes(UTF_8));
    return head + "." + body + "." + hex(hmac("HmacSHA256", secret, head + body));
  }

  static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}

package io.chatsignal.signaling;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** The deployment's secrets: the first signs, all verify, so that they can be changed in peace. */
public final class TokenKeys {
  /** What HMAC-SHA256 asks of a key, and what standard JWT libraries insist on. */
  private static final int STRONG_BYTES = 32;

  private static final String HMAC = "HmacSHA256";

  private final List<Key> keys;

  /**
   * One secret in its two roles.
   *
   * @param standard for standard JWTs; derived where the secret is short
   * @param legacy for the original server's tokens, which were signed with the secret as it is
   */
  record Key(SecretKey standard, SecretKey legacy) {}

  private TokenKeys(List<Key> keys) {
    this.keys = List.copyOf(keys);
  }

  /** Reads one secret or several, separated by commas. */
  public static TokenKeys parse(String secrets) {
    List<Key> keys = new ArrayList<>();
    for (String secret : split(secrets)) {
      byte[] bytes = secret.getBytes(UTF_8);
      SecretKey standard =
          bytes.length < STRONG_BYTES ? derive(bytes) : new SecretKeySpec(bytes, HMAC);
      keys.add(new Key(standard, new SecretKeySpec(bytes, HMAC)));
    }
    return new TokenKeys(keys);
  }

  /** Whether one of them is too short to be used as it is. */
  public static boolean anyWeak(String secrets) {
    return split(secrets).stream().anyMatch(secret -> secret.getBytes(UTF_8).length < STRONG_BYTES);
  }

  private static List<String> split(String secrets) {
    List<String> parts = List.of(secrets.split(",", -1)).stream().map(String::strip).toList();
    if (parts.contains("")) {
      throw new IllegalArgumentException("a secret is empty");
    }
    return parts;
  }

  private static SecretKey derive(byte[] secret) {
    try {
      return KDF.getInstance("HKDF-SHA256")
          .deriveKey(
              HMAC,
              HKDFParameterSpec.ofExtract()
                  .addIKM(secret)
                  .thenExpand("chat-signal token key".getBytes(UTF_8), STRONG_BYTES));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("this JDK lacks HKDF-SHA256", impossible);
    }
  }

  Key signing() {
    return keys.getFirst();
  }

  List<Key> verifying() {
    return keys;
  }
}

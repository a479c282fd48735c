package io.chatsignal.signaling;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
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
    if (keys.isEmpty()) {
      throw new IllegalArgumentException("tokens need a secret");
    }
    this.keys = keys;
  }

  /** Takes one secret or several. */
  public static TokenKeys of(List<String> secrets) {
    return new TokenKeys(secrets.stream().map(TokenKeys::key).toList());
  }

  /** Whether the secret is too short to sign standard tokens as it is. */
  public static boolean isWeak(String secret) {
    return secret.getBytes(UTF_8).length < STRONG_BYTES;
  }

  private static Key key(String secret) {
    byte[] bytes = secret.getBytes(UTF_8);
    SecretKey asItIs = new SecretKeySpec(bytes, HMAC);
    return new Key(isWeak(secret) ? derive(bytes) : asItIs, asItIs);
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

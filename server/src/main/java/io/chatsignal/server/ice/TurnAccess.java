package io.chatsignal.server.ice;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * TURN servers that share a secret with this one, by the scheme of coturn's {@code use-auth-secret}
 * (draft-uberti-behave-turn-rest): the user's name says when it expires, and the password proves
 * that we said so.
 */
public record TurnAccess(List<String> urls, String secret, Duration lifetime) {

  public TurnAccess {
    urls = List.copyOf(urls);
    if (urls.isEmpty() || secret.isEmpty() || lifetime.compareTo(Duration.ofSeconds(1)) < 0) {
      throw new IllegalArgumentException("TURN takes addresses, a secret and a lifetime");
    }
  }

  public String username(String peer, long epochSeconds) {
    return epochSeconds + lifetime.toSeconds() + ":" + peer;
  }

  public String credential(String username) {
    try {
      Mac mac = Mac.getInstance("HmacSHA1");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), mac.getAlgorithm()));
      byte[] digest = mac.doFinal(username.getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(digest);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every JDK has HmacSHA1", impossible);
    }
  }

  /** Secrets stay out of logs. */
  @Override
  public String toString() {
    return "TurnAccess[urls=" + urls + ", lifetime=" + lifetime + "]";
  }
}

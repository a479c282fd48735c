package io.chatsignal.signaling;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jwt.JWTClaimsSet;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What the app tokens say that were used last: all clients of an app come with one token, and each
 * shows it twice. Tokens are known by their SHA-256, so that the time of a look-up says nothing
 * about a token. Any thread may use it.
 */
final class RecentApps {
  /** Pages with the demo have a token each; others have a few in all. */
  static final int MOST = 256;

  /** A token that was verified, but for whether it is its time. */
  record App(AppName name, JWTClaimsSet claims) {}

  private final Map<String, App> apps =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, App> eldest) {
          return size() > MOST;
        }
      };

  /** What the token says, which is verified if it isn't known. */
  Optional<App> find(String token, Function<String, Optional<App>> verify) {
    String digest = digest(token);
    synchronized (apps) {
      App known = apps.get(digest);
      if (known != null) {
        return Optional.of(known);
      }
    }
    Optional<App> verified = verify.apply(token);
    verified.ifPresent(app -> {
      synchronized (apps) {
        apps.put(digest, app);
      }
    });
    return verified;
  }

  int size() {
    synchronized (apps) {
      return apps.size();
    }
  }

  private static String digest(String token) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(token.getBytes(UTF_8));
      return new String(hash, ISO_8859_1);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}

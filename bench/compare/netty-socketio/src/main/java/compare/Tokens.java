package compare;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The original's token form: two base64 parts and a hexadecimal HMAC over both. */
final class Tokens {
  private static final String HEADER = encode("{\"alg\":\"HS256\",\"typ\":\"JWT\"}");

  private final SecretKeySpec key;

  Tokens(String secret) {
    key = new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256");
  }

  String session(String socket) {
    long now = System.currentTimeMillis() / 1000;
    String claims =
        "{\"app\":\"compare\",\"socket\":\"%s\",\"iat\":%d,\"exp\":%d}"
            .formatted(socket, now, now + 86_400);
    String payload = encode(claims);
    return HEADER + "." + payload + "." + hmac(HEADER + payload);
  }

  boolean isApp(String token) {
    String[] parts = token.split("\\.", -1);
    if (parts.length != 3
        || !MessageDigest.isEqual(hmac(parts[0] + parts[1]).getBytes(), parts[2].getBytes())) {
      return false;
    }
    String claims = new String(Base64.getDecoder().decode(parts[1]), StandardCharsets.UTF_8);
    return claims.contains("\"app\":") && !claims.contains("\"socket\":");
  }

  private String hmac(String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String encode(String json) {
    return Base64.getEncoder().encodeToString(json.getBytes(StandardCharsets.UTF_8));
  }
}

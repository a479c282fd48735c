package io.chatsignal.transport;

import java.security.SecureRandom;
import java.util.Base64;

/** Names that nobody can guess: 144 random bits, 24 characters. */
final class Ids {
  private static final int BYTES = 18;
  private static final SecureRandom RANDOM = new SecureRandom();

  private Ids() {}

  static String next() {
    byte[] bytes = new byte[BYTES];
    RANDOM.nextBytes(bytes);
    return Base64.getUrlEncoder().encodeToString(bytes);
  }
}

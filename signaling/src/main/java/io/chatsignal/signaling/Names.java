package io.chatsignal.signaling;

/** What every name that a client may choose has in common. */
final class Names {
  private Names() {}

  /**
   * At least one character, no control characters, and no half of a surrogate pair: such a half has
   * no UTF-8 form, so two names that differ here would be one elsewhere.
   */
  static boolean isWellFormed(String name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (Character.isISOControl(c) || Character.isLowSurrogate(c)) {
        return false;
      }
      if (Character.isHighSurrogate(c)) {
        i++;
        if (i == name.length() || !Character.isLowSurrogate(name.charAt(i))) {
          return false;
        }
      }
    }
    return !name.isEmpty();
  }

  static void require(boolean valid, String what, String name) {
    if (!valid) {
      throw new IllegalArgumentException(
          what + " of " + name.length() + " characters is empty, too long or malformed");
    }
  }
}

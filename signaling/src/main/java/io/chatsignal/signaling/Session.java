package io.chatsignal.signaling;

/** What a session token says: one socket, of one app, until then. */
public record Session(String token, AppName app, PeerId socket, long expiresAtEpochSeconds) {

  boolean isLiveAt(long epochSeconds) {
    return epochSeconds < expiresAtEpochSeconds;
  }

  /** Looks at every character, however many are right: the caller may be guessing. */
  boolean hasToken(String presented) {
    if (presented.length() != token.length()) {
      return false;
    }
    int different = 0;
    for (int i = 0; i < token.length(); i++) {
      different |= token.charAt(i) ^ presented.charAt(i);
    }
    return different == 0;
  }

  /** The token is a secret and stays out of logs. */
  @Override
  public String toString() {
    return "Session[app=" + app + ", socket=" + socket + ", until=" + expiresAtEpochSeconds + "]";
  }
}

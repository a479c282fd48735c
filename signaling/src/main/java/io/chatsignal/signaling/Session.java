package io.chatsignal.signaling;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;

/** What a session token says: one socket, of one app, until then. */
public record Session(String token, AppName app, PeerId socket, long expiresAtEpochSeconds) {

  boolean isLiveAt(long epochSeconds) {
    return epochSeconds < expiresAtEpochSeconds;
  }

  /** Compared in constant time: the caller may be guessing. */
  boolean hasToken(String presented) {
    return MessageDigest.isEqual(token.getBytes(UTF_8), presented.getBytes(UTF_8));
  }

  /** The token is a secret and stays out of logs. */
  @Override
  public String toString() {
    return "Session[app=" + app + ", socket=" + socket + ", until=" + expiresAtEpochSeconds + "]";
  }
}

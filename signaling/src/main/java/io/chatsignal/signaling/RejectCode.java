package io.chatsignal.signaling;

/** Why something was refused, for programs. */
public enum RejectCode {
  INVALID,
  NOT_FOUND,
  FORBIDDEN,
  CONFLICT,
  TOO_LARGE,
  RATE_LIMITED,
  UNKNOWN_EVENT,
  UNAVAILABLE
}

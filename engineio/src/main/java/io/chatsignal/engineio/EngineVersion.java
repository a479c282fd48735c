package io.chatsignal.engineio;

import java.util.Optional;

/** The protocol version that a client names in the query parameter {@code EIO}. */
public enum EngineVersion {
  /** Clients 1.x and 2.x: the client pings, payloads carry lengths. */
  V3,
  /** Clients 3.x and later: the server pings, payloads are separated by U+001E. */
  V4;

  /** The version named by {@code parameter}, or nothing where it names none that we speak. */
  public static Optional<EngineVersion> of(String parameter) {
    return switch (parameter) {
      case "3" -> Optional.of(V3);
      case "4" -> Optional.of(V4);
      default -> Optional.empty();
    };
  }

  /** The codec of this version; stateless and shared. */
  public EngineCodec codec() {
    return switch (this) {
      case V3 -> EngineCodecV3.INSTANCE;
      case V4 -> EngineCodecV4.INSTANCE;
    };
  }
}

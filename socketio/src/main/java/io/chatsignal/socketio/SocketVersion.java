package io.chatsignal.socketio;

import io.chatsignal.engineio.EngineVersion;

/** The revision of the Socket.IO protocol, which follows from the version of Engine.IO below it. */
public enum SocketVersion {
  /** Clients 1.x and 2.x: no payload with CONNECT, the main namespace is entered without asking. */
  V4,
  /** Clients 3.x and later. */
  V5;

  public static SocketVersion over(EngineVersion engine) {
    return switch (engine) {
      case V3 -> V4;
      case V4 -> V5;
    };
  }

  /** The codec of this revision; stateless and shared. */
  public SocketCodec codec() {
    return switch (this) {
      case V4 -> SocketCodecV4.INSTANCE;
      case V5 -> SocketCodecV5.INSTANCE;
    };
  }
}

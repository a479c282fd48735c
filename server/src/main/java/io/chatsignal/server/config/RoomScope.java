package io.chatsignal.server.config;

/** Who may meet in one room: everybody of this deployment, or only peers of the same app. */
public enum RoomScope {
  DEPLOYMENT,
  APP
}

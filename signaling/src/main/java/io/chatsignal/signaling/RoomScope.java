package io.chatsignal.signaling;

/** Who can meet in a room of one name: everybody on this deployment, or one app's users. */
public enum RoomScope {
  DEPLOYMENT,
  APP;

  public RoomKey key(AppName app, RoomName name) {
    return new RoomKey(this == APP ? app.value() : "", name);
  }
}

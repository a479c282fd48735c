package io.chatsignal.socketio;

/**
 * A client that asks to enter a namespace and waits for {@link SocketConnection#accept} or {@link
 * SocketConnection#refuse}.
 *
 * @param authJson the object that the client gave, empty where there was none
 * @param query the query string behind the namespace's name, which old clients use
 */
public record ConnectRequest(String namespace, String authJson, String query) {
  /** The secret of the session that the client wants back; empty where it wants none. */
  public String pid() {
    return field("pid");
  }

  /** The last event that the client has seen; empty for none. */
  public String offset() {
    return field("offset");
  }

  private String field(String name) {
    return authJson.isEmpty() ? "" : JsonText.stringField(authJson, name).orElse("");
  }
}

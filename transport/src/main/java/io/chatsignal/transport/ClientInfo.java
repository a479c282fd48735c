package io.chatsignal.transport;

import java.util.List;
import java.util.Map;

/**
 * What the first request of a session said about the client.
 *
 * @param address its IP address as text
 * @param query its query parameters
 */
record ClientInfo(String address, Map<String, List<String>> query) {
  /** The parameters that belong to the protocol; what is left is the application's. */
  private static final List<String> PROTOCOL = List.of("EIO", "transport", "t", "b64", "sid");

  static ClientInfo of(HttpRequest request) {
    Map<String, List<String>> query = new java.util.HashMap<>(request.query());
    PROTOCOL.forEach(query::remove);
    return new ClientInfo(request.remoteAddress(), Map.copyOf(query));
  }
}

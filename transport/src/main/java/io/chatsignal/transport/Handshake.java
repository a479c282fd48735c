package io.chatsignal.transport;

import io.chatsignal.engineio.EngineVersion;
import java.util.List;
import java.util.Map;

/**
 * What a client brought along when it asked to enter a namespace.
 *
 * @param namespace without its query
 * @param authJson the object that came with CONNECT, <code>{}</code> where there was none
 * @param query the query parameters of the connection and, for old clients, of the namespace
 * @param version of the engine below, which tells the generation of the client
 * @param remoteAddress the client's IP address as text, as far as proxies that are trusted told it
 * @param resuming whether the client wants back a session that it had
 */
public record Handshake(
    String namespace,
    String authJson,
    Map<String, List<String>> query,
    EngineVersion version,
    String remoteAddress,
    boolean resuming) {
  public Handshake {
    query = Map.copyOf(query);
  }

  Handshake withoutAuth() {
    return new Handshake(namespace, "{}", query, version, remoteAddress, resuming);
  }

  /** The first value of a query parameter, empty where there is none. */
  public String parameter(String name) {
    List<String> values = query.get(name);
    return values == null || values.isEmpty() ? "" : values.getFirst();
  }
}

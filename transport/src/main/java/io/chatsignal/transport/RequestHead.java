package io.chatsignal.transport;

import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;
import java.util.Map;

/**
 * A request without its body.
 *
 * @param path decoded, without the query
 * @param remoteAddress of the client, as text
 * @param keepAlive whether the connection serves another request
 */
record RequestHead(
    String method,
    String path,
    Map<String, List<String>> query,
    HttpHeaders headers,
    String remoteAddress,
    boolean keepAlive) {

  /** The only value of a query parameter; empty where there is none, or more than one. */
  String parameter(String name) {
    List<String> values = query.get(name);
    return values == null || values.size() != 1 ? "" : values.getFirst();
  }
}

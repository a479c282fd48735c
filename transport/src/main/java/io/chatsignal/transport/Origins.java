package io.chatsignal.transport;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.Set;

/**
 * Which web pages may talk to the server. Origins are compared whole and exact: scheme, host and
 * port. A request without an origin is no page's, so there is nobody to protect from it.
 */
final class Origins {
  private final Set<String> allowed;

  Origins(Set<String> allowed) {
    this.allowed = allowed;
  }

  boolean allows(RequestHead request) {
    String origin = request.headers().get(HttpHeaderNames.ORIGIN);
    return origin == null || allowed.isEmpty() || allowed.contains(origin);
  }

  /** Tells a browser what its page may read. */
  void decorate(RequestHead request, HttpHeaders answer) {
    String origin = request.headers().get(HttpHeaderNames.ORIGIN);
    if (!allowed.isEmpty()) {
      answer.add(HttpHeaderNames.VARY, "Origin");
    }
    if (origin == null || !allows(request)) {
      return;
    }
    // Nothing here rests on cookies, so a wildcard gives no more than any other client has.
    answer.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, allowed.isEmpty() ? "*" : origin);
    if (request.method().equals("OPTIONS")) {
      answer.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_METHODS, "GET, POST, OPTIONS");
      answer.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_HEADERS, "Content-Type");
      answer.set(HttpHeaderNames.ACCESS_CONTROL_MAX_AGE, "7200");
    }
  }
}

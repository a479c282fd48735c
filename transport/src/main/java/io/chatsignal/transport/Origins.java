package io.chatsignal.transport;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;
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

  /** A second origin is no browser's, so it need not be the one that a proxy saw. */
  boolean allows(RequestHead request) {
    List<String> origins = request.headers().getAll(HttpHeaderNames.ORIGIN);
    return allowed.isEmpty() || (origins.size() <= 1 && allowed.containsAll(origins));
  }

  /** Tells a browser what its page may read. */
  void decorate(RequestHead request, HttpHeaders answer) {
    if (!allowed.isEmpty()) {
      answer.add(HttpHeaderNames.VARY, "Origin");
    }
    String origin = request.headers().get(HttpHeaderNames.ORIGIN);
    if (origin == null || !allows(request)) {
      return;
    }
    if (allowed.isEmpty()) {
      // Nothing here rests on cookies, so a wildcard gives no more than any other client has.
      answer.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, "*");
    } else {
      // Clients of version 2 ask with credentials, whether there are any or not.
      answer.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, origin);
      answer.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_CREDENTIALS, "true");
    }
    if (request.method().equals("OPTIONS")) {
      answer.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_METHODS, "GET, POST, OPTIONS");
      answer.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_HEADERS, "Content-Type");
      answer.set(HttpHeaderNames.ACCESS_CONTROL_MAX_AGE, "7200");
    }
  }
}

package io.chatsignal.transport;

import io.netty.handler.codec.http.HttpResponseStatus;

/** A request that is none we can serve, and ends its connection. */
final class RefusedRequest extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient HttpResponseStatus status;

  RefusedRequest(HttpResponseStatus status, String detail) {
    // A peer can cause as many of these as it likes, so they carry no stack.
    super(detail, null, false, false);
    this.status = status;
  }

  HttpResponseStatus status() {
    return status;
  }
}

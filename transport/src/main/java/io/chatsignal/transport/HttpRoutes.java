package io.chatsignal.transport;

/** Answers the requests that are none of the protocol's. Called on an event loop: never block. */
@FunctionalInterface
public interface HttpRoutes {
  void handle(HttpExchange exchange);

  /**
   * The answer to a request that never comes here: because it is malformed, too large or too slow,
   * which ends the connection, or because its origin is not allowed.
   */
  default HttpAnswer refusal(int status) {
    return HttpAnswer.empty(status);
  }
}

package io.chatsignal.transport;

/** Answers the requests that are none of the protocol's. Called on an event loop: never block. */
@FunctionalInterface
public interface HttpRoutes {
  void handle(HttpExchange exchange);

  /**
   * The answer to a request that is refused before it is complete, because it is malformed, too
   * large or too slow. The connection ends after it.
   */
  default HttpAnswer refusal(int status) {
    return HttpAnswer.empty(status);
  }
}

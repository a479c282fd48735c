package io.chatsignal.transport;

/** Answers the requests that are none of the protocol's. Called on an event loop: never block. */
@FunctionalInterface
public interface HttpRoutes {
  void handle(HttpExchange exchange);
}

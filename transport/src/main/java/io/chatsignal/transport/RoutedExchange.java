package io.chatsignal.transport;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/** A request on its way to the application's routes. */
final class RoutedExchange implements HttpExchange {
  private final HttpRequest request;
  private final Responder responder;
  private final AtomicBoolean answered = new AtomicBoolean();

  RoutedExchange(HttpRequest request, Responder responder) {
    this.request = request;
    this.responder = responder;
  }

  @Override
  public String method() {
    return request.method();
  }

  @Override
  public String path() {
    return request.path();
  }

  @Override
  public Map<String, List<String>> query() {
    return request.query();
  }

  @Override
  public String header(String name) {
    return request.header(name);
  }

  @Override
  public byte[] body() {
    return request.body();
  }

  @Override
  public String remoteAddress() {
    return request.remoteAddress();
  }

  @Override
  public void respond(HttpAnswer answer) {
    if (!answered.compareAndSet(false, true)) {
      throw new IllegalStateException("a request has one answer");
    }
    responder.respond(answer);
  }
}

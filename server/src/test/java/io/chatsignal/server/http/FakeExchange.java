package io.chatsignal.server.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.chatsignal.transport.HttpAnswer;
import io.chatsignal.transport.HttpExchange;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A request made of literals, which keeps its one answer. */
final class FakeExchange implements HttpExchange {

  private final String method;
  private final String path;
  private final byte[] body;
  private final String remoteAddress;
  private final Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  private Optional<HttpAnswer> answer = Optional.empty();

  FakeExchange(String method, String path, String body, String remoteAddress) {
    this.method = method;
    this.path = path;
    this.body = body.getBytes(UTF_8);
    this.remoteAddress = remoteAddress;
  }

  static FakeExchange get(String path) {
    return new FakeExchange("GET", path, "", "192.0.2.1");
  }

  static FakeExchange post(String contentType, String body) {
    return new FakeExchange("POST", "/app", body, "192.0.2.1").with("Content-Type", contentType);
  }

  FakeExchange with(String header, String value) {
    headers.put(header, value);
    return this;
  }

  HttpAnswer answer() {
    return answer.orElseThrow();
  }

  @Override
  public String method() {
    return method;
  }

  @Override
  public String path() {
    return path;
  }

  @Override
  public Map<String, List<String>> query() {
    return Map.of();
  }

  @Override
  public String header(String name) {
    return headers.getOrDefault(name, "");
  }

  @Override
  public byte[] body() {
    return body;
  }

  @Override
  public String remoteAddress() {
    return remoteAddress;
  }

  @Override
  public void respond(HttpAnswer answer) {
    if (this.answer.isPresent()) {
      throw new IllegalStateException("answered twice");
    }
    this.answer = Optional.of(answer);
  }
}

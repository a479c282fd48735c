package io.chatsignal.transport;

import java.util.List;
import java.util.Map;

/** One complete request, within the limits, and its answer. */
public interface HttpExchange {
  String method();

  /** Decoded, without the query. */
  String path();

  Map<String, List<String>> query();

  /** The first value of a header, empty where there is none. */
  String header(String name);

  byte[] body();

  /** The client's IP address as text, as far as proxies that are trusted told it. */
  String remoteAddress();

  /** Answers, once, now or later, on any thread. */
  void respond(HttpAnswer answer);
}

package io.chatsignal.transport;

import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;
import java.util.Map;

/** One complete request, within the limits. */
@SuppressWarnings("ArrayRecordComponent") // Handed over once, compared nowhere.
record HttpRequest(RequestHead head, byte[] body) {
  String method() {
    return head.method();
  }

  String path() {
    return head.path();
  }

  Map<String, List<String>> query() {
    return head.query();
  }

  HttpHeaders headers() {
    return head.headers();
  }

  String remoteAddress() {
    return head.remoteAddress();
  }

  String header(String name) {
    String value = head.headers().get(name);
    return value == null ? "" : value;
  }
}

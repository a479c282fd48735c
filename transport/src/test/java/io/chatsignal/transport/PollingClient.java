package io.chatsignal.transport;

import io.chatsignal.testkit.RawClient;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A polling client of version 4, with a connection for its GETs and one for its POSTs. */
final class PollingClient implements AutoCloseable {
  private static final Pattern SID = Pattern.compile("\"sid\":\"([^\"]+)\"");

  final String sid;
  final RawClient gets;
  final RawClient posts;

  private PollingClient(String sid, RawClient gets, RawClient posts) {
    this.sid = sid;
    this.gets = gets;
    this.posts = posts;
  }

  /** Opens a session. */
  static PollingClient open(EchoServer server) {
    RawClient gets = server.connect();
    gets.send(get("EIO=4&transport=polling"));
    return new PollingClient(sidOf(gets.readResponse()), gets, server.connect());
  }

  /** Opens a session and enters the main namespace. */
  static PollingClient enter(EchoServer server) {
    PollingClient client = open(server);
    client.post("40");
    String connected = client.poll();
    if (!connected.startsWith("40{")) {
      throw new AssertionError("not let in: " + connected);
    }
    return client;
  }

  static String sidOf(RawClient.Response opened) {
    Matcher sid = SID.matcher(opened.body());
    if (opened.status() != 200 || !sid.find()) {
      throw new AssertionError("no session: " + opened);
    }
    return sid.group(1);
  }

  static String get(String query) {
    return "GET /socket.io/?" + query + " HTTP/1.1\r\nHost: a\r\n\r\n";
  }

  static String postHead(String query, int length) {
    return "POST /socket.io/?"
        + query
        + " HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nContent-Length: "
        + length
        + "\r\n\r\n";
  }

  String query() {
    return "EIO=4&transport=polling&sid=" + sid;
  }

  /** Sends a GET, and leaves its answer to be read. */
  void startPoll() {
    gets.send(get(query()));
  }

  RawClient.Response get() {
    startPoll();
    return gets.readResponse();
  }

  /** The packets that a GET brings. */
  String poll() {
    RawClient.Response answer = get();
    if (answer.status() != 200) {
      throw new AssertionError("no packets: " + answer);
    }
    return answer.body();
  }

  RawClient.Response post(String body) {
    return post(body.getBytes(StandardCharsets.UTF_8));
  }

  RawClient.Response post(byte[] body) {
    posts.send(postHead(query(), body.length));
    posts.sendUnlessClosed(body);
    return posts.readResponse();
  }

  @Override
  public void close() {
    gets.close();
    posts.close();
  }
}

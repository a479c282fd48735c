package io.chatsignal.server.doctor;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a TURN server is, and how it is spoken to (RFC 7065). */
record TurnUrl(String host, int port, Way way) {

  /** What carries the messages. */
  enum Way {
    UDP,
    TCP,
    TLS
  }

  private static final Pattern URL =
      Pattern.compile("(turns?):(\\[[^\\]]+\\]|[^:?]+)(?::(\\d{1,5}))?(?:\\?transport=(udp|tcp))?");

  static TurnUrl parse(String text) {
    Matcher matcher = URL.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("'" + text + "' is no address of a TURN server");
    }
    boolean secure = matcher.group(1).equals("turns");
    int port =
        matcher.group(3) == null ? (secure ? 5349 : 3478) : Integer.parseInt(matcher.group(3));
    boolean tcp = "tcp".equals(matcher.group(4));
    String host = matcher.group(2).replaceAll("[\\[\\]]", "");
    return new TurnUrl(host, port, secure ? Way.TLS : tcp ? Way.TCP : Way.UDP);
  }
}

package io.chatsignal.bench;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;

/** Where the server is, as a URL with one of the schemes http, https, ws and wss. */
record Target(URI url) {
  private static final String SOCKET_PATH = "socket.io/?EIO=4&transport=websocket";

  Target {
    String scheme = url.getScheme();
    if (scheme == null || !scheme.matches("https?|wss?")) {
      throw new IllegalArgumentException(
          url + ": the URL must begin with http://, https://, ws:// or wss://");
    }
    if (url.getHost() == null) {
      throw new IllegalArgumentException(url + ": the URL names no host");
    }
  }

  static Target of(String url) {
    try {
      return new Target(URI.create(url.endsWith("/") ? url : url + "/"));
    } catch (IllegalArgumentException e) {
      String detail = e.getMessage() == null ? "not a URL" : e.getMessage();
      throw new IllegalArgumentException(detail, e);
    }
  }

  boolean secure() {
    return url.getScheme().equals("https") || url.getScheme().equals("wss");
  }

  String host() {
    return url.getHost();
  }

  int port() {
    if (url.getPort() >= 0) {
      return url.getPort();
    }
    return secure() ? 443 : 80;
  }

  /** The path and query of the WebSocket handshake; a path in the URL is kept as a prefix. */
  String socketPath() {
    return url.getRawPath() + SOCKET_PATH;
  }

  URI http(String path) {
    String scheme = secure() ? "https" : "http";
    return URI.create(scheme + "://" + url.getRawAuthority() + url.getRawPath() + path);
  }

  /** Looked up once, so that a thousand connections are not a thousand questions. */
  InetSocketAddress resolve() throws UnknownHostException {
    return new InetSocketAddress(InetAddress.getByName(host()), port());
  }
}

package io.chatsignal.conformance;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;

/**
 * Requests of our own that load the classes which the first request of each kind needs. On a busy
 * machine that takes a second, and the suites give each test two.
 */
final class WarmUp {
  /** A text message: "40", masked with zeros. */
  private static final String CONNECT = "\u0081\u0082\0\0\0\00040";

  private final int port;
  private final String path;

  WarmUp(int port, String path) {
    this.port = port;
    this.path = path;
  }

  void run() throws IOException {
    exchange("GET " + path + "?EIO=4&transport=polling HTTP/1.1\r\nHost: localhost\r\n\r\n", 1);
    exchange(
        "GET "
            + path
            + "?EIO=4&transport=websocket HTTP/1.1\r\nHost: localhost\r\n"
            + "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
            + CONNECT,
        200);
  }

  private void exchange(String request, int answerBytes) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(2000);
      socket.getOutputStream().write(request.getBytes(ISO_8859_1));
      socket.getInputStream().readNBytes(answerBytes);
    }
  }
}

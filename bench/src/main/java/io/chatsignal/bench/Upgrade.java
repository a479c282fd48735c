package io.chatsignal.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;

/** The WebSocket handshake. One key serves all connections, so its answer is known beforehand. */
final class Upgrade {
  // The example of RFC 6455, section 1.3.
  private static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";
  private static final String ACCEPT = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";
  private static final int MAX_ANSWER_BYTES = 16_384;

  private final byte[] request;

  Upgrade(Target target) {
    boolean plainPort = target.url().getPort() < 0;
    String host = plainPort ? target.host() : target.host() + ":" + target.port();
    request =
        ("GET "
                + target.socketPath()
                + " HTTP/1.1\r\nHost: "
                + host
                + "\r\nUpgrade: websocket\r\n"
                + "Connection: Upgrade\r\nSec-WebSocket-Key: "
                + KEY
                + "\r\nSec-WebSocket-Version: 13\r\n\r\n")
            .getBytes(ISO_8859_1);
  }

  byte[] request() {
    return request;
  }

  /** The end of the server's answer, or 0 while it is not whole. */
  int accept(byte[] buffer, int end) throws IOException {
    int length = headLength(buffer, end);
    if (length == 0) {
      if (end > MAX_ANSWER_BYTES) {
        throw new IOException("upgrade: the answer's head doesn't end");
      }
      return 0;
    }
    String head = new String(buffer, 0, length, ISO_8859_1);
    if (!head.startsWith("HTTP/1.1 101")) {
      throw new IOException("upgrade: " + head.lines().findFirst().orElse(""));
    }
    if (!head.contains(ACCEPT)) {
      throw new IOException("upgrade: wrong Sec-WebSocket-Accept");
    }
    return length;
  }

  private static int headLength(byte[] buffer, int end) {
    for (int i = 3; i < end; i++) {
      if (buffer[i] == '\n' && buffer[i - 2] == '\n' && buffer[i - 1] == '\r') {
        return i + 1;
      }
    }
    return 0;
  }
}

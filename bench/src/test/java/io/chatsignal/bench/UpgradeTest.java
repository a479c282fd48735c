package io.chatsignal.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class UpgradeTest {
  private static final String ACCEPTED =
      "HTTP/1.1 101 Switching Protocols\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";

  private final Upgrade upgrade = new Upgrade(Target.of("http://localhost:5000/prefix"));

  @Test
  void theRequestAsksForTheSocketBelowTheGivenPath() {
    assertThat(new String(upgrade.request(), ISO_8859_1))
        .startsWith(
            "GET /prefix/socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: localhost:5000\r\n")
        .endsWith("\r\n\r\n");
  }

  @Test
  void framesMayBeGluedToTheAnswer() throws IOException {
    byte[] bytes = (ACCEPTED + "frame").getBytes(ISO_8859_1);

    for (int end = 0; end < ACCEPTED.length(); end++) {
      assertThat(upgrade.accept(bytes, end)).isZero();
    }
    assertThat(upgrade.accept(bytes, bytes.length)).isEqualTo(ACCEPTED.length());
  }

  @Test
  void aRefusalIsTold() {
    assertRefused(
        "HTTP/1.1 503 Service Unavailable\r\n\r\n", "upgrade: HTTP/1.1 503 Service Unavailable");
    assertRefused(
        "HTTP/1.1 101 Ok\r\nSec-WebSocket-Accept: x\r\n\r\n",
        "upgrade: wrong Sec-WebSocket-Accept");
    assertRefused("x".repeat(20_000), "upgrade: the answer's head doesn't end");
  }

  private void assertRefused(String answer, String message) {
    byte[] bytes = answer.getBytes(ISO_8859_1);
    assertThatThrownBy(() -> upgrade.accept(bytes, bytes.length))
        .isInstanceOf(IOException.class)
        .hasMessage(message);
  }
}

package io.chatsignal.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatsignal.signaling.AppName;
import io.socket.client.IO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The same with version 1.x, which speaks Engine.IO 3 and gives its token in the query. Its classes
 * have the names of 2.x: Maven runs this test by itself, on a class path with 1.x on it.
 */
class OldJavaClientTest {

  private SignalingServer server = TestServer.unstarted();
  private String token = "";

  @BeforeEach
  void start() throws StartException {
    server.start();
    token = server.issueToken(new AppName("android"));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void clientOnTheClassPathIsOfVersionOne() {
    assertThat(IO.protocol).isEqualTo(4);
    assertThat(IO.class.getProtectionDomain().getCodeSource().getLocation().getPath())
        .contains("socket.io-client-1.");
  }

  @ParameterizedTest
  @CsvSource({"websocket,websocket", "websocket,polling", "polling,websocket", "polling,polling"})
  void callGetsFromCreateToLeave(String owners, String guests) throws InterruptedException {
    try (JavaPeer owner = open(token, owners);
        JavaPeer guest = open(token, guests)) {
      JavaCall.joined(owner, guest, token).fromOfferToLeave();
    }
  }

  @Test
  void stockClientUpgradesAndCalls() throws InterruptedException {
    try (JavaPeer owner = open(token);
        JavaPeer guest = open(token)) {
      JavaCall.joined(owner, guest, token).fromOfferToLeave();
    }
  }

  @Test
  void clientWithoutAValidTokenIsRefused() throws InterruptedException {
    try (JavaPeer peer = open("forged")) {
      assertThat(peer.next("error")).isEqualTo("Token is not valid");
    }
  }

  private JavaPeer open(String appToken, String... transports) {
    IO.Options options = new IO.Options();
    options.query = "token=" + appToken;
    if (transports.length > 0) {
      options.transports = transports;
    }
    return new JavaPeer(server.address(), options);
  }
}

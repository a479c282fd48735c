package io.chatsignal.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chatsignal.testkit.RawClient;
import io.chatsignal.testkit.RawWebSocket;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** WebSockets that ask to take over from polling, and then don't, or go away. */
class UpgradeLimitsTest {
  private static final List<String> NOTHING = List.of();

  /** What a client has sent on its WebSocket when it goes. */
  static final List<List<String>> STEPS =
      List.of(
          NOTHING, List.of("2probe"), List.of("2probe", "5"), List.of("x"), List.of("2probe", "x"));

  private static EchoServer server;
  private static EchoServer impatient;

  @BeforeAll
  static void start() {
    server = new EchoServer();
    impatient = EchoServer.limited(limits -> limits.withUpgradeTimeout(Duration.ofMillis(300)));
  }

  @AfterAll
  static void stop() {
    server.close();
    impatient.close();
  }

  private static String target(PollingClient client) {
    return "/socket.io/?EIO=4&transport=websocket&sid=" + client.sid;
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "2probe"})
  void aWebSocketThatDoesNotTakeOverIsClosedWith1008AndPollingGoesOn(String sent) {
    try (PollingClient client = PollingClient.enter(impatient);
        RawWebSocket probe = RawWebSocket.open(impatient.address(), target(client))) {
      if (!sent.isEmpty()) {
        probe.sendText(sent);
        assertThat(probe.readText()).isEqualTo("3probe");
      }
      RawWebSocket.Frame last = probe.read();
      assertThat(last.closeCode()).isEqualTo(1008);
      assertThat(last.text()).endsWith("no upgrade in time");
      assertEchoes(client);
    }
  }

  private static void assertEchoes(PollingClient client) {
    assertThat(client.post("42[\"e\"]").status()).isEqualTo(200);
    assertThat(client.poll()).isEqualTo("42[\"e\"]");
  }

  @Test
  void aSecondWebSocketIsRefusedAndTheFirstTakesOver() {
    try (PollingClient client = PollingClient.enter(server);
        RawWebSocket first = RawWebSocket.open(server.address(), target(client))) {
      first.sendText("2probe");
      assertThat(first.readText()).isEqualTo("3probe");
      try (RawWebSocket second = RawWebSocket.open(server.address(), target(client))) {
        assertThat(second.awaitClose()).isEqualTo(1002);
      }
      first.sendText("5").sendText("42[\"e\"]");
      assertThat(first.readText()).isEqualTo("42[\"e\"]");
    }
  }

  /** The client's connection is torn down at each step of an upgrade: only it is gone. */
  @ParameterizedTest
  @FieldSource("STEPS")
  void cve202241940_aResetAtAnyStepOfAnUpgradeHurtsNobody(List<String> steps) {
    try (PollingClient client = PollingClient.enter(server)) {
      RawWebSocket probe = RawWebSocket.open(server.address(), target(client));
      steps.forEach(probe::sendText);
      probe.connection().reset();
      if (steps.contains("5")) {
        // It has taken over, or is gone before: either way a session ends, and only this one.
        client.startPoll();
        client.gets.close();
        await().until(() -> server.connections() == 0);
      } else {
        assertEchoes(client);
        client.post("1");
        client.get();
        await().until(() -> server.connections() == 0);
      }
    }
    server.assertServes();
  }

  /** A reset right behind the request of a handshake that is refused, or half of one. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/socket.io/?EIO=4&transport=websocket&sid=unknown",
        "/socket.io/?EIO=3&transport=websocket&sid=unknown",
        "/socket.io/?EIO=4&transport=websocket",
        "/nowhere"
      })
  void cve202241940_aResetDuringAHandshakeHurtsNobody(String target) {
    String request = RawWebSocket.handshake(target, "");
    for (int length : new int[] {1, request.length() / 2, request.length()}) {
      RawClient client = server.connect();
      client.send(request.substring(0, length));
      client.reset();
    }
    await().until(() -> server.connections() == 0);
    server.assertServes();
  }

  /** A frame in the segment of its handshake, before anything else could have been set up. */
  @ParameterizedTest
  @ValueSource(strings = {"8080", "7f7f", "81fe", "c180"})
  void cve202221676_aBrokenFrameBehindTheHandshakeClosesThatConnection(String frame) {
    try (RawClient client = server.connect()) {
      String request = RawWebSocket.handshake("/socket.io/?EIO=4&transport=websocket", "");
      byte[] glued = java.util.HexFormat.of().parseHex(frame + "0000000000000000");
      client.send(request + new String(glued, java.nio.charset.StandardCharsets.ISO_8859_1));
      assertThat(client.readResponse().status()).isEqualTo(101);
      client.readToEnd();
    }
    await().until(() -> server.connections() == 0);
    server.assertServes();
  }
}

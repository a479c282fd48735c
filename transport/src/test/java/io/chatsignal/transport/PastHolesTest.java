package io.chatsignal.transport;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.chatsignal.testkit.RawClient;
import io.chatsignal.testkit.RawWebSocket;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Published holes of servers like this one that no other class tries; docs/security-holes.md. */
class PastHolesTest {
  private static final String TARGET = "/socket.io/?EIO=4&transport=websocket";
  private static final int IDS = 200_000;

  private static EchoServer server;
  private static EchoServer compressing;

  @BeforeAll
  static void start() {
    server = new EchoServer();
    compressing =
        new EchoServer(config -> config.withCompression(SocketServerConfig.Compression.ON));
  }

  @AfterAll
  static void stop() {
    server.close();
    compressing.close();
  }

  private static RawWebSocket enter() {
    RawWebSocket client = RawWebSocket.open(server.address(), TARGET);
    assertThat(client.readText()).startsWith("0{");
    client.sendText("40");
    assertThat(client.readText()).startsWith("40{");
    return client;
  }

  @Test
  void cve201716031_idsHave144RandomBitsAndNoneComesTwice() {
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < IDS; i++) {
      String id = Ids.next();
      assertThat(id).hasSize(24);
      ids.add(id);
    }
    assertThat(ids).hasSize(IDS);
  }

  /** Whoever knows the public id of a socket must not know the session that it came by. */
  @Test
  void cve201716031_aSocketsIdIsNotThatOfItsSession() {
    try (PollingClient client = PollingClient.open(server)) {
      client.post("40");
      assertThat(client.poll()).startsWith("40{\"sid\":\"").doesNotContain(client.sid);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 4, 125})
  void cve201610518_aPongIsThePingsBytesAndNoOthers(int length) {
    try (RawWebSocket client = enter()) {
      byte[] data = new byte[length];
      for (int i = 0; i < length; i++) {
        data[i] = (byte) (i * 31);
      }
      client.send(RawWebSocket.frame(RawWebSocket.LAST | RawWebSocket.PING, data));
      RawWebSocket.Frame pong = client.read();
      assertThat(pong.first()).isEqualTo(RawWebSocket.LAST | RawWebSocket.PONG);
      assertThat(pong.payload()).isEqualTo(data);
    }
  }

  @Test
  void cve202645736_aCloseIsItsCodeAndNoBytesOfAnybodyElse() {
    try (RawWebSocket client = enter()) {
      client.sendClose(4321);
      assertThat(client.read().payload()).isEqualTo(new byte[] {0x10, (byte) 0xe1});
    }
  }

  /** Refused at its head: nothing of it is there to be waited for. */
  @ParameterizedTest
  @ValueSource(strings = {"000000ffffffffff", "7fffffffffffffff", "0000000000040001"})
  void cve201610542_aFrameIsRefusedByItsLengthAlone(String length) {
    try (RawWebSocket client = enter()) {
      client.send(HexFormat.of().parseHex("82ff" + length + "00000000"));
      assertThat(client.awaitClose()).isEqualTo(1009);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "constructor",
        "__proto__",
        "permessage-deflate; constructor",
        "permessage-deflate; __proto__=1",
        "permessage-deflate; server_max_window_bits=__proto__",
        ",,,;;;===",
        "permessage-deflate; \"",
        "toString, hasOwnProperty, valueOf"
      })
  void ghsa5v72_anOddExtensionIsNotAgreedTo(String offer) {
    try (RawClient client = compressing.connect()) {
      client.send(RawWebSocket.handshake(TARGET, "Sec-WebSocket-Extensions: " + offer + "\r\n"));
      RawClient.Response answer = client.readResponse();
      assertThat(answer.status()).isEqualTo(101);
      assertThat(answer.headers()).doesNotContainKey("sec-websocket-extensions");
    }
    compressing.assertServes();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Sec-WebSocket-Protocol",
        "Sec-WebSocket-Extensions",
        "Origin",
        "X-Forwarded-For",
        "Accept"
      })
  void cve202132640_aHeaderOfSeparatorsIsReadInNoTime(String name) {
    for (String part : new String[] {" ", ",", " ,", "a;", "\"", "\\"}) {
      String value = "x" + part.repeat(7000 / part.length()) + "x";
      try (RawClient client = compressing.connect()) {
        client.send(RawWebSocket.handshake(TARGET, name + ": " + value + "\r\n"));
        assertThat(client.readResponse().status()).isIn(101, 400);
      }
    }
  }

  @Test
  void cve202662389_fragmentsOfNothingAreCountedToo() {
    try (RawWebSocket client = enter()) {
      client.send(RawWebSocket.frame(RawWebSocket.TEXT, ""));
      byte[] nothing = RawWebSocket.frame(RawWebSocket.CONTINUATION, "");
      for (int i = 0; i < 4096; i++) {
        client.connection().sendUnlessClosed(nothing);
      }
      assertThat(client.awaitClose()).isEqualTo(1009);
    }
  }

  /** Where answers depend on what each request asked for, its wishes are remembered until then. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Accept-Encoding: gzip, deflate, br",
        "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits",
        "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Extensions: permessage-deflate"
      })
  void cve2026100658_aFloodOfRequestsWithWishesIsNotServed(String wishes) {
    try (RawClient client = RawClient.connectDeaf(compressing.address())) {
      String flood = ("GET /large HTTP/1.1\r\nHost: a\r\n" + wishes + "\r\n\r\n").repeat(10_000);
      client.sendUnlessClosed(flood.getBytes(ISO_8859_1));
      compressing.assertServes();
      assertThat(client.readToEnd().split("HTTP/1.1 ", -1)).hasSizeLessThan(100);
    }
  }
}

package io.chatsignal.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chatsignal.testkit.RawClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How many connections there may be, in all and of one client, whoever stands between. */
class ConnectionLimitsTest {
  private static final String POLLING = "EIO=4&transport=polling";

  private static EchoServer limited(int inAll, int perAddress) {
    return EchoServer.limited(limits -> limits.withMaxConnections(inAll, perAddress));
  }

  /** Behind a proxy on this machine that is trusted. */
  private static EchoServer proxied(int perAddress, String... trusted) {
    return new EchoServer(config ->
        config
            .withAccess(
                new SocketServerConfig.Access(
                    Set.of(), Set.of(trusted), SocketServerConfig.ProxyProtocol.NONE))
            .withLimits(config.limits().withMaxConnections(0, perAddress)));
  }

  private static RawClient.Response open(EchoServer server, String... headers) {
    return ask(server, POLLING, headers);
  }

  private static RawClient.Response openWebSocket(RawClient client) {
    return ask(
        client,
        "EIO=4&transport=websocket",
        "Connection: Upgrade",
        "Upgrade: websocket",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==");
  }

  private static RawClient.Response ask(EchoServer server, String query, String... headers) {
    try (RawClient client = server.connect()) {
      return ask(client, query, headers);
    }
  }

  private static RawClient.Response ask(RawClient client, String query, String... headers) {
    StringBuilder request =
        new StringBuilder("GET /socket.io/?" + query + " HTTP/1.1\r\nHost: a\r\n");
    for (String header : headers) {
      request.append(header).append("\r\n");
    }
    client.send(request.append("\r\n").toString());
    return client.readResponse();
  }

  // ---- sessions

  @Test
  void sessionsOverTheMaximumGet503UntilOneHasLeft() {
    try (EchoServer server = limited(2, 0);
        PollingClient first = PollingClient.enter(server);
        RawClient second = server.connect()) {
      assertThat(openWebSocket(second).status()).isEqualTo(101);
      RawClient.Response refused = open(server);
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.header("Retry-After")).isEqualTo("5");
      assertThat(refused.body()).contains("The server is full");
      try (RawClient third = server.connect()) {
        assertThat(openWebSocket(third).status()).isEqualTo(503);
      }
      server.assertServes();
      assertThat(server.connections()).isEqualTo(2);
      first.post("1");
      first.get();
      await().until(() -> server.connections() == 1);
      assertThat(open(server).status()).isEqualTo(200);
    }
  }

  @Test
  void sessionsOfOneAddressOverItsMaximumGet429UntilOneHasLeft() {
    try (EchoServer server = limited(0, 2);
        PollingClient first = PollingClient.enter(server);
        RawClient second = server.connect()) {
      assertThat(openWebSocket(second).status()).isEqualTo(101);
      RawClient.Response refused = open(server);
      assertThat(refused.status()).isEqualTo(429);
      assertThat(refused.header("Retry-After")).isEqualTo("5");
      assertThat(refused.body()).contains("Too many connections from this address");
      second.reset();
      await().until(() -> server.connections() == 1);
      assertThat(first.post("42[\"echo\"]").status()).isEqualTo(200);
      assertThat(open(server).status()).isEqualTo(200);
    }
  }

  /** As in netty-socketio's issue 1000: counted twice, and taken off once. */
  @Test
  void aSessionIsCountedOnceHoweverItEnds() {
    try (EchoServer server = limited(1, 1)) {
      for (String goodbye : List.of("1", "nonsense", "")) {
        try (PollingClient client = PollingClient.enter(server)) {
          client.startPoll();
          if (goodbye.isEmpty()) {
            client.gets.reset();
          } else {
            client.post(goodbye);
          }
          await().until(() -> server.connections() == 0);
        }
      }
      assertThat(open(server).status()).isEqualTo(200);
      assertThat(server.connections()).isEqualTo(1);
    }
  }

  // ---- behind a proxy

  @Test
  void clientsBehindATrustedProxyAreCountedEachForItself() {
    try (EchoServer server = proxied(1, "127.0.0.1")) {
      assertThat(open(server, "X-Forwarded-For: 192.0.2.1").status()).isEqualTo(200);
      assertThat(open(server, "X-Forwarded-For: 192.0.2.1").status()).isEqualTo(429);
      assertThat(open(server, "X-Forwarded-For: 203.0.113.9, 192.0.2.1").status()).isEqualTo(429);
      assertThat(open(server, "X-Forwarded-For: ::ffff:192.0.2.1").status()).isEqualTo(429);
      assertThat(open(server, "X-Forwarded-For: 192.0.2.2").status()).isEqualTo(200);
    }
  }

  @Test
  void anIpv6ClientIsCountedByItsNetwork() {
    try (EchoServer server = proxied(1, "127.0.0.1")) {
      assertThat(open(server, "X-Forwarded-For: 2001:db8:0:1::1").status()).isEqualTo(200);
      assertThat(open(server, "X-Forwarded-For: 2001:db8:0:1:ffff::2").status()).isEqualTo(429);
      assertThat(open(server, "X-Forwarded-For: 2001:db8:0:2::1").status()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "192.0.2.0/24"})
  void forwardedAddressesAreNotBelievedUnlessConfigured(String trusted) {
    String[] proxies = trusted.isEmpty() ? new String[0] : new String[] {trusted};
    try (EchoServer server = proxied(1, proxies)) {
      assertThat(open(server, "X-Forwarded-For: 192.0.2.1").status()).isEqualTo(200);
      assertThat(open(server, "X-Forwarded-For: 192.0.2.2").status()).isEqualTo(429);
    }
  }

  // ---- TCP connections that never become sessions

  @Test
  void connectionsThatSayNothingDoNotGrowWithoutEnd() {
    int most = 2 * 10 + Admissions.SPARE_CHANNELS;
    try (EchoServer server = limited(10, 0)) {
      assertHolds(server, most);
    }
  }

  @Test
  void connectionsOfOneAddressThatSayNothingDoNotGrowWithoutEnd() {
    int most = 2 * 3 + Admissions.SPARE_CHANNELS;
    try (EchoServer server = limited(0, 3)) {
      assertHolds(server, most);
    }
  }

  @Test
  void aTrustedProxyMayHoldAsManyConnectionsAsItsClientsNeed() {
    try (EchoServer server = proxied(1, "127.0.0.0/8")) {
      List<RawClient> silent = new ArrayList<>();
      for (int i = 0; i < 2 * (2 + Admissions.SPARE_CHANNELS); i++) {
        silent.add(server.connect());
      }
      server.assertServes();
      silent.forEach(RawClient::close);
    }
  }

  private static void assertHolds(EchoServer server, int most) {
    List<RawClient> silent = new ArrayList<>();
    for (int i = 0; i < most; i++) {
      silent.add(server.connect());
    }
    silent.getLast().send("GET /echo HTTP/1.1\r\nHost: a\r\n\r\n");
    assertThat(silent.getLast().readResponse().status()).isEqualTo(200);
    try (RawClient oneTooMany = server.connect()) {
      oneTooMany.awaitEnd();
    }
    silent.removeFirst().close();
    await().untilAsserted(server::assertServes);
    silent.forEach(RawClient::close);
  }
}

package io.chatsignal.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatsignal.testkit.RawClient;
import java.util.HexFormat;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The PROXY header of versions 1 and 2, by which a balancer says whom a connection comes from. */
class ProxyProtocolTest {
  private static final String FROM = "GET /from HTTP/1.1\r\nHost: a\r\n\r\n";
  private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";

  /** 192.0.2.1, port 1234, to 198.51.100.1, port 80. */
  private static final String V4 = "000c" + "c0000201" + "c6336401" + "04d2" + "0050";

  private static EchoServer anybodys;
  private static EchoServer strangers;
  private static EchoServer none;

  @BeforeAll
  static void start() {
    anybodys = server(SocketServerConfig.ProxyProtocol.REQUIRED);
    strangers = server(SocketServerConfig.ProxyProtocol.REQUIRED, "10.0.0.0/8");
    none = server(SocketServerConfig.ProxyProtocol.NONE, "127.0.0.1");
  }

  private static EchoServer server(SocketServerConfig.ProxyProtocol protocol, String... trusted) {
    return new EchoServer(config ->
        config.withAccess(new SocketServerConfig.Access(Set.of(), Set.of(trusted), protocol)));
  }

  @AfterAll
  static void stop() {
    anybodys.close();
    strangers.close();
    none.close();
  }

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits);
  }

  private static String addressSeen(byte[] header) {
    try (RawClient client = anybodys.connect()) {
      client.send(header).send(FROM);
      return client.readResponse().body();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "TCP4 192.0.2.1 198.51.100.1 1234 80, 192.0.2.1",
    "TCP6 2001:db8::1 2001:db8::2 1234 80, 2001:db8::1",
    "UNKNOWN, 127.0.0.1"
  })
  void version1IsRead(String header, String address) {
    try (RawClient client = anybodys.connect()) {
      client.sendDripping("PROXY " + header + "\r\n" + FROM + FROM);
      assertThat(client.readResponse().body()).isEqualTo(address);
      assertThat(client.readResponse().body()).isEqualTo(address);
    }
  }

  @Test
  void version2IsRead() {
    assertThat(addressSeen(hex(SIGNATURE + "21" + "11" + V4))).isEqualTo("192.0.2.1");
    String v6 =
        "0024"
            + "20010db8000000000000000000000001"
            + "20010db8000000000000000000000002"
            + "04d20050";
    assertThat(addressSeen(hex(SIGNATURE + "21" + "21" + v6))).isEqualTo("2001:db8::1");
  }

  @Test
  void aHealthCheckOfTheProxyNamesNobody() {
    assertThat(addressSeen(hex(SIGNATURE + "20" + "00" + "0000"))).isEqualTo("127.0.0.1");
  }

  @Test
  void whatVersion2BringsBesideTheAddressesIsIgnored() {
    String extra = "04" + "0003" + "000000";
    String header = V4.replaceFirst("000c", "0012") + extra;
    assertThat(addressSeen(hex(SIGNATURE + "21" + "11" + header))).isEqualTo("192.0.2.1");
  }

  @Test
  void aConnectionIsCountedForItsClient() {
    try (EchoServer server =
        new EchoServer(config ->
            config
                .withAccess(
                    new SocketServerConfig.Access(
                        Set.of(), Set.of(), SocketServerConfig.ProxyProtocol.REQUIRED))
                .withLimits(config.limits().withMaxConnections(0, 1)))) {
      assertThat(statusFrom(server, "192.0.2.1")).isEqualTo(200);
      assertThat(statusFrom(server, "192.0.2.1")).isEqualTo(429);
      assertThat(statusFrom(server, "192.0.2.2")).isEqualTo(200);
    }
  }

  private static int statusFrom(EchoServer server, String address) {
    try (RawClient client = server.connect()) {
      client.send("PROXY TCP4 " + address + " 198.51.100.1 1234 80\r\n");
      client.send(PollingClient.get("EIO=4&transport=polling"));
      return client.readResponse().status();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /from HTTP/1.1\r\nHost: a\r\n\r\n",
        "PROXY TCP4 192.0.2.1\r\n",
        "PROXY TCP4 192.0.2.1 198.51.100.1 1234 99999\r\n",
        "PROXY TCP4 a b 1 2\r\n",
        "PROXY TCP5 192.0.2.1 198.51.100.1 1234 80\r\n",
        "PROXY TCP4 192.0.2.1 198.51.100.1 1234 80 and then much more than the one hundred and seven"
            + " octets that the longest line of version 1 has, without an end"
      })
  void aConnectionWithoutAHeaderIsClosed(String beginning) {
    try (RawClient client = anybodys.connect()) {
      client.send(beginning + FROM);
      client.awaitEnd();
    }
  }

  @Test
  void extrasThatAreTooLongCloseTheConnection() {
    String header = SIGNATURE + "21" + "11" + V4.replaceFirst("000c", "f00f") + "04f000";
    try (RawClient client = anybodys.connect()) {
      client.send(hex(header));
      client.sendUnlessClosed(new byte[0xf000]);
      client.awaitEnd();
    }
  }

  @Test
  void aHeaderIsNoRequestWhereNoneIsExpected() {
    try (RawClient client = none.connect()) {
      client.send("PROXY TCP4 192.0.2.1 198.51.100.1 1234 80\r\n" + FROM);
      assertThat(client.readResponse().status()).isEqualTo(400);
      client.awaitEnd();
    }
  }

  @Test
  void aStrangersHeaderIsNotBelieved() {
    try (RawClient client = strangers.connect()) {
      client.send("PROXY TCP4 192.0.2.1 198.51.100.1 1234 80\r\n" + FROM);
      assertThat(client.readResponse().status()).isEqualTo(400);
      client.awaitEnd();
    }
    try (RawClient client = strangers.connect()) {
      client.send(FROM);
      assertThat(client.readResponse().body()).isEqualTo("127.0.0.1");
    }
  }
}

package io.chatsignal.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.chatsignal.testkit.RawClient;
import io.chatsignal.testkit.RawWebSocket;
import io.chatsignal.testkit.TestCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.HexFormat;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** HTTPS and WSS, with the JDK's client. */
class TlsTest {
  private static final String ECHO =
      "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi";

  @TempDir private static Path folder;
  private static TestCertificate first;
  private static EchoServer server;

  @BeforeAll
  static void start() throws IOException {
    first = TestCertificate.make("EC");
    server = serve(first, "shared");
  }

  private static EchoServer serve(TestCertificate identity, String name) throws IOException {
    write(identity, name);
    return new EchoServer(config ->
        config
            .withTls(folder.resolve(name + ".crt"), folder.resolve(name + ".key"))
            .withLimits(
                config
                    .limits()
                    .withDeadlines(
                        Duration.ofSeconds(1), Duration.ofSeconds(75), Duration.ofSeconds(60))));
  }

  private static void write(TestCertificate identity, String name) throws IOException {
    Files.writeString(folder.resolve(name + ".key"), identity.keyPem());
    Files.writeString(folder.resolve(name + ".crt"), identity.certificatePem());
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static RawClient connect(String... versions) throws IOException {
    return RawClient.connectTls(server.address(), TestCertificate.trusting(first), versions);
  }

  private static Certificate certificateOf(RawClient client) throws IOException {
    return ((SSLSocket) client.socket()).getSession().getPeerCertificates()[0];
  }

  private static RawWebSocket enter(RawClient connection) {
    connection.send(RawWebSocket.handshake("/socket.io/?EIO=4&transport=websocket", ""));
    assertThat(connection.readResponse().status()).isEqualTo(101);
    RawWebSocket client = RawWebSocket.on(connection);
    assertThat(client.readText()).startsWith("0{");
    client.sendText("40");
    assertThat(client.readText()).startsWith("40{");
    return client;
  }

  private static void assertEchoes(RawWebSocket client) {
    client.sendText("42[\"e\",1]");
    assertThat(client.readText()).isEqualTo("42[\"e\",1]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void httpsIsServed(String version) throws IOException {
    try (RawClient client = connect(version)) {
      for (int i = 0; i < 2; i++) {
        client.send(ECHO);
        assertThat(client.readResponse().body()).isEqualTo("POST hi");
      }
      client.send("GET /large HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
      assertThat(client.readResponse().body()).hasSize(EchoServer.LARGE_BYTES);
      client.awaitEnd();
      assertThat(((SSLSocket) client.socket()).getSession().getProtocol()).isEqualTo(version);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void wssIsServed(String version) throws IOException {
    try (RawWebSocket client = enter(connect(version))) {
      assertEchoes(client);
      String large = "42[\"e\",\"" + "x".repeat(100_000) + "\"]";
      client.sendText(large);
      assertThat(client.readText()).isEqualTo(large);
      client.sendText("451-[\"b\",{\"_placeholder\":true,\"num\":0}]").sendBinary(new byte[70_000]);
      assertThat(client.readText()).startsWith("451-[\"b\",");
      assertThat(client.readBinary()).hasSize(70_000);
      client.sendClose(1000);
      assertThat(client.awaitClose()).isEqualTo(1000);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void aBrokenFrameOverTlsGetsItsCloseCode(String version) throws IOException {
    try (RawWebSocket client = enter(connect(version))) {
      client.send(RawWebSocket.frame(RawWebSocket.LAST | 3, "x"));
      assertThat(client.awaitClose()).isEqualTo(1002);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"RSA", "EC", "Ed25519"})
  void aCertificateMayBeOfAnyKind(String algorithm) throws IOException {
    TestCertificate identity = TestCertificate.make(algorithm);
    try (EchoServer other = serve(identity, algorithm);
        RawClient client =
            RawClient.connectTls(other.address(), TestCertificate.trusting(identity))) {
      client.send(ECHO);
      assertThat(client.readResponse().body()).isEqualTo("POST hi");
      assertThat(certificateOf(client)).isEqualTo(identity.certificate());
    }
  }

  /** The client's hello of TLS 1.1, which the JDK's own client refuses to say. */
  @Test
  void olderVersionsAreRefusedWithAnAlert() {
    String hello = "0302" + "00".repeat(32) + "00" + "0004c009c013" + "0100";
    try (RawClient client = RawClient.connect(server.address())) {
      client.send(HexFormat.of().parseHex("160301002f" + "0100002b" + hello));
      assertThat(client.readToEnd().getBytes(java.nio.charset.StandardCharsets.ISO_8859_1))
          .startsWith(0x15)
          .endsWith(2, 70);
    }
  }

  // ---- certificates that are renewed

  @Test
  void aRenewedCertificateIsServedAndNoConnectionIsLost() throws IOException {
    TestCertificate second = TestCertificate.make("EC");
    SSLContext trusting = TestCertificate.trusting(first, second);
    try (EchoServer renewed = serve(first, "renewed");
        RawWebSocket open = enter(RawClient.connectTls(renewed.address(), trusting, "TLSv1.3"));
        RawWebSocket old = enter(RawClient.connectTls(renewed.address(), trusting, "TLSv1.2"))) {
      write(second, "renewed");
      await()
          .until(() -> {
            try (RawClient next = RawClient.connectTls(renewed.address(), trusting)) {
              next.send(ECHO);
              assertThat(next.readResponse().body()).isEqualTo("POST hi");
              return certificateOf(next).equals(second.certificate());
            }
          });
      assertEchoes(open);
      assertEchoes(old);
      assertThat(certificateOf(open.connection())).isEqualTo(first.certificate());
      assertThat(renewed.connections()).isEqualTo(2);
      assertThat(renewed.ended).isEmpty();
    }
  }

  // ---- hostile clients

  @Test
  void aClientThatRenegotiatesIsCutOff() throws IOException {
    try (RawClient client = connect("TLSv1.2")) {
      client.send(ECHO);
      assertThat(client.readResponse().status()).isEqualTo(200);
      assertThatThrownBy(
              () -> {
                ((SSLSocket) client.socket()).startHandshake();
                client.send(ECHO);
                client.readResponse();
              })
          .isNotNull();
    }
    try (RawClient next = connect("TLSv1.2")) {
      next.send(ECHO);
      assertThat(next.readResponse().status()).isEqualTo(200);
    }
  }

  /** In TLS 1.3 the same call asks for new keys, which is cheap and allowed. */
  @Test
  void newKeysMayBeAskedFor() throws IOException {
    try (RawClient client = connect("TLSv1.3")) {
      for (int i = 0; i < 3; i++) {
        client.send(ECHO);
        assertThat(client.readResponse().status()).isEqualTo(200);
        ((SSLSocket) client.socket()).startHandshake();
      }
      client.send(ECHO);
      assertThat(client.readResponse().status()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "16", "160301", "16030100ff010000"})
  void aHandshakeThatStopsIsClosed(String begun) {
    try (RawClient client = RawClient.connect(server.address())) {
      client.send(HexFormat.of().parseHex(begun));
      client.readToEnd();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"GET / HTTP/1.1\r\nHost: a\r\n\r\n", "\u0000\u0000\u0000\u0000\u0000\u0000"})
  void whatIsNoTlsIsClosed(String bytes) {
    try (RawClient client = RawClient.connect(server.address())) {
      client.send(bytes);
      client.readToEnd();
    }
    assertServesOverTls();
  }

  private static void assertServesOverTls() {
    try (RawClient client = connect()) {
      client.send(ECHO);
      assertThat(client.readResponse().body()).isEqualTo("POST hi");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}

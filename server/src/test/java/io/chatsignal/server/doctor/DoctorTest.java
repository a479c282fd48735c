package io.chatsignal.server.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatsignal.server.SignalingServer;
import io.chatsignal.server.TestServer;
import io.chatsignal.server.config.Configuration;
import io.chatsignal.server.config.ServerConfig;
import io.chatsignal.server.doctor.Finding.Verdict;
import io.chatsignal.server.ice.TurnAccess;
import io.chatsignal.transport.SocketServerConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each fault is made for real, and has to be named. */
class DoctorTest {

  private static final InstantSource CLOCK = InstantSource.system();

  @TempDir private Path folder;

  // ---- port

  @Test
  void portThatIsFreeIsGood() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    assertThat(port(port).verdict()).isEqualTo(Verdict.GOOD);
  }

  @Test
  void portThatAnotherProgramHasIsNamed() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> hangUpOnEverybody(socket));
      int port = socket.getLocalPort();
      assertThat(port(port))
          .isEqualTo(
              Finding.broken(
                  "Port",
                  "Port %d is taken by another program: stop that ('ss -ltnp' names it), or set APP_PORT."
                      .formatted(port)));
    }
  }

  private static void hangUpOnEverybody(ServerSocket socket) {
    try {
      while (true) {
        socket.accept().close();
      }
    } catch (IOException _) {
      // Closed: the test is over.
    }
  }

  @Test
  void portOnWhichTheServerRunsAlreadyIsGood() throws Exception {
    try (SignalingServer server = TestServer.unstarted().start()) {
      int port = URI.create(server.address()).getPort();
      assertThat(port(port))
          .isEqualTo(Finding.good("Port", "A Socket.IO server answers on port " + port + "."));
    }
  }

  @Test
  void addressOfAnotherMachineIsNamed() {
    Finding finding = only(new PortCheck(config().withHost("192.0.2.1").withPort(0)));
    assertThat(finding.verdict()).isEqualTo(Verdict.BROKEN);
    assertThat(finding.sentence()).contains("APP_HOST an address of this machine");
  }

  private static Finding port(int port) {
    return only(new PortCheck(config().withHost("127.0.0.1").withPort(port)));
  }

  // ---- TLS

  @Test
  void certificateThatHasExpiredIsNamed() throws Exception {
    Finding finding = only(tls(Certificates.make(folder, "-30d", 10)));
    assertThat(finding.verdict()).isEqualTo(Verdict.BROKEN);
    assertThat(finding.sentence())
        .startsWith("The certificate of 'CN=signal.example.org' expired at ")
        .endsWith(": renew it and restart the server.");
  }

  @Test
  void certificateThatExpiresSoonIsWorthALook() throws Exception {
    Finding finding = only(tls(Certificates.make(folder, "-30d", 35)));
    assertThat(finding.verdict()).isEqualTo(Verdict.DOUBTFUL);
    assertThat(finding.sentence()).contains("expires at");
  }

  @Test
  void certificateThatNoAuthoritySignedIsWorthALook() throws Exception {
    Finding finding = only(tls(Certificates.make(folder, "-1d", 365)));
    assertThat(finding.verdict()).isEqualTo(Verdict.DOUBTFUL);
    assertThat(finding.sentence()).contains("no authority that this JDK knows stands behind it");
  }

  @Test
  void keyOfAnotherCertificateIsNamed() throws Exception {
    Certificates one = Certificates.make(folder, "-1d", 365);
    Certificates other = Certificates.make(folder, "-1d", 365);
    Finding finding = only(tls(new Certificates(one.certificate(), other.key())));
    assertThat(finding.verdict()).isEqualTo(Verdict.BROKEN);
    assertThat(finding.sentence()).contains("PEM files that belong together");
  }

  private static Check tls(Certificates files)
      throws IOException, GeneralSecurityException, InterruptedException {
    return new TlsCheck(config().withTls(files.certificate(), files.key()), CLOCK);
  }

  // ---- TURN

  @ParameterizedTest
  @ValueSource(strings = {"udp", "tcp"})
  void turnServerThatSharesTheSecretGivesARelay(String transport) throws IOException {
    try (TurnProcess turn = new TurnProcess(folder, "shared")) {
      assertThat(turn(turn.url(transport), "shared"))
          .isEqualTo(Finding.good("TURN", turn.url(transport) + " gave us a relay."));
    }
  }

  @Test
  void turnServerWithAnotherSecretIsNamed() throws IOException {
    try (TurnProcess turn = new TurnProcess(folder, "shared")) {
      Finding finding = turn(turn.url("udp"), "mistyped");
      assertThat(finding.verdict()).isEqualTo(Verdict.BROKEN);
      assertThat(finding.sentence())
          .contains("refuses our password: TURN_SECRET has to be its static-auth-secret");
    }
  }

  @Test
  void turnServerThatIsNotThereIsNamed() throws IOException {
    String url;
    try (TurnProcess turn = new TurnProcess(folder, "shared")) {
      url = turn.url("udp");
    }
    Finding finding = turn(url, "shared");
    assertThat(finding.verdict()).isEqualTo(Verdict.BROKEN);
    assertThat(finding.sentence()).startsWith(url + " can't be reached");
  }

  private static Finding turn(String url, String secret) {
    return only(new TurnCheck(new TurnAccess(List.of(url), secret, Duration.ofMinutes(1)), CLOCK));
  }

  // ---- clock

  @ParameterizedTest
  @ValueSource(longs = {-3600, 3600, 30})
  void clockThatIsOffIsNamed(long seconds) throws IOException {
    Finding finding = clock(Duration.ofSeconds(seconds));
    assertThat(finding.verdict()).isEqualTo(Verdict.BROKEN);
    assertThat(finding.sentence())
        .contains(seconds < 0 ? "behind" : "ahead of")
        .contains("have chrony or systemd-timesyncd set it");
  }

  @Test
  void clockThatIsRightIsGood() throws IOException {
    assertThat(clock(Duration.ZERO).verdict()).isEqualTo(Verdict.GOOD);
  }

  @Test
  void clockThatNobodyCanCompareIsWorthALook() {
    Finding finding = only(new ClockCheck(CLOCK, "nowhere.invalid"));
    assertThat(finding.verdict()).isEqualTo(Verdict.DOUBTFUL);
    assertThat(finding.sentence()).contains("no answer from nowhere.invalid (no such host)");
  }

  private static Finding clock(Duration offset) throws IOException {
    try (TimeServer server = new TimeServer()) {
      return only(new ClockCheck(InstantSource.offset(CLOCK, offset), server.name()));
    }
  }

  // ---- files

  @Test
  void tooFewFilesAreNamed() throws IOException, InterruptedException {
    String printed = runWithFiles(512);
    assertThat(printed)
        .contains("BROKEN  Open files  512 are allowed, for about 256 clients: raise it to 65536")
        .endsWith("Something is broken.\n");
  }

  @Test
  void fewerFilesThanConnectionsAreNamed() {
    Finding finding = only(new FilesCheck(Integer.MAX_VALUE - 1000));
    assertThat(finding.verdict()).isEqualTo(Verdict.BROKEN);
    assertThat(finding.sentence()).contains("and MAX_CONNECTIONS is 2147482647");
  }

  /** The whole command, in a process that may open no more than so many. */
  private String runWithFiles(int files) throws IOException, InterruptedException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    ProcessBuilder builder =
        new ProcessBuilder(
            "sh",
            "-c",
            "ulimit -n " + files + "; exec \"$0\" \"$@\"",
            java,
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            "io.chatsignal.server.cli.Main",
            "doctor",
            "--app-port=0",
            "--data-dir=" + folder,
            "--time-server=127.0.0.1:1");
    builder.environment().keySet().removeIf(name -> name.startsWith("APP_"));
    Process process = builder.redirectErrorStream(true).start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isEqualTo(1);
    return printed;
  }

  // ---- all of it

  @Test
  void everyPartThatIsSetIsTried() throws Exception {
    Certificates files = Certificates.make(folder, "-1d", 365);
    Map<String, String> settings =
        Map.of(
            "APP_PORT", "0",
            "TLS_CERT", files.certificate().toString(),
            "TLS_KEY", files.key().toString(),
            "TURN_URLS", "turn:127.0.0.1:1,turns:nowhere.invalid",
            "TURN_SECRET", "secret",
            "REDIS_URL", "redis://127.0.0.1:1");
    ServerConfig config = ServerConfig.of(Configuration.resolve(settings, Map.of()), folder);
    assertThat(new Doctor(config, CLOCK, "nowhere.invalid").findings())
        .extracting(Finding::subject)
        .containsExactly("Port", "Open files", "Clock", "TLS", "Redis", "TURN", "TURN");
  }

  private static SocketServerConfig config() {
    return SocketServerConfig.defaults();
  }

  private static Finding only(Check check) {
    List<Finding> findings = check.findings();
    assertThat(findings).hasSize(1);
    return findings.getFirst();
  }
}

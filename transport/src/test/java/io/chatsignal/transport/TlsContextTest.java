package io.chatsignal.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.chatsignal.testkit.TestCertificate;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which certificate is served while its files change, and what the log says about it. */
class TlsContextTest {
  private static TestCertificate first;
  private static TestCertificate second;
  private static TestCertificate rsa;

  @TempDir private Path folder;
  private Path certificate;
  private Path key;
  private final Logger logger = (Logger) EngineServer.LOG;
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();

  @BeforeAll
  static void make() {
    first = TestCertificate.make("EC");
    second = TestCertificate.make("EC");
    rsa = TestCertificate.make("RSA");
  }

  @BeforeEach
  void write() throws IOException {
    certificate = folder.resolve("cert.pem");
    key = folder.resolve("key.pem");
    write(first.certificatePem(), first.keyPem());
    log.start();
    logger.addAppender(log);
  }

  @AfterEach
  void stopReading() {
    logger.detachAppender(log);
  }

  private void write(String certificatePem, String keyPem) throws IOException {
    Files.writeString(certificate, certificatePem);
    Files.writeString(key, keyPem);
  }

  private TlsContext load() throws IOException {
    return TlsContext.load(new SocketServerConfig.Tls(certificate, key));
  }

  private static Certificate served(TlsContext context) {
    return context.certificate();
  }

  private List<String> warnings() {
    return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  @Test
  void aRenewedPairIsServed() throws IOException {
    try (TlsContext context = load()) {
      write(second.certificatePem(), second.keyPem());
      context.reloadIfChanged();
      assertThat(served(context)).isEqualTo(second.certificate());
      assertThat(warnings()).containsExactly("the certificate " + certificate + " was reloaded");
    }
  }

  @Test
  void aPairMayBeRenewedWithOneOfAnotherKind() throws IOException {
    try (TlsContext context = load()) {
      write(rsa.certificatePem(), rsa.keyPem());
      context.reloadIfChanged();
      assertThat(served(context)).isEqualTo(rsa.certificate());
    }
  }

  @Test
  void aKeyThatIsNotTheCertificatesLeavesTheOldPairAndIsSaidOnce() throws IOException {
    try (TlsContext context = load()) {
      Files.writeString(certificate, second.certificatePem());
      for (int i = 0; i < 3; i++) {
        context.reloadIfChanged();
      }
      assertThat(served(context)).isEqualTo(first.certificate());
      assertThat(warnings())
          .containsExactly(
              "the certificate "
                  + certificate
                  + " can't be reloaded, the old one stays: the key "
                  + key
                  + " is not the one of the certificate "
                  + certificate);
      Files.writeString(key, second.keyPem());
      context.reloadIfChanged();
      assertThat(served(context)).isEqualTo(second.certificate());
    }
  }

  @Test
  void aKeyOfAnotherKindIsNotTheCertificatesEither() throws IOException {
    try (TlsContext context = load()) {
      Files.writeString(key, rsa.keyPem());
      context.reloadIfChanged();
      assertThat(served(context)).isEqualTo(first.certificate());
      assertThat(warnings()).hasSize(1).first().asString().contains("is not the one of");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "nonsense", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"})
  void aCertificateThatCanNotBeReadIsSaidOnceForEachChange(String content) throws IOException {
    try (TlsContext context = load()) {
      Files.writeString(certificate, content);
      for (int i = 0; i < 3; i++) {
        context.reloadIfChanged();
      }
      assertThat(warnings()).hasSize(1).first().asString().contains("the old one stays");
      Files.writeString(certificate, content + "more");
      for (int i = 0; i < 3; i++) {
        context.reloadIfChanged();
      }
      assertThat(warnings()).hasSize(2);
      assertThat(served(context)).isEqualTo(first.certificate());
    }
  }

  @Test
  void filesThatAreGoneAreSaidOnceAndServedAgainWhenTheyAreBack() throws IOException {
    try (TlsContext context = load()) {
      Files.delete(certificate);
      Files.delete(key);
      for (int i = 0; i < 3; i++) {
        context.reloadIfChanged();
      }
      assertThat(warnings()).hasSize(1);
      assertThat(served(context)).isEqualTo(first.certificate());
      write(second.certificatePem(), second.keyPem());
      context.reloadIfChanged();
      assertThat(served(context)).isEqualTo(second.certificate());
    }
  }

  @Test
  void filesThatDidNotChangeAreNotReloaded() throws IOException {
    try (TlsContext context = load()) {
      write(first.certificatePem(), first.keyPem());
      context.reloadIfChanged();
      assertThat(warnings()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"RSA PRIVATE KEY", "EC PRIVATE KEY", "ENCRYPTED PRIVATE KEY"})
  void aKeyInAnotherFormatIsNamedAtTheStart(String format) throws IOException {
    Files.writeString(key, first.keyPem().replace("PRIVATE KEY", format));
    assertThatThrownBy(this::load)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("BEGIN PRIVATE KEY");
  }

  @Test
  void aKeyThatIsNotTheCertificatesStopsTheStart() throws IOException {
    Files.writeString(key, second.keyPem());
    assertThatThrownBy(this::load)
        .isInstanceOf(IOException.class)
        .hasMessage("the key " + key + " is not the one of the certificate " + certificate);
  }

  @Test
  void aWholeChainIsServed() throws IOException {
    write(first.certificatePem() + second.certificatePem(), first.keyPem());
    try (TlsContext context = load()) {
      assertThat(served(context)).isEqualTo(first.certificate());
      assertThat(context.handler(UnpooledByteBufAllocator.DEFAULT, Duration.ofSeconds(1)))
          .isNotNull();
    }
  }
}

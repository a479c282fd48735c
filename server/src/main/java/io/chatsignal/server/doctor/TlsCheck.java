package io.chatsignal.server.doctor;

import io.chatsignal.transport.SocketServer;
import io.chatsignal.transport.SocketServerConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** Serves the certificate for a moment, on a port of its own, and looks at it as a client does. */
record TlsCheck(SocketServerConfig config, InstantSource clock) implements Check {

  private static final String SUBJECT = "TLS";
  private static final Duration RENEWAL = Duration.ofDays(14);

  @Override
  public List<Finding> findings() {
    SocketServerConfig alone = config.withHost("127.0.0.1").withPort(0);
    try (SocketServer server = new SocketServer(alone).start()) {
      return judge(chainFrom(server.address().getPort()));
    } catch (IOException | GeneralSecurityException failure) {
      Throwable cause = failure.getCause() == null ? failure : failure.getCause();
      return List.of(
          Finding.broken(
              SUBJECT,
              "TLS_CERT and TLS_KEY can't be served (%s): they take PEM files that belong together."
                  .formatted(cause.getMessage())));
    }
  }

  private static List<X509Certificate> chainFrom(int port)
      throws IOException, GeneralSecurityException {
    Looker looker = new Looker();
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {looker}, null);
    try (SSLSocket socket =
        (SSLSocket)
            context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout((int) Doctor.PATIENCE.toMillis());
      socket.startHandshake();
    }
    return looker.chain;
  }

  private List<Finding> judge(List<X509Certificate> chain) {
    List<Finding> findings = new ArrayList<>();
    Instant now = clock.instant();
    for (X509Certificate certificate : chain) {
      String name = certificate.getSubjectX500Principal().getName();
      Instant end = certificate.getNotAfter().toInstant();
      if (now.isAfter(end)) {
        findings.add(
            Finding.broken(
                SUBJECT,
                "The certificate of '%s' expired at %s: renew it and restart the server."
                    .formatted(name, end)));
      } else if (now.isBefore(certificate.getNotBefore().toInstant())) {
        findings.add(
            Finding.broken(
                SUBJECT,
                "The certificate of '%s' is valid from %s on only: is the clock right?"
                    .formatted(name, certificate.getNotBefore().toInstant())));
      } else if (now.plus(RENEWAL).isAfter(end)) {
        findings.add(
            Finding.doubtful(
                SUBJECT, "The certificate of '%s' expires at %s.".formatted(name, end)));
      }
    }
    if (findings.isEmpty()) {
      findings.add(trust(chain));
    }
    return findings;
  }

  /** Whether a client that knows the usual authorities would go on. */
  private static Finding trust(List<X509Certificate> chain) {
    X509Certificate own = chain.getFirst();
    String words =
        "The certificate of '%s' is valid until %s"
            .formatted(own.getSubjectX500Principal().getName(), own.getNotAfter().toInstant());
    try {
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init((KeyStore) null);
      for (TrustManager manager : factory.getTrustManagers()) {
        ((X509TrustManager) manager)
            .checkServerTrusted(chain.toArray(X509Certificate[]::new), "UNKNOWN");
      }
      return Finding.good(SUBJECT, words + ".");
    } catch (GeneralSecurityException untrusted) {
      return Finding.doubtful(
          SUBJECT,
          words
              + ", and no authority that this JDK knows stands behind it: TLS_CERT takes the whole"
              + " chain, the server's own certificate first.");
    }
  }

  /** Takes whatever comes: what it is worth is judged later. */
  private static final class Looker implements X509TrustManager {
    List<X509Certificate> chain = List.of();

    @Override
    public void checkServerTrusted(X509Certificate[] served, String authentication) {
      chain = Arrays.asList(served);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] served, String authentication) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}

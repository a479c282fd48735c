package io.chatsignal.server.doctor;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;

/** A key with a certificate that it signed itself, as PEM files. */
record Certificates(Path certificate, Path key) {

  private static final String PASSWORD = "changeit";

  /**
   * Made by the JDK's own tool.
   *
   * @param start as keytool takes it: {@code -30d}
   */
  static Certificates make(Path folder, String start, int days)
      throws IOException, GeneralSecurityException, InterruptedException {
    Path store = Files.createTempDirectory(folder, "key").resolve("store.p12");
    Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
    int status =
        new ProcessBuilder(
                keytool.toString(),
                "-genkeypair",
                "-alias",
                "it",
                "-keyalg",
                "EC",
                "-dname",
                "CN=signal.example.org",
                "-startdate",
                start,
                "-validity",
                "" + days,
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor();
    if (status != 0) {
      throw new IOException("keytool ended with " + status);
    }
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    return new Certificates(
        pem(store, "CERTIFICATE", keys.getCertificate("it").getEncoded()),
        pem(store, "PRIVATE KEY", keys.getKey("it", PASSWORD.toCharArray()).getEncoded()));
  }

  private static Path pem(Path store, String type, byte[] bytes) throws IOException {
    String text = Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII)).encodeToString(bytes);
    String pem = "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(type, text, type);
    return Files.writeString(store.resolveSibling(type.replace(' ', '-') + ".pem"), pem);
  }
}

package io.chatsignal.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A certificate for this machine that signs itself, and its key, as PEM files.
 *
 * @param chain also what trusts it
 */
public record Certificate(Path chain, Path key) {

  /** Makes one in that folder; needs openssl. */
  public static Certificate in(Path folder) {
    Path chain = folder.resolve("cert.pem");
    Path key = folder.resolve("key.pem");
    List<String> command =
        List.of(
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:prime256v1",
            "-nodes",
            "-days",
            "2",
            "-subj",
            "/CN=localhost",
            "-addext",
            "subjectAltName=DNS:localhost,IP:127.0.0.1",
            "-keyout",
            key.toString(),
            "-out",
            chain.toString());
    try {
      Process made =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("openssl.log").toFile())
              .start();
      if (made.onExit().join().exitValue() != 0) {
        throw new IllegalStateException(Files.readString(folder.resolve("openssl.log")));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Certificate(chain, key);
  }
}

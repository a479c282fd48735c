package io.chatsignal.server.doctor;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A real coturn on this machine, with a secret. */
final class TurnProcess implements AutoCloseable {

  private final Process process;
  private final int port;

  TurnProcess(Path folder, String secret) throws IOException {
    port = freePort();
    List<String> command =
        List.of(
            "turnserver",
            "-n",
            "--log-file=stdout",
            "--simple-log",
            "--verbose",
            "--use-auth-secret",
            "--static-auth-secret=" + secret,
            "--realm=example.org",
            "--listening-ip=127.0.0.1",
            "--relay-ip=127.0.0.1",
            "--listening-port=" + port,
            "--no-tls",
            "--no-dtls",
            "--no-cli",
            "--pidfile=" + folder.resolve("pid"),
            "--userdb=" + folder.resolve("db"));
    Path log = folder.resolve("log");
    process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    await()
        .until(() -> {
          assertThat(process.isAlive()).as("coturn runs").isTrue();
          return Files.readString(log, ISO_8859_1).contains("DB connection success");
        });
  }

  private static int freePort() throws IOException {
    try (DatagramSocket socket =
        new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
      return socket.getLocalPort();
    }
  }

  String url(String transport) {
    return "turn:127.0.0.1:" + port + "?transport=" + transport;
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}

package io.chatsignal.server.nodes;

import io.chatsignal.testkit.Certificate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;

/** A real nginx with the configuration that is delivered, in front of two nodes of this machine. */
final class Nginx implements AutoCloseable {
  private static final Path DELIVERED =
      Path.of("..", "deploy", "nginx", "chat-signal.conf").toAbsolutePath();

  private final int plainPort = Node.freePort();
  private final int tlsPort = Node.freePort();
  private final Process process;

  Nginx(Path folder, Node first, Node second) {
    Certificate certificate = Certificate.in(folder);
    try {
      String site =
          Files.readString(DELIVERED)
              .replace("server 10.0.0.11:5000;", "server 127.0.0.1:" + first.port() + ";")
              .replace("server 10.0.0.12:5000;", "server 127.0.0.1:" + second.port() + ";")
              .replaceFirst("  server 10.0.0.13:5000;\n", "")
              .replace("server 10.0.0.13:5000;", "server 127.0.0.1:9;")
              .replace("listen 80;", "listen 127.0.0.1:" + plainPort + ";")
              .replace("listen 443 ssl", "listen 127.0.0.1:" + tlsPort + " ssl")
              .replace("/etc/nginx/tls/fullchain.pem", certificate.chain().toString())
              .replace("/etc/nginx/tls/privkey.pem", certificate.key().toString());
      Files.writeString(folder.resolve("chat-signal.conf"), site);
      Files.writeString(
          folder.resolve("nginx.conf"),
          """
          daemon off;
          master_process off;
          pid FOLDER/pid;
          error_log FOLDER/error.log;
          events {}
          http {
            access_log off;
            client_body_temp_path FOLDER;
            proxy_temp_path FOLDER;
            fastcgi_temp_path FOLDER;
            uwsgi_temp_path FOLDER;
            scgi_temp_path FOLDER;
            include FOLDER/chat-signal.conf;
          }
          """
              .replace("FOLDER", folder.toString()));
      process =
          new ProcessBuilder(program(), "-p", folder.toString(), "-c", folder + "/nginx.conf")
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("nginx.log").toFile())
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Awaitility.await().atMost(Duration.ofSeconds(20)).until(this::listens);
  }

  /** Where Debian puts it isn't on everybody's path. */
  private static String program() {
    return List.of("/usr/sbin/nginx", "/usr/local/sbin/nginx").stream()
        .filter(path -> Files.isExecutable(Path.of(path)))
        .findFirst()
        .orElse("nginx");
  }

  private boolean listens() {
    if (!process.isAlive()) {
      throw new IllegalStateException("nginx did not start");
    }
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), tlsPort)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  int plainPort() {
    return plainPort;
  }

  int tlsPort() {
    return tlsPort;
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}

package io.chatsignal.server.nodes;

import io.chatsignal.server.cli.Main;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;

/** The program in a process of its own, with settings as its environment. */
final class Node implements AutoCloseable {
  static final String SECRET = "0123456789abcdef0123456789abcdef";

  private static final Duration START = Duration.ofSeconds(60);
  private static final Path LOGS = Path.of("target", "nodes");

  private final int port = freePort();
  private final Process process;

  Node(String name, String redisUrl, Map<String, String> settings) {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx128m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName());
    try {
      Files.createDirectories(LOGS);
      ProcessBuilder builder = new ProcessBuilder(command);
      builder.environment().keySet().removeIf(key -> key.equals("JAVA_TOOL_OPTIONS"));
      builder
          .environment()
          .putAll(
              Map.of(
                  "APP_PORT",
                  Integer.toString(port),
                  "APP_HOST",
                  "127.0.0.1",
                  "APP_SECRET",
                  SECRET,
                  "APP_PASS",
                  "a password for tests",
                  "DEMO",
                  "off",
                  "REDIS_URL",
                  redisUrl,
                  "NODE_NAME",
                  name));
      builder.environment().putAll(settings);
      process =
          builder
              .redirectErrorStream(true)
              .redirectOutput(LOGS.resolve(name + "-" + port + ".log").toFile())
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static int freePort() {
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return probe.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int port() {
    return port;
  }

  /** Waits until it takes connections. */
  Node listening() {
    Awaitility.await().atMost(START).until(this::listens);
    return this;
  }

  private boolean listens() {
    if (!process.isAlive()) {
      throw new IllegalStateException("the node did not start, see " + LOGS.toAbsolutePath());
    }
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Ends it at once, with nothing finished and nobody told. */
  void kill() {
    process.destroyForcibly().onExit().join();
  }

  /** Tells it to stop, and returns its status when it has. */
  CompletableFuture<Integer> stop() {
    signal("TERM");
    return process.onExit().thenApply(Process::exitValue);
  }

  /** Stops it in its tracks: to others its traffic is dropped. */
  void freeze() {
    signal("STOP");
  }

  void thaw() {
    signal("CONT");
  }

  private void signal(String name) {
    try {
      new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().onExit().join();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    kill();
  }
}

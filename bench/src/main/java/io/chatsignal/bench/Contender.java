package io.chatsignal.bench;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A server to compare, and the command that starts it. */
record Contender(String name, String command) {
  private static final long LONGEST_START_NANOS = 60_000_000_000L;
  private static final int FIRST_PORT = 20_000;
  private static final int PORTS = 12_000;

  /**
   * Lines of the form {@code name = command}; empty ones and those that begin with # are skipped.
   */
  static List<Contender> read(Path file) throws IOException {
    List<Contender> contenders = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      int equals = line.indexOf('=');
      if (!line.isBlank() && !line.startsWith("#")) {
        if (equals < 0) {
          throw new IOException(file + ": not of the form name = command: " + line);
        }
        contenders.add(
            new Contender(line.substring(0, equals).strip(), line.substring(equals + 1).strip()));
      }
    }
    return contenders;
  }

  /** A process that answers. */
  record Running(Process process, int port, double startMillis, Path log) implements AutoCloseable {
    String url() {
      return "http://127.0.0.1:" + port;
    }

    /** The command may be a script that starts the server: whoever listens is meant. */
    ServerProcess measured() {
      return ServerProcess.listeningOn(port).orElse(new ServerProcess(process.pid()));
    }

    @Override
    public void close() {
      process.descendants().forEach(ProcessHandle::destroy);
      process.destroy();
      try {
        if (process.waitFor(20, TimeUnit.SECONDS)) {
          return;
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      process.destroyForcibly();
    }
  }

  Running start(String secret) throws IOException, InterruptedException {
    int port = freePort();
    Path log = Files.createTempFile("compare-", ".log");
    ProcessBuilder builder = new ProcessBuilder("sh", "-c", "exec " + command);
    builder.environment().put("APP_PORT", Integer.toString(port));
    builder.environment().put("APP_SECRET", secret);
    builder.environment().put("RELAY_RATE", "0");
    builder.environment().put("REQUEST_RATE", "0");
    builder.redirectErrorStream(true).redirectOutput(log.toFile());
    long start = System.nanoTime();
    Process process = builder.start();
    while (!answers(port)) {
      long waited = System.nanoTime() - start;
      if (!process.isAlive() || waited > LONGEST_START_NANOS) {
        process.destroyForcibly();
        throw new IOException(name + " does not answer; what it printed is in " + log);
      }
      Thread.sleep(2);
    }
    return new Running(process, port, (System.nanoTime() - start) / 1e6, log);
  }

  // Below the ports that the system gives to outgoing connections: of those, the load takes many.
  private static int freePort() throws IOException {
    for (int i = 0; i < 100; i++) {
      int port = FIRST_PORT + (int) (System.nanoTime() / 1_000 % PORTS);
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (IOException e) {
        // Taken; the next moment has another number.
      }
    }
    throw new IOException("no free port");
  }

  private static boolean answers(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
      socket.setSoTimeout(5_000);
      String request =
          "GET /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nHost: localhost\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      InputStream in = socket.getInputStream();
      return new String(in.readNBytes(4), StandardCharsets.ISO_8859_1).equals("HTTP");
    } catch (IOException e) {
      return false;
    }
  }
}

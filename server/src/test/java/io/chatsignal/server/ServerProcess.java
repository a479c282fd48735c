package io.chatsignal.server;

import io.chatsignal.signaling.AppName;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A server in a process of its own, which tells how much it holds when it is asked. */
final class ServerProcess implements AutoCloseable {

  /** What the process holds, after a collection of its garbage. */
  record Holdings(int connections, int peers, int rooms, long heapBytes, long residentBytes) {}

  private final Process process;
  private final BufferedReader output;
  private final int port;
  private final String token;

  ServerProcess(String... settings) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:+UseCompactObjectHeaders"));
    // All of the heap is touched at once, so that what grows is what leaks.
    command.addAll(List.of("-Xms256m", "-Xmx256m", "-XX:+AlwaysPreTouch"));
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.add(ServerProcess.class.getName());
    command.addAll(List.of(settings));
    process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    output = process.inputReader(StandardCharsets.UTF_8);
    String[] first = output.readLine().split(" ", -1);
    port = Integer.parseInt(first[0]);
    token = first[1];
  }

  int port() {
    return port;
  }

  String token() {
    return token;
  }

  Holdings holdings() {
    try {
      process.getOutputStream().write('\n');
      process.getOutputStream().flush();
      String[] values = output.readLine().split(" ", -1);
      return new Holdings(
          Integer.parseInt(values[0]),
          Integer.parseInt(values[1]),
          Integer.parseInt(values[2]),
          Long.parseLong(values[3]),
          Long.parseLong(values[4]));
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  /** Runs in the other process. */
  public static void main(String[] settings) throws IOException, StartException {
    try (SignalingServer server = TestServer.unstarted(settings).start()) {
      int port = Integer.parseInt(server.address().replaceAll(".*:", ""));
      System.out.println(port + " " + server.issueToken(new AppName("churn")));
      BufferedReader questions =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      while (questions.readLine() != null) {
        System.out.printf(
            "%d %d %d %d %d%n",
            server.connections(), server.peers(), server.rooms(), heapBytes(), residentBytes());
      }
    }
  }

  private static long heapBytes() {
    // What a cleaner frees, the next collection sees.
    System.gc();
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private static long residentBytes() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return 0; // Not on Linux; the heap is all there is to look at.
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
        .findFirst()
        .orElse(0);
  }
}

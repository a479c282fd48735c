package io.chatsignal.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A real Redis on a free port of this machine, with its data in a folder of its own. */
public final class RedisProcess implements AutoCloseable {
  private static final long START_NANOS = TimeUnit.SECONDS.toNanos(20);

  private final Path folder;
  private final int port = freePort();
  private final int busPort = freePort();
  private final Kind kind;
  private final List<String> options;
  private @Nullable Process process;

  private enum Kind {
    ALONE,
    SHARD,
    SENTINEL
  }

  /** With options of its own, each followed by its value. */
  public RedisProcess(String... options) {
    this(Kind.ALONE, options);
  }

  private RedisProcess(Kind kind, String... options) {
    this.kind = kind;
    this.options = List.of(options);
    try {
      folder = Files.createTempDirectory("redis");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    start();
  }

  /** One that waits to be made part of a cluster. */
  public static RedisProcess shard() {
    return new RedisProcess(Kind.SHARD);
  }

  /** One that watches over a master and its replicas. */
  public static RedisProcess sentinel(RedisProcess master) {
    return new RedisProcess(
        Kind.SENTINEL,
        "monitor main 127.0.0.1 " + master.port + " 1",
        "down-after-milliseconds main 1000",
        "failover-timeout main 5000");
  }

  private static int freePort() {
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return probe.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public int busPort() {
    return busPort;
  }

  public int port() {
    return port;
  }

  public String url() {
    return "redis://127.0.0.1:" + port;
  }

  public void start() {
    try {
      process =
          new ProcessBuilder(kind == Kind.SENTINEL ? sentinelCommand() : command())
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("log").toFile())
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    long deadline = System.nanoTime() + START_NANOS;
    while (!tell("PING").matches("(?s)(\\+PONG|-NOAUTH).*")) {
      if (System.nanoTime() - deadline > 0) {
        throw new IllegalStateException("Redis does not start, see " + folder.resolve("log"));
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
  }

  private List<String> command() {
    List<String> command =
        new ArrayList<>(
            List.of(
                "redis-server",
                "--bind",
                "127.0.0.1",
                "--port",
                Integer.toString(port),
                "--dir",
                folder.toString(),
                "--save",
                "",
                "--appendonly",
                "yes",
                "--appendfsync",
                "always",
                "--daemonize",
                "no"));
    if (kind == Kind.SHARD) {
      command.addAll(
          List.of("--cluster-enabled", "yes", "--cluster-port", Integer.toString(busPort)));
    }
    command.addAll(options);
    return command;
  }

  /** It writes down what it learns, so it wants a file. */
  private List<String> sentinelCommand() throws IOException {
    List<String> lines =
        new ArrayList<>(List.of("bind 127.0.0.1", "port " + port, "dir " + folder));
    options.forEach(option -> lines.add("sentinel " + option));
    Path file = Files.write(folder.resolve("sentinel.conf"), lines);
    return List.of("redis-server", file.toString(), "--sentinel");
  }

  /** Ends it at once, as a power cut does. */
  public void kill() {
    Process running = process;
    if (running != null) {
      running.destroyForcibly().onExit().join();
      process = null;
    }
  }

  /** Stops it in its tracks: it takes connections and commands, and answers none. */
  public void pause() {
    signal("STOP");
  }

  /** Lets it go on, with all that it was sent meanwhile. */
  public void resume() {
    signal("CONT");
  }

  private void signal(String name) {
    Process running = process;
    if (running == null) {
      throw new IllegalStateException("Redis is not running");
    }
    try {
      new ProcessBuilder("kill", "-" + name, Long.toString(running.pid())).start().onExit().join();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Forgets all data; only while it is down. */
  public void forgetData() {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        if (!each.equals(folder) && !each.getFileName().toString().equals("log")) {
          Files.delete(each);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The raw answer to one inline command, or nothing if there is no connection. */
  public String tell(String command) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
      socket.setSoTimeout(2000);
      // A sentinel knows no QUIT, and ends connections whose other end has.
      String last = kind == Kind.SENTINEL ? "\r\n" : "\r\nQUIT\r\n";
      socket.getOutputStream().write((command + last).getBytes(StandardCharsets.UTF_8));
      if (kind == Kind.SENTINEL) {
        socket.shutdownOutput();
      }
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "";
    }
  }

  /** How often a command was called, by Redis's own count. */
  public long calls(String command) {
    String stats = tell("INFO commandstats");
    String start = "cmdstat_" + command + ":calls=";
    int at = stats.indexOf(start);
    if (at < 0) {
      return 0;
    }
    return Long.parseLong(stats, at + start.length(), stats.indexOf(',', at), 10);
  }

  public List<String> keys() {
    return tell("KEYS *")
        .lines()
        .filter(line -> line.contains(":") && !line.startsWith("$"))
        .toList();
  }

  @Override
  public void close() {
    kill();
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

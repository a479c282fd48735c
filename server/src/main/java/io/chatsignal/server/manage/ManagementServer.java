package io.chatsignal.server.manage;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Metrics and health on a port of their own. It has threads of its own too, so that it answers when
 * the event loops don't, which is when it is needed most.
 */
public final class ManagementServer implements AutoCloseable {

  /** A loop that is stuck for so long does not come back. */
  static final Duration STUCK = Duration.ofSeconds(30);

  private static final String JSON = "application/json";
  private static final String TEXT = "text/plain; charset=utf-8";
  private static final String INDEX = "/metrics\n/health/live\n/health/ready\n";

  static {
    // Read by the JDK's server when it is first used; nobody may hold a thread of it for long.
    System.setProperty("sun.net.httpserver.maxReqTime", "10");
    System.setProperty("sun.net.httpserver.maxRspTime", "10");
    System.setProperty("jdk.httpserver.maxConnections", "100");
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final NodeMetrics metrics;

  private record Page(int status, String type, String text) {}

  /**
   * Listens at once.
   *
   * @throws IOException if the port is taken or the address is not this machine's
   */
  public ManagementServer(InetSocketAddress where, NodeMetrics metrics) throws IOException {
    this.metrics = metrics;
    server = HttpServer.create(new InetSocketAddress(where.getHostString(), where.getPort()), 0);
    server.setExecutor(threads);
    server.createContext("/", this::serve);
    server.start();
  }

  public InetSocketAddress address() {
    return server.getAddress();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      String method = exchange.getRequestMethod();
      boolean reads = method.equals("GET") || method.equals("HEAD");
      Page page = reads ? page(exchange.getRequestURI().getPath()) : onlyReading(exchange);
      byte[] body = page.text().getBytes(UTF_8);
      exchange.getResponseHeaders().set("Content-Type", page.type());
      exchange.getResponseHeaders().set("Cache-Control", "no-store");
      boolean head = method.equals("HEAD");
      exchange.sendResponseHeaders(page.status(), head ? -1 : body.length);
      if (!head) {
        try (OutputStream out = exchange.getResponseBody()) {
          out.write(body);
        }
      }
    }
  }

  private static Page onlyReading(HttpExchange exchange) {
    exchange.getResponseHeaders().set("Allow", "GET, HEAD");
    return new Page(405, TEXT, "This can only be read.\n");
  }

  private Page page(String path) {
    return switch (path) {
      case "/" -> new Page(200, TEXT, INDEX);
      case "/metrics" -> new Page(200, MetricsPage.CONTENT_TYPE, metrics.text());
      case "/health/live" -> live();
      case "/health/ready" -> ready();
      default -> new Page(404, TEXT, "There is nothing at this address; there is:\n" + INDEX);
    };
  }

  /** Whether the process is of any use. If not, whoever watches it should start it anew. */
  private Page live() {
    Duration late = metrics.sockets().lateness();
    return late.compareTo(STUCK) < 0
        ? health(200, "live", List.of())
        : health(
            503,
            "stuck",
            List.of("An event loop has not come round for " + late.toSeconds() + " seconds."));
  }

  /** Whether new clients should come here. If not, it is still no reason to end the process. */
  private Page ready() {
    List<String> troubles = metrics.readiness().troubles();
    return troubles.isEmpty()
        ? health(200, "ready", List.of())
        : health(503, "not ready", troubles);
  }

  /** The troubles are sentences of ours, in letters that JSON leaves as they are. */
  private static Page health(int status, String word, List<String> troubles) {
    String reasons = troubles.isEmpty() ? "" : "\"" + String.join("\",\"", troubles) + "\"";
    return new Page(
        status, JSON, "{\"status\":\"%s\",\"reasons\":[%s]}\n".formatted(word, reasons));
  }
}

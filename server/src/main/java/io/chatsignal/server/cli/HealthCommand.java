package io.chatsignal.server.cli;

import io.chatsignal.server.config.ConfigurationException;
import io.chatsignal.server.config.ServerConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import picocli.CommandLine.Model.CommandSpec;

/** {@code health}: asks the server that runs with these settings, for containers without curl. */
record HealthCommand(Commands commands, PrintStream out) {

  private static final Duration PATIENCE = Duration.ofSeconds(3);

  CommandSpec spec() {
    return commands.withSettings(
        "health",
        "Asks the running server whether it is ready; it has to have MANAGEMENT_PORT.",
        this::ask);
  }

  private int ask(ServerConfig config) {
    InetSocketAddress where =
        config
            .management()
            .orElseThrow(() ->
                new ConfigurationException("MANAGEMENT_PORT is off: it takes the server's port."));
    try {
      HttpURLConnection connection = (HttpURLConnection) uri(where).toURL().openConnection();
      connection.setConnectTimeout((int) PATIENCE.toMillis());
      connection.setReadTimeout((int) PATIENCE.toMillis());
      boolean ready = connection.getResponseCode() == 200;
      try (InputStream body = ready ? connection.getInputStream() : connection.getErrorStream()) {
        out.print(new String(body.readNBytes(4096), StandardCharsets.UTF_8));
      }
      return ready ? 0 : Program.REFUSED;
    } catch (IOException failure) {
      out.println("The server does not answer on its management port: " + failure.getMessage());
      return Program.REFUSED;
    }
  }

  /** What listens on all addresses listens on this machine's own too. */
  private static URI uri(InetSocketAddress where) throws UnknownHostException {
    boolean all = InetAddress.getByName(where.getHostString()).isAnyLocalAddress();
    String host = all ? "127.0.0.1" : where.getHostString();
    String literal = host.indexOf(':') < 0 ? host : "[" + host + "]";
    return URI.create("http://%s:%d/health/ready".formatted(literal, where.getPort()));
  }
}

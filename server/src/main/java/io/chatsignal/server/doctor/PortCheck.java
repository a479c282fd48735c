package io.chatsignal.server.doctor;

import io.chatsignal.transport.SocketServerConfig;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Whether the server can listen where it is to, or does so already. */
record PortCheck(SocketServerConfig config) implements Check {

  private static final String SUBJECT = "Port";
  private static final String HELLO =
      """
      GET /socket.io/?EIO=4&transport=polling HTTP/1.1
      Host: localhost
      Connection: close

      """
          .replace("\n", "\r\n");

  @Override
  public List<Finding> findings() {
    InetSocketAddress where =
        config.host().isEmpty()
            ? new InetSocketAddress(config.port())
            : new InetSocketAddress(config.host(), config.port());
    if (where.isUnresolved()) {
      return List.of(Finding.broken(SUBJECT, "APP_HOST '" + config.host() + "' is no address."));
    }
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(where);
      return List.of(Finding.good(SUBJECT, "The server can listen on port " + config.port() + "."));
    } catch (IOException failure) {
      return List.of(judge(failure, where));
    }
  }

  private Finding judge(IOException failure, InetSocketAddress where) {
    String reason = String.valueOf(failure.getMessage());
    if (!reason.contains("in use")) {
      return Finding.broken(
          SUBJECT,
          "The server can't listen on port %d (%s): APP_PORT takes one above 1023, APP_HOST an address of this machine."
              .formatted(config.port(), reason));
    }
    if (isServed(where)) {
      return Finding.good(SUBJECT, "A Socket.IO server answers on port " + config.port() + ".");
    }
    return Finding.broken(
        SUBJECT,
        "Port %d is taken by another program: stop that ('ss -ltnp' names it), or set APP_PORT."
            .formatted(config.port()));
  }

  /** With TLS it would take more than this to find out, and whoever has TLS has a balancer. */
  private static boolean isServed(InetSocketAddress where) {
    InetSocketAddress here =
        where.getAddress().isAnyLocalAddress()
            ? new InetSocketAddress("localhost", where.getPort())
            : where;
    try (Socket socket = new Socket()) {
      int millis = (int) Doctor.PATIENCE.toMillis();
      socket.connect(here, millis);
      socket.setSoTimeout(millis);
      socket.getOutputStream().write(HELLO.getBytes(StandardCharsets.US_ASCII));
      byte[] answer = socket.getInputStream().readNBytes(4096);
      return new String(answer, StandardCharsets.ISO_8859_1).contains("\"pingInterval\"");
    } catch (IOException _) {
      return false;
    }
  }
}

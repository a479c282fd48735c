package io.chatsignal.server.doctor;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocketFactory;

/** Logs in to Redis and asks it something, without a client library that would try again. */
record RedisCheck(RedisEndpoint endpoint) implements Check {

  private static final String SUBJECT = "Redis";

  /** Between machines of one place it is one or two. */
  private static final long SLOW_MILLIS = 50;

  @Override
  public List<Finding> findings() {
    try (Socket socket = connect()) {
      InputStream in = new BufferedInputStream(socket.getInputStream());
      if (!endpoint.password().isEmpty()) {
        String login = ask(socket, in, loginCommand());
        if (!login.equals("+OK")) {
          return List.of(refused(login));
        }
      }
      long start = System.nanoTime();
      String answer = ask(socket, in, List.of("PING"));
      long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
      return List.of(answer.equals("+PONG") ? answered(millis) : refused(answer));
    } catch (IOException failure) {
      return List.of(
          Finding.broken(
              SUBJECT,
              "%s can't be reached (%s): is it running, and is REDIS_URL its address?"
                  .formatted(endpoint, failure.getMessage())));
    }
  }

  private Socket connect() throws IOException {
    int millis = (int) Doctor.PATIENCE.toMillis();
    InetSocketAddress address = new InetSocketAddress(endpoint.host(), endpoint.port());
    if (address.isUnresolved()) {
      throw new IOException("there is no such host");
    }
    Socket plain = new Socket();
    plain.connect(address, millis);
    plain.setSoTimeout(millis);
    return switch (endpoint.encryption()) {
      case NONE -> plain;
      case TLS ->
          ((SSLSocketFactory) SSLSocketFactory.getDefault())
              .createSocket(plain, endpoint.host(), endpoint.port(), true);
    };
  }

  private List<String> loginCommand() {
    return endpoint.user().isEmpty()
        ? List.of("AUTH", endpoint.password())
        : List.of("AUTH", endpoint.user(), endpoint.password());
  }

  /** Sends a command and reads an answer of one line. */
  private static String ask(Socket socket, InputStream in, List<String> command)
      throws IOException {
    StringBuilder text = new StringBuilder("*" + command.size() + "\r\n");
    for (String word : command) {
      text.append('$').append(word.getBytes(UTF_8).length).append("\r\n");
      text.append(word).append("\r\n");
    }
    socket.getOutputStream().write(text.toString().getBytes(UTF_8));
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0 || line.length() > 1024) {
        throw new IOException("it does not speak as Redis does");
      }
      line.append((char) next);
    }
    return line.toString().strip();
  }

  private Finding answered(long millis) {
    String words = "%s answers within %d ms".formatted(endpoint, millis);
    return millis < SLOW_MILLIS
        ? Finding.good(SUBJECT, words + ".")
        : Finding.doubtful(
            SUBJECT, words + ", and each step of a room waits for it: it should be closer.");
  }

  private Finding refused(String answer) {
    String what =
        answer.startsWith("-NOAUTH")
            ? "asks for a password: REDIS_URL takes it, as redis://:password@host"
            : answer.startsWith("-WRONGPASS") || answer.contains("without any password")
                ? "refuses the password in REDIS_URL"
                : "refuses to serve ('%s')".formatted(answer.replaceAll("\\p{Cntrl}", "?"));
    return Finding.broken(SUBJECT, endpoint + " " + what + ".");
  }
}

package io.chatsignal.testkit;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * A connection to a server, byte by byte: for clients that say what no library would let them say.
 * Text is ISO 8859-1, a character to a byte. Whatever the server owes and does not send within ten
 * seconds fails the test.
 */
public final class RawClient implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 10_000;

  private final Socket socket;
  private final InputStream in;

  /** An answer; header names in lower case, the body as the bytes came. */
  public record Response(int status, Map<String, List<String>> headers, String body) {
    /** The only value of a header; empty where there is none. */
    public String header(String name) {
      List<String> values = headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
      if (values.size() > 1) {
        throw new AssertionError(name + " stands in the answer twice: " + values);
      }
      return values.isEmpty() ? "" : values.getFirst();
    }
  }

  private RawClient(Socket socket) {
    this.socket = socket;
    try {
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.setTcpNoDelay(true);
      this.in = new BufferedInputStream(socket.getInputStream());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static RawClient connect(InetSocketAddress server) {
    return new RawClient(open(server));
  }

  /** Connects with a small receive buffer, for a client that will not read. */
  public static RawClient connectDeaf(InetSocketAddress server) {
    try {
      Socket socket = new Socket();
      socket.setReceiveBufferSize(4096);
      socket.connect(server, PATIENCE_MILLIS);
      return new RawClient(socket);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Connects with TLS, in the given versions of it only. */
  public static RawClient connectTls(
      InetSocketAddress server, SSLContext context, String... versions) throws IOException {
    Socket plain = open(server);
    SSLSocket socket =
        (SSLSocket)
            context.getSocketFactory().createSocket(plain, "localhost", server.getPort(), true);
    if (versions.length > 0) {
      socket.setEnabledProtocols(versions);
    }
    try {
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.startHandshake();
    } catch (IOException e) {
      socket.close();
      throw e;
    }
    return new RawClient(socket);
  }

  private static Socket open(InetSocketAddress server) {
    try {
      Socket socket = new Socket();
      socket.connect(server, PATIENCE_MILLIS);
      return socket;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The connection below, for what this class has no word for. */
  public Socket socket() {
    return socket;
  }

  // ---- out

  public RawClient send(String text) {
    return send(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  public RawClient send(byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
      socket.getOutputStream().flush();
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends as much as the server takes before it ends the connection. */
  public void sendUnlessClosed(byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
    } catch (IOException e) {
      // It need not take it.
    }
  }

  /** Sends each byte by itself. */
  public RawClient sendDripping(String text) {
    for (byte octet : text.getBytes(StandardCharsets.ISO_8859_1)) {
      send(new byte[] {octet});
    }
    return this;
  }

  // ---- in

  /** Reads one answer with its body. */
  public Response readResponse() {
    return readResponse("GET");
  }

  /** Reads the answer to a request of the given method: that to HEAD has no body. */
  public Response readResponse(String method) {
    String statusLine = readLine();
    if (!statusLine.startsWith("HTTP/1.1 ")) {
      throw new AssertionError("no status line: " + statusLine);
    }
    int status = Integer.parseInt(statusLine.substring(9, 12));
    Map<String, List<String>> headers = new HashMap<>();
    for (String line = readLine(); !line.isEmpty(); line = readLine()) {
      int colon = line.indexOf(": ");
      headers
          .computeIfAbsent(
              line.substring(0, colon).toLowerCase(Locale.ROOT), _ -> new ArrayList<>())
          .add(line.substring(colon + 2));
    }
    Response head = new Response(status, headers, "");
    String length = head.header("content-length");
    if (length.isEmpty() || method.equals("HEAD")) {
      return head;
    }
    return new Response(
        status,
        headers,
        new String(readBytes(Integer.parseInt(length)), StandardCharsets.ISO_8859_1));
  }

  public byte[] readBytes(int count) {
    try {
      byte[] bytes = in.readNBytes(count);
      if (bytes.length < count) {
        throw new AssertionError("the server sent " + bytes.length + " bytes instead of " + count);
      }
      return bytes;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether something is there to be read. */
  public boolean hasInput() {
    try {
      return in.available() > 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String readLine() {
    StringBuilder line = new StringBuilder();
    try {
      for (int octet = in.read(); octet != '\r'; octet = in.read()) {
        if (octet < 0) {
          throw new AssertionError("the server ended the connection after: " + line);
        }
        line.append((char) octet);
      }
      if (in.read() != '\n') {
        throw new AssertionError("a bare CR after: " + line);
      }
      return line.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All that comes until the server ends the connection, by whichever way. */
  public String readToEnd() {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    try {
      for (int octet = in.read(); octet >= 0; octet = in.read()) {
        all.write(octet);
      }
    } catch (SocketTimeoutException e) {
      throw new AssertionError("the server keeps the connection open after: " + all, e);
    } catch (SocketException e) {
      // Reset: an end like any other.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return all.toString(StandardCharsets.ISO_8859_1);
  }

  /** Waits for the end of the connection; fails if anything comes before it. */
  public void awaitEnd() {
    String rest = readToEnd();
    if (!rest.isEmpty()) {
      throw new AssertionError("instead of the end came: " + rest);
    }
  }

  // ---- ends

  /** Tears the connection down without a goodbye. */
  public void reset() {
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

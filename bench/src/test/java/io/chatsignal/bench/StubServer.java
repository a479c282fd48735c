package io.chatsignal.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Speaks as much of the signaling protocol as the load generator needs; a thread a connection. */
final class StubServer implements AutoCloseable {
  private static final Pattern FIELD = Pattern.compile("\"(room|to|peer_id)\":\"([^\"]*)\"");
  private static final int TEXT = 0x81;
  private static final int CLOSE = 0x88;

  private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final Map<String, Client> owners = new ConcurrentHashMap<>();
  private final Map<String, Client> clients = new ConcurrentHashMap<>();
  private final AtomicInteger ids = new AtomicInteger();

  /** A candidate with this number, if any, is answered with a rejection. */
  private final int rejected;

  StubServer(int rejected) throws IOException {
    this.rejected = rejected;
    Thread.ofVirtual().start(this::accept);
  }

  String url() {
    return "http://127.0.0.1:" + socket.getLocalPort();
  }

  private void accept() {
    try {
      while (true) {
        Client client = new Client(socket.accept(), "peer-" + ids.incrementAndGet());
        clients.put(client.id, client);
        Thread.ofVirtual().start(client::serve);
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private final class Client {
    private final Socket stream;
    private final String id;
    private final DataInputStream in;
    private final OutputStream out;

    Client(Socket stream, String id) throws IOException {
      this.stream = stream;
      this.id = id;
      in = new DataInputStream(stream.getInputStream());
      out = stream.getOutputStream();
    }

    void serve() {
      try (stream) {
        while (!line().isEmpty()) {
          // The request's head ends with an empty line.
        }
        String accepted =
            "HTTP/1.1 101 Yes\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";
        out.write(accepted.getBytes(ISO_8859_1));
        send("0{\"sid\":\"x\"}");
        while (frame()) {
          // Until the client says goodbye.
        }
      } catch (IOException e) {
        // The client has gone.
      }
    }

    private String line() throws IOException {
      StringBuilder line = new StringBuilder();
      for (int c = in.readUnsignedByte(); c != '\n'; c = in.readUnsignedByte()) {
        line.append((char) c);
      }
      return line.toString().strip();
    }

    private boolean frame() throws IOException {
      int opcode = in.readUnsignedByte();
      int length = in.readUnsignedByte() & 0x7F;
      length = length == 126 ? in.readUnsignedShort() : length;
      byte[] mask = in.readNBytes(4);
      byte[] payload = in.readNBytes(length);
      for (int i = 0; i < length; i++) {
        payload[i] ^= mask[i & 3];
      }
      if (opcode == TEXT) {
        packet(new String(payload, UTF_8));
      }
      return opcode != CLOSE;
    }

    private void packet(String text) {
      if (text.equals("41")) {
        return;
      }
      String room = field(text, "room");
      String inRoom = "{\"room\":\"" + room + "\",\"peer_id\":\"" + id + "\"";
      if (text.startsWith("40")) {
        send(
            text.contains("good")
                ? "40{\"sid\":\"" + id + "\"}"
                : "44{\"message\":\"Token is not valid\"}");
      } else if (text.startsWith("42[\"auth-request\"")) {
        send("42[\"auth-accept\",{\"token\":\"session-" + id + "\"}]");
      } else if (!text.contains("\"auth\":\"session-" + id + "\"")) {
        send("42[\"unauthorized\",{\"message\":\"Token is not valid\"}]");
      } else if (text.startsWith("42[\"room-create-request\"")) {
        owners.put(room, this);
        send("42[\"room-create-accept\"," + inRoom + "}]");
      } else if (text.startsWith("42[\"room-join-request\"")) {
        to(owners.get(room), "42[\"room-join-request\"," + inRoom + "}]");
      } else if (text.startsWith("42[\"room-join-accept\"")) {
        Client joiner = clients.get(field(text, "peer_id"));
        to(joiner, "42[\"room-join-accept\"," + inRoom + ",\"peers\":[\"" + id + "\"]}]");
      } else if (text.startsWith("42[\"relay-ice-candidate\"")) {
        relay(text, inRoom);
      } else if (text.startsWith("420[\"room-leave\"")) {
        send("430[{\"ok\":true}]");
      }
    }

    private void relay(String text, String inRoom) {
      if (rejected >= 0 && text.contains(Units.format("candidate:%010d", rejected))) {
        send(
            "42[\"request-reject\",{\"event\":\"relay-ice-candidate\",\"code\":\"rate_limited\"}]");
      } else {
        String candidate = text.substring(text.indexOf("\"ice_candidate\""));
        to(clients.get(field(text, "to")), "42[\"ice-candidate\"," + inRoom + "," + candidate);
      }
    }

    private void send(String text) {
      to(this, text);
    }

    private synchronized void write(byte[] payload) throws IOException {
      boolean small = payload.length < 126;
      out.write(TEXT);
      out.write(small ? payload.length : 126);
      if (!small) {
        out.write(payload.length >>> 8);
        out.write(payload.length);
      }
      out.write(payload);
      out.flush();
    }
  }

  private static void to(@Nullable Client client, String text) {
    try {
      if (client == null) {
        return;
      }
      client.write(text.getBytes(UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String field(String text, String name) {
    Matcher matcher = FIELD.matcher(text);
    while (matcher.find()) {
      if (matcher.group(1).equals(name)) {
        return matcher.group(2);
      }
    }
    return "";
  }
}

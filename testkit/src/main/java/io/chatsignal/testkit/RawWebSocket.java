package io.chatsignal.testkit;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/** A WebSocket client whose every frame the test writes and reads itself (RFC 6455). */
public final class RawWebSocket implements AutoCloseable {
  public static final int CONTINUATION = 0;
  public static final int TEXT = 1;
  public static final int BINARY = 2;
  public static final int CLOSE = 8;
  public static final int PING = 9;
  public static final int PONG = 10;

  /** The bit of a frame's first byte that says that no fragment follows. */
  public static final int LAST = 0x80;

  private static final int MASK = 0x37fa213d;
  private static final int SHORT = 125;

  private final RawClient connection;

  /** A frame of the server. */
  @SuppressWarnings("ArrayRecordComponent") // Compared nowhere.
  public record Frame(int first, byte[] payload) {
    public int opcode() {
      return first & 0x0f;
    }

    public String text() {
      return new String(payload, StandardCharsets.UTF_8);
    }

    /** The code of a Close frame, 1005 for none. */
    public int closeCode() {
      return payload.length == 0 ? 1005 : ByteBuffer.wrap(payload).getShort() & 0xffff;
    }

    /** As a test writes it down: <code>text abc</code>, <code>binary 00ff</code>. */
    @Override
    public String toString() {
      return switch (first) {
        case LAST | TEXT -> "text " + text();
        case LAST | BINARY -> "binary " + HexFormat.of().formatHex(payload);
        case LAST | PONG -> "pong " + HexFormat.of().formatHex(payload);
        case LAST | CLOSE -> "close " + closeCode();
        default -> "frame " + Integer.toHexString(first) + " " + HexFormat.of().formatHex(payload);
      };
    }
  }

  private RawWebSocket(RawClient connection) {
    this.connection = connection;
  }

  /** Opens one; {@code headers} are further lines of the request, each with its end. */
  public static RawWebSocket open(InetSocketAddress server, String target, String headers) {
    RawClient connection = RawClient.connect(server);
    connection.send(handshake(target, headers));
    RawClient.Response answer = connection.readResponse();
    if (answer.status() != 101) {
      throw new AssertionError("the handshake was refused: " + answer);
    }
    return new RawWebSocket(connection);
  }

  public static RawWebSocket open(InetSocketAddress server, String target) {
    return open(server, target, "");
  }

  /** Goes on where the handshake was written and its answer read by the test. */
  public static RawWebSocket on(RawClient connection) {
    return new RawWebSocket(connection);
  }

  /** The request that opens a WebSocket. */
  public static String handshake(String target, String headers) {
    return "GET "
        + target
        + " HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
        + headers
        + "\r\n";
  }

  /** A masked frame in as few bytes as it can be. */
  public static byte[] frame(int first, byte[] payload) {
    ByteBuffer frame = ByteBuffer.allocate(14 + payload.length);
    frame.put((byte) first);
    if (payload.length <= SHORT) {
      frame.put((byte) (0x80 | payload.length));
    } else if (payload.length <= 0xffff) {
      frame.put((byte) (0x80 | 126)).putShort((short) payload.length);
    } else {
      frame.put((byte) (0x80 | 127)).putLong(payload.length);
    }
    frame.putInt(MASK);
    for (int i = 0; i < payload.length; i++) {
      frame.put((byte) (payload[i] ^ (MASK >>> (24 - 8 * (i & 3)))));
    }
    return Arrays.copyOf(frame.array(), frame.position());
  }

  public static byte[] frame(int first, String payload) {
    return frame(first, payload.getBytes(StandardCharsets.UTF_8));
  }

  public RawClient connection() {
    return connection;
  }

  // ---- out

  public RawWebSocket sendText(String text) {
    return send(frame(LAST | TEXT, text));
  }

  public RawWebSocket sendBinary(byte[] bytes) {
    return send(frame(LAST | BINARY, bytes));
  }

  public RawWebSocket sendClose(int code) {
    return send(frame(LAST | CLOSE, new byte[] {(byte) (code >> 8), (byte) code}));
  }

  public RawWebSocket send(byte[] bytes) {
    connection.send(bytes);
    return this;
  }

  // ---- in

  /** Reads a frame; a server's is never masked. */
  public Frame read() {
    byte[] head = connection.readBytes(2);
    long length =
        switch (head[1]) {
          case 127 -> ByteBuffer.wrap(connection.readBytes(8)).getLong();
          case 126 -> ByteBuffer.wrap(connection.readBytes(2)).getShort() & 0xffff;
          default -> head[1];
        };
    if (length < 0) {
      throw new AssertionError("a server's frame is masked");
    }
    return new Frame(head[0] & 0xff, connection.readBytes((int) length));
  }

  /** Reads a text message. */
  public String readText() {
    Frame frame = read();
    if (frame.first() != (LAST | TEXT)) {
      throw new AssertionError("no text but " + frame);
    }
    return frame.text();
  }

  /** Reads a binary message. */
  public byte[] readBinary() {
    Frame frame = read();
    if (frame.first() != (LAST | BINARY)) {
      throw new AssertionError("no bytes but " + frame);
    }
    return frame.payload();
  }

  /** Reads the Close frame and then the end of the connection; returns the frame's code. */
  public int awaitClose() {
    Frame frame = read();
    if (frame.first() != (LAST | CLOSE)) {
      throw new AssertionError("no Close but " + frame);
    }
    connection.sendUnlessClosed(frame(LAST | CLOSE, frame.payload()));
    connection.awaitEnd();
    return frame.closeCode();
  }

  @Override
  public void close() {
    connection.close();
  }
}

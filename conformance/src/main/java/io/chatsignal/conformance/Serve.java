package io.chatsignal.conformance;

import io.chatsignal.engineio.CloseReason;
import io.chatsignal.socketio.Arguments;
import io.chatsignal.socketio.Event;
import io.chatsignal.socketio.OutgoingEvent;
import io.chatsignal.transport.EngineConnection;
import io.chatsignal.transport.EngineHandler;
import io.chatsignal.transport.EngineServer;
import io.chatsignal.transport.Socket;
import io.chatsignal.transport.SocketHandler;
import io.chatsignal.transport.SocketServer;
import io.chatsignal.transport.SocketServerConfig;
import io.chatsignal.transport.TransportLimits;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Serves what the suites for Engine.IO and Socket.IO talk to, with their short times. */
@Command(
    name = "conformance/serve",
    mixinStandardHelpOptions = true,
    description =
        "Serves Socket.IO at /socket.io/, or with --engine Engine.IO alone at /engine.io/, the way"
            + " the protocol authors' test suites expect it.")
public final class Serve implements Callable<Integer> {
  private static final int MAX_PAYLOAD = 1_000_000;

  @Option(names = "--port", defaultValue = "3000", description = "Port; ${DEFAULT-VALUE}.")
  private int port;

  @Option(names = "--engine", description = "Engine.IO alone: every message comes back.")
  private boolean engine;

  public static void main(String[] args) {
    System.exit(new CommandLine(new Serve()).execute(args));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    SocketServerConfig config =
        SocketServerConfig.defaults()
            .withPort(port)
            // What a test sends first on one connection must be read before what it sends then on
            // another; of two loops on a busy machine either may be the quicker one.
            .withEventLoops(1)
            .withPath(engine ? "/engine.io/" : "/socket.io/")
            .withHeartbeat(Duration.ofMillis(300), Duration.ofMillis(200))
            .withLimits(
                TransportLimits.defaults()
                    .withMaxMessageBytes(MAX_PAYLOAD)
                    .withMaxFirstMessageBytes(MAX_PAYLOAD)
                    .withConnectTimeout(Duration.ofSeconds(1)));
    int bound = engine ? serveEngineIo(config) : serveSocketIo(config);
    new WarmUp(bound, config.path()).run();
    System.out.println("listening on port " + bound);
    Thread.currentThread().join();
    return 0;
  }

  private static int serveEngineIo(SocketServerConfig config) throws IOException {
    EngineServer server = new EngineServer(config, EchoMessages::new);
    server.channels(channel -> channel.pipeline().addLast(new Paced()));
    return server.start().address().getPort();
  }

  private static int serveSocketIo(SocketServerConfig config) throws IOException {
    SocketServer server = new SocketServer(config);
    server.channels(channel -> channel.pipeline().addLast(new Paced()));
    server.namespace("/").onConnection(EchoEvents::new);
    server.namespace("/custom").onConnection(EchoEvents::new);
    return server.start().address().getPort();
  }

  /** Sends each message back. */
  private record EchoMessages(EngineConnection connection) implements EngineHandler {
    @Override
    public void onText(String packet, int start) {
      connection.send(packet.substring(start));
    }

    @Override
    public void onBinary(byte[] message) {
      connection.send(message);
    }

    @Override
    public void onClosed(CloseReason reason) {}
  }

  /** Says who came, and sends events back. */
  private static final class EchoEvents implements SocketHandler {
    private final Socket socket;

    EchoEvents(Socket socket) {
      this.socket = socket;
      socket.emit("auth", socket.handshake().authJson());
    }

    @Override
    public void onEvent(Event event) {
      Arguments arguments = event.arguments();
      switch (event.name()) {
        case "message" -> socket.emit(OutgoingEvent.of("message-back", arguments));
        case "message-with-ack" -> event.ack(arguments);
        default -> {}
      }
    }

    @Override
    public void onDisconnect(CloseReason reason) {}
  }
}

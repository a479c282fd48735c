package io.chatsignal.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chatsignal.engineio.CloseReason;
import io.chatsignal.socketio.AckCallback;
import io.chatsignal.socketio.Arguments;
import io.chatsignal.socketio.Event;
import io.chatsignal.socketio.OutgoingEvent;
import io.chatsignal.testkit.RawWebSocket;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * A connection that rests until its next ping, a minute from now, is looked at when something else
 * becomes due before. Deadlines are looked at ten times a second here.
 */
class RestTest {
  private static final String TARGET = "/socket.io/?EIO=4&transport=websocket";
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private static SocketServerConfig resting(SocketServerConfig config) {
    return config
        .withHost("127.0.0.1")
        .withPort(0)
        .withEventLoops(1)
        .withResumeWindow(MINUTE)
        .withHeartbeat(MINUTE, Duration.ofSeconds(1));
  }

  private static void awaitRest() {
    await().pollDelay(Duration.ofMillis(300)).until(() -> true);
  }

  /** It has a ping timeout to fetch why it was closed; nobody comes. */
  @Test
  void pollingSessionWhoseClientCameBackElsewhereEnds() {
    try (EchoServer echo = new EchoServer(RestTest::resting);
        PollingClient old = PollingClient.open(echo)) {
      old.post("40");
      String pid = old.poll().replaceAll(".*\"pid\":\"([^\"]+)\".*", "$1");
      awaitRest();
      try (RawWebSocket client = RawWebSocket.open(echo.address(), TARGET)) {
        client.readText();
        client.sendText("40{\"pid\":\"" + pid + "\",\"offset\":\"\"}");
        assertThat(client.readText()).contains(pid);
        await().until(() -> echo.connections() == 1);
      }
    }
  }

  @Test
  void acknowledgementThatAnotherSocketsHandlerAskedForIsMissedInTime() throws Exception {
    BlockingQueue<String> missing = new LinkedBlockingQueue<>();
    BlockingQueue<Socket> sockets = new LinkedBlockingQueue<>();
    SocketServer server = new SocketServer(resting(SocketServerConfig.defaults()));
    server
        .namespace("/")
        .onConnection(socket -> {
          sockets.add(socket);
          return asking(sockets.element(), missing);
        });
    server.start();
    try (server;
        RawWebSocket asked = enter(server);
        RawWebSocket asking = enter(server)) {
      awaitRest();
      asking.sendText("42[\"ask\"]");
      assertThat(missing.poll(10, TimeUnit.SECONDS)).isNotNull();
      assertThat(asked.readText()).isEqualTo("420[\"?\"]");
    }
  }

  /** Asks a socket for an answer whenever another one's client says anything. */
  private static SocketHandler asking(Socket asked, BlockingQueue<String> missing) {
    return new SocketHandler() {
      @Override
      public void onEvent(Event event) {
        asked.emitWithAck(
            OutgoingEvent.of("?"),
            Duration.ofMillis(200),
            new AckCallback() {
              @Override
              public void onAnswer(Arguments answer) {}

              @Override
              public void onMissing() {
                missing.add(asked.id());
              }
            });
      }

      @Override
      public void onDisconnect(CloseReason reason) {}
    };
  }

  /** Neither does it wait where thousands of strangers are being ended. */
  @Test
  void memberThatIsClosedIsNoStranger() throws Exception {
    SocketServer server = new SocketServer(resting(SocketServerConfig.defaults()));
    server.namespace("/").onConnection(socket -> asking(socket, new LinkedBlockingQueue<>()));
    server.start();
    try (server;
        RawWebSocket client = enter(server)) {
      client.sendText("malformed");
      await().until(() -> server.connections() == 0);
      EngineServer engine = server.engine();
      EventLoop loop = engine.eventLoops().iterator().next();
      loop.submit(
              () -> {
                assertThat(engine.strangers(loop).entries()).isEmpty();
                assertThat(engine.members(loop).entries())
                    .as("until it answers the close")
                    .hasSize(1);
              })
          .sync();
    }
  }

  private static RawWebSocket enter(SocketServer server) {
    RawWebSocket client = RawWebSocket.open(server.address(), TARGET);
    client.readText();
    client.sendText("40");
    assertThat(client.readText()).startsWith("40{");
    return client;
  }
}

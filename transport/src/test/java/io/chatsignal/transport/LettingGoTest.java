package io.chatsignal.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatsignal.engineio.CloseReason;
import io.chatsignal.socketio.Event;
import io.chatsignal.testkit.RawWebSocket;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A client that is asked to close its connection, and to come back. */
class LettingGoTest {
  private static final String TARGET = "/socket.io/?EIO=4&transport=websocket";

  private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
  private final BlockingQueue<Socket> sockets = new LinkedBlockingQueue<>();
  private SocketServer server;

  @BeforeEach
  void start() throws IOException {
    server =
        new SocketServer(
            SocketServerConfig.defaults()
                .withHost("127.0.0.1")
                .withPort(0)
                .withResumeWindow(Duration.ofSeconds(60)));
    server
        .namespace("/")
        .onConnection(socket -> {
          sockets.add(socket);
          return new Listening();
        });
    server.start();
  }

  private final class Listening implements SocketHandler {
    @Override
    public void onEvent(Event event) {
      heard.add(event.name());
    }

    @Override
    public void onSuspend() {
      heard.add("(away)");
    }

    @Override
    public void onDisconnect(CloseReason reason) {
      heard.add("(gone)");
    }
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void whatClientSaidBeforeItKnewIsHeardAndItsSocketIsKept() throws InterruptedException {
    RawWebSocket client = enter();
    Socket socket = sockets.take();
    socket.post(() -> {
      socket.emit("last");
      socket.letGo();
    });
    assertThat(client.readText()).startsWith("42[\"last\"");
    int code = client.read().closeCode();
    // For the server it is the same as if this had been under way already.
    client.sendText("42[\"on its way\"]");
    client.sendText("42[\"and more\"]");
    client.sendClose(code);
    assertThat(next()).isEqualTo("on its way");
    assertThat(next()).isEqualTo("and more");
    assertThat(next()).isEqualTo("(away)");
  }

  @Test
  void clientThatDoesNotCloseIsCutOff() throws InterruptedException {
    RawWebSocket client = enter();
    Socket socket = sockets.take();
    socket.post(socket::letGo);
    assertThat(client.read().closeCode()).isEqualTo(1012);
    assertThat(next()).isEqualTo("(away)");
  }

  private RawWebSocket enter() {
    RawWebSocket client = RawWebSocket.open(server.address(), TARGET);
    assertThat(client.readText()).startsWith("0{");
    client.sendText("40");
    assertThat(client.readText()).startsWith("40{");
    return client;
  }

  private String next() throws InterruptedException {
    return String.valueOf(heard.poll(20, TimeUnit.SECONDS));
  }
}

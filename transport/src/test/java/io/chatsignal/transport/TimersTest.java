package io.chatsignal.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chatsignal.engineio.CloseReason;
import io.chatsignal.testkit.RawClient;
import io.chatsignal.testkit.RawWebSocket;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.AbstractScheduledEventExecutor;
import java.io.IOException;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What connections that wait cost the event loops: no timer, however many they are. */
class TimersTest {
  private static final int CONNECTIONS = 100;
  private static final int LOOPS = 2;
  private static final int SWEEPERS = 2 * LOOPS;

  private final EngineServer server =
      new EngineServer(
          SocketServerConfig.defaults().withHost("127.0.0.1").withPort(0).withEventLoops(LOOPS),
          _ -> new Listening());
  private final List<AutoCloseable> clients = new ArrayList<>();

  private static final class Listening implements EngineHandler {
    @Override
    public void onText(String packet, int start) {}

    @Override
    public void onBinary(byte[] message) {}

    @Override
    public void onClosed(CloseReason reason) {}
  }

  @BeforeEach
  void start() throws IOException {
    server.start();
  }

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable client : clients) {
      client.close();
    }
    server.close();
  }

  private RawClient connect() {
    RawClient client = RawClient.connect(server.address());
    clients.add(client);
    return client;
  }

  /** Tasks that wait for their time, on all loops. Netty shows them to nobody. */
  private static int timers(EngineServer server) {
    return server.eventLoops().stream()
        .mapToInt(loop -> loop.submit(() -> timers(loop)).syncUninterruptibly().getNow())
        .sum();
  }

  private static int timers(EventLoop loop) throws ReflectiveOperationException {
    Field queue = AbstractScheduledEventExecutor.class.getDeclaredField("scheduledTaskQueue");
    queue.setAccessible(true);
    return queue.get(loop) instanceof Collection<?> tasks ? tasks.size() : 0;
  }

  private void assertNoTimersButTheSweepers() {
    await().until(() -> timers(server) == SWEEPERS);
  }

  @Test
  void aWebSocketHasNone() {
    openWebSockets();
    assertNoTimersButTheSweepers();
  }

  private void openWebSockets() {
    for (int i = 0; i < CONNECTIONS; i++) {
      RawWebSocket client =
          RawWebSocket.open(server.address(), "/socket.io/?EIO=4&transport=websocket");
      clients.add(client);
      assertThat(client.readText()).startsWith("0{");
    }
    assertThat(server.connections()).isEqualTo(CONNECTIONS);
  }

  @Test
  void aHeldPollHasNone() {
    for (int i = 0; i < CONNECTIONS; i++) {
      RawClient client = connect();
      client.send(PollingClient.get("EIO=4&transport=polling"));
      String sid = PollingClient.sidOf(client.readResponse());
      client.send(PollingClient.get("EIO=4&transport=polling&sid=" + sid));
    }
    assertThat(server.connections()).isEqualTo(CONNECTIONS);
    assertNoTimersButTheSweepers();
  }

  @Test
  void aRequestThatIsNotCompleteHasNone() {
    for (int i = 0; i < CONNECTIONS; i++) {
      connect().send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Le");
      connect();
    }
    assertNoTimersButTheSweepers();
  }

  @Test
  void aConnectionThatIsBeingClosedHasNone() {
    openWebSockets();
    for (AutoCloseable client : clients) {
      ((RawWebSocket) client).sendClose(1000);
    }
    await().until(() -> server.connections() == 0);
    assertThat(timers(server)).isEqualTo(SWEEPERS);
  }

  @Test
  void aConnectionWhosePeerIsAskedToCloseHasNone() {
    openWebSockets();
    for (AutoCloseable client : clients) {
      ((RawWebSocket) client).send(RawWebSocket.frame(RawWebSocket.LAST | 3, ""));
    }
    await().until(() -> server.connections() == 0);
    assertThat(timers(server)).isEqualTo(SWEEPERS);
  }

  @Test
  void aConnectionThatHasClosedLeavesNone() throws Exception {
    openWebSockets();
    for (AutoCloseable client : clients) {
      client.close();
    }
    clients.clear();
    await().until(() -> server.connections() == 0);
    assertNoTimersButTheSweepers();
  }
}

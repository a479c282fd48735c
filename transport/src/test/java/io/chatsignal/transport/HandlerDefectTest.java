package io.chatsignal.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatsignal.engineio.CloseReason;
import io.chatsignal.socketio.AckCallback;
import io.chatsignal.socketio.Arguments;
import io.chatsignal.socketio.Event;
import io.chatsignal.socketio.OutgoingEvent;
import io.chatsignal.testkit.RawWebSocket;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a defect in one socket's handler costs: that socket, and nobody else anything. */
class HandlerDefectTest {
  private static final String TARGET = "/socket.io/?EIO=4&transport=websocket";

  private final BlockingQueue<CloseReason> ended = new LinkedBlockingQueue<>();
  private final SocketServer server =
      new SocketServer(
          SocketServerConfig.defaults()
              .withHost("127.0.0.1")
              .withPort(0)
              .withEventLoops(1)
              .withHeartbeat(Duration.ofMillis(200), Duration.ofSeconds(5)));

  /** What a handler may throw; the last as languages without checked exceptions do. */
  enum Defect {
    EXCEPTION,
    ERROR,
    CHECKED;

    void happen() {
      HandlerDefectTest.throwUnchecked(
          switch (this) {
            case EXCEPTION -> new IllegalStateException("a defect");
            case ERROR -> new AssertionError("a defect");
            case CHECKED -> new IOException("a defect");
          });
    }
  }

  @SuppressWarnings("unchecked")
  private static <T extends Throwable> void throwUnchecked(Throwable thrown) throws T {
    throw (T) thrown;
  }

  private static final Duration ACK_TIMEOUT = Duration.ofMillis(50);

  /** What is done where a client leaves its answer out, which is found at a deadline. */
  private static AckCallback atDeadline(Runnable deed) {
    return new AckCallback() {
      @Override
      public void onAnswer(Arguments answer) {}

      @Override
      public void onMissing() {
        deed.run();
      }
    };
  }

  /** Does what its client asks for when it hears of it, or when an answer is missing. */
  private final class Faulty implements SocketHandler {
    private final Socket socket;

    Faulty(Socket socket) {
      this.socket = socket;
    }

    @Override
    public void onEvent(Event event) {
      String name = event.name();
      if (name.startsWith("late:")) {
        Defect defect = Defect.valueOf(name.substring(5));
        socket.emitWithAck(OutgoingEvent.of("?"), ACK_TIMEOUT, atDeadline(defect::happen));
      } else if (name.equals("echo")) {
        socket.emit("echo");
      } else {
        Defect.valueOf(name).happen();
      }
    }

    @Override
    public void onDisconnect(CloseReason reason) {
      ended.add(reason);
    }
  }

  @BeforeEach
  void start() throws IOException {
    server.namespace("/").onConnection(Faulty::new);
    server.start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private RawWebSocket enter() {
    RawWebSocket client = RawWebSocket.open(server.address(), TARGET);
    assertThat(client.readText()).startsWith("0{");
    client.sendText("40");
    assertThat(client.readText()).startsWith("40{");
    return client;
  }

  /** The next message that is no ping; pings are answered. */
  private static String nextBesidePings(RawWebSocket client) {
    for (String text = client.readText(); ; text = client.readText()) {
      if (!text.equals("2")) {
        return text;
      }
      client.sendText("3");
    }
  }

  private void assertIsServed(RawWebSocket other) {
    other.sendText("42[\"echo\"]");
    assertThat(nextBesidePings(other)).isEqualTo("42[\"echo\"]");
  }

  @ParameterizedTest
  @EnumSource(Defect.class)
  void whatIsThrownAtADeadlineEndsThatSocketAndTheOthersArePinged(Defect defect) throws Exception {
    try (RawWebSocket other = enter();
        RawWebSocket faulty = enter()) {
      faulty.sendText("42[\"late:" + defect + "\"]");
      assertThat(nextBesidePings(faulty)).isEqualTo("420[\"?\"]");
      assertThat(nextBesidePings(faulty)).isEqualTo("41");
      assertThat(ended.poll(10, TimeUnit.SECONDS)).isEqualTo(CloseReason.INTERNAL_ERROR);
      for (int pings = 0; pings < 3; pings++) {
        assertThat(other.readText()).isEqualTo("2");
        other.sendText("3");
      }
      assertIsServed(other);
      assertThat(ended).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Defect.class)
  void whatAnEventsHandlerThrowsEndsThatSocket(Defect defect) throws Exception {
    try (RawWebSocket other = enter();
        RawWebSocket faulty = enter()) {
      faulty.sendText("42[\"" + defect + "\"]");
      assertThat(nextBesidePings(faulty)).isEqualTo("41");
      assertThat(ended.poll(10, TimeUnit.SECONDS)).isEqualTo(CloseReason.INTERNAL_ERROR);
      assertIsServed(other);
    }
  }

  @Test
  void aMissingAnswerMayEndEverySocketOfItsClient() throws Exception {
    BlockingQueue<Socket> sockets = new LinkedBlockingQueue<>();
    SocketHandler ending =
        new SocketHandler() {
          @Override
          public void onEvent(Event event) {}

          @Override
          public void onDisconnect(CloseReason reason) {
            ended.add(reason);
          }
        };
    for (String name : new String[] {"/a", "/b", "/c"}) {
      server
          .namespace(name)
          .onConnection(socket -> {
            sockets.add(socket);
            if (sockets.size() == 3) {
              Runnable deed =
                  () -> sockets.forEach(each -> each.disconnect(CloseReason.SERVER_GOODBYE));
              sockets.forEach(
                  each -> each.emitWithAck(OutgoingEvent.of("?"), ACK_TIMEOUT, atDeadline(deed)));
            }
            return ending;
          });
    }
    try (RawWebSocket client = RawWebSocket.open(server.address(), TARGET)) {
      client.sendText("40/a,").sendText("40/b,").sendText("40/c,");
      for (int i = 0; i < 3; i++) {
        assertThat(ended.poll(10, TimeUnit.SECONDS)).isEqualTo(CloseReason.SERVER_GOODBYE);
      }
    }
  }
}

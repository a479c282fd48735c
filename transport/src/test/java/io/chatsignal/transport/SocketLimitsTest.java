package io.chatsignal.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What one connection may hold at the levels of WebSocket, Engine.IO and Socket.IO. */
class SocketLimitsTest {
  private static final String TARGET = "/socket.io/?EIO=4&transport=websocket";

  private static SocketServer server;
  private static final BlockingQueue<Socket> SOCKETS = new LinkedBlockingQueue<>();

  @BeforeAll
  static void start() throws IOException {
    server =
        new SocketServer(
            SocketServerConfig.defaults()
                .withHost("127.0.0.1")
                .withPort(0)
                .withResumeWindow(Duration.ofSeconds(60)));
    for (int i = 0; i <= 10; i++) {
      server.namespace("/" + i).onConnection(_ -> handling(_ -> {}));
    }
    server
        .namespace("/")
        .onConnection(socket -> {
          SOCKETS.add(socket);
          return handling(event -> socket.emit(OutgoingEvent.of(event.name(), event.arguments())));
        });
    server.start();
  }

  private static SocketHandler handling(Consumer<Event> reaction) {
    return new SocketHandler() {
      @Override
      public void onEvent(Event event) {
        reaction.accept(event);
      }

      @Override
      public void onDisconnect(CloseReason reason) {}
    };
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @AfterEach
  void forget() {
    SOCKETS.clear();
  }

  private static RawWebSocket open() {
    RawWebSocket client = RawWebSocket.open(server.address(), TARGET);
    assertThat(client.readText()).startsWith("0{");
    return client;
  }

  private static RawWebSocket enter() {
    RawWebSocket client = open();
    client.sendText("40");
    assertThat(client.readText()).startsWith("40{");
    return client;
  }

  // ---- WebSocket

  @Test
  void aMessageInMoreThan4096FragmentsCloses1009() {
    try (RawWebSocket client = enter()) {
      send(client, 4096);
      assertThat(client.readText()).startsWith("42[\"xxxx");
      send(client, 4097);
      assertThat(client.awaitClose()).isEqualTo(1009);
    }
  }

  /** An event in so many fragments, most of them of one byte. */
  private static void send(RawWebSocket client, int fragments) {
    client.send(RawWebSocket.frame(RawWebSocket.TEXT, "42[\""));
    for (int i = 2; i < fragments; i++) {
      client.send(RawWebSocket.frame(RawWebSocket.CONTINUATION, "x"));
    }
    client
        .connection()
        .sendUnlessClosed(RawWebSocket.frame(RawWebSocket.LAST | RawWebSocket.CONTINUATION, "\"]"));
  }

  @Test
  void aControlFrameOver125BytesCloses1002() {
    try (RawWebSocket client = enter()) {
      client.send(RawWebSocket.frame(RawWebSocket.LAST | RawWebSocket.PING, "x".repeat(125)));
      assertThat(client.read().first()).isEqualTo(RawWebSocket.LAST | RawWebSocket.PONG);
      client.send(RawWebSocket.frame(RawWebSocket.LAST | RawWebSocket.PING, "x".repeat(126)));
      assertThat(client.awaitClose()).isEqualTo(1002);
    }
  }

  // ---- Engine.IO

  @Test
  void aPostOfMoreThan32768PacketsIs400AndEndsTheSession() {
    String noops = "6\u001e".repeat(32_767) + "6";
    try (EchoServer echo = new EchoServer();
        PollingClient client = PollingClient.enter(echo)) {
      assertThat(client.post(noops).status()).isEqualTo(200);
      assertThat(client.post(noops + "\u001e6").status()).isEqualTo(400);
      await().until(() -> echo.connections() == 0);
    }
  }

  // ---- Socket.IO

  @Test
  void anEleventhNamespaceIsRefusedWithAConnectError() {
    try (RawWebSocket client = open()) {
      for (int i = 0; i < 10; i++) {
        client.sendText("40/" + i + ",");
        assertThat(client.readText()).startsWith("40/" + i + ",{");
      }
      client.sendText("40/10,");
      assertThat(client.readText()).isEqualTo("44/10,{\"message\":\"Too many namespaces\"}");
      client.sendText("41/3,").sendText("40/10,");
      assertThat(client.readText()).startsWith("40/10,{");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {257, 10_000})
  void aNamespaceOverTheLengthThatIsAllowedCloses1002(int length) {
    try (RawWebSocket client = enter()) {
      client.sendText("40/" + "n".repeat(255) + ",");
      assertThat(client.readText()).endsWith("{\"message\":\"Invalid namespace\"}");
      client.sendText("40/" + "n".repeat(length - 1) + ",");
      assertThat(client.awaitClose()).isEqualTo(1002);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "511-[\"e\"]",
        "51832742252-[\"e\"]",
        "599999999999999999999-[\"e\"]",
        "4299999999999999991[\"e\"]"
      })
  void moreAttachmentsOrDigitsThanAllowedClose1002(String packet) {
    try (RawWebSocket client = enter()) {
      client.sendText("42999999999999999[\"e\"]").sendText("42[\"f\"]");
      assertThat(client.readText()).startsWith("42[\"e\"");
      assertThat(client.readText()).startsWith("42[\"f\"");
      client.sendText(packet);
      assertThat(client.awaitClose()).isEqualTo(1002);
    }
  }

  @Test
  void attachmentsOver1048576BytesInAllClose1002() {
    try (RawWebSocket client = enter()) {
      client.sendText("45" + "5-[\"e\"" + placeholders(5) + "]");
      for (int i = 0; i < 5; i++) {
        client.sendBinary(new byte[200_000]);
      }
      assertThat(client.readText()).startsWith("455-");
      for (int i = 0; i < 5; i++) {
        assertThat(client.readBinary()).hasSize(200_000);
      }
      client.sendText("45" + "5-[\"e\"" + placeholders(5) + "]");
      for (int i = 0; i < 5; i++) {
        client
            .connection()
            .sendUnlessClosed(
                RawWebSocket.frame(RawWebSocket.LAST | RawWebSocket.BINARY, new byte[250_000]));
      }
      assertThat(client.awaitClose()).isEqualTo(1002);
    }
  }

  private static String placeholders(int count) {
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < count; i++) {
      all.append(",{\"_placeholder\":true,\"num\":").append(i).append('}');
    }
    return all.toString();
  }

  @Test
  void nestingDeeperThan1000Closes1002() {
    try (RawWebSocket client = enter()) {
      client.sendText("42[\"e\"," + "[".repeat(999) + "]".repeat(999) + "]");
      assertThat(client.readText()).startsWith("42[\"e\",");
      client.sendText("42[\"e\"," + "[".repeat(1001) + "]".repeat(1001) + "]");
      assertThat(client.awaitClose()).isEqualTo(1002);
    }
  }

  @Test
  void morePendingAcksThan1000AreMissingAtOnce() throws InterruptedException {
    AtomicInteger missing = new AtomicInteger();
    AckCallback counting =
        new AckCallback() {
          @Override
          public void onAnswer(Arguments answer) {}

          @Override
          public void onMissing() {
            missing.incrementAndGet();
          }
        };
    try (RawWebSocket client = enter()) {
      Socket socket = awaitSocket();
      socket.post(() -> {
        for (int i = 0; i < 1003; i++) {
          socket.emitWithAck(OutgoingEvent.of("e"), Duration.ofMinutes(1), counting);
        }
      });
      for (int i = 0; i < 1000; i++) {
        assertThat(client.readText()).isEqualTo("42" + i + "[\"e\"]");
      }
      client.sendText("42[\"f\"]");
      assertThat(client.readText()).startsWith("42[\"f\"");
      assertThat(missing).hasValue(3);
    }
  }

  private static Socket awaitSocket() throws InterruptedException {
    Socket socket = SOCKETS.poll(10, TimeUnit.SECONDS);
    if (socket == null) {
      throw new AssertionError("nobody came");
    }
    return socket;
  }

  // ---- recovery

  /** As much as is kept comes back whole; a byte more, and the client starts anew. */
  @ParameterizedTest
  @ValueSource(ints = {200_000, 300_000})
  void moreMissedEventsThan262144BytesAreNotRecovered(int bytes) throws InterruptedException {
    boolean kept = bytes <= 262_144;
    RawWebSocket lost = open();
    lost.sendText("40");
    String connected = lost.readText();
    String pid = connected.replaceAll(".*\"pid\":\"([^\"]+)\".*", "$1");
    String sid = connected.replaceAll(".*\"sid\":\"([^\"]+)\".*", "$1");
    lost.sendText("42[\"first\"]");
    String offset = lost.readText().replaceAll(".*\"([^\"]+)\"\\]", "$1");
    Socket socket = awaitSocket();
    lost.connection().reset();
    await().until(() -> !onLoop(socket));
    socket.post(() -> {
      for (int i = 0; i < 10; i++) {
        socket.emit("missed", "\"" + "x".repeat(bytes / 10) + "\"");
      }
    });
    try (RawWebSocket back = open()) {
      back.sendText("40{\"pid\":\"" + pid + "\",\"offset\":\"" + offset + "\"}");
      String answer = back.readText();
      assertThat(answer.contains("\"sid\":\"" + sid + "\"")).isEqualTo(kept);
      if (kept) {
        for (int i = 0; i < 10; i++) {
          assertThat(back.readText()).startsWith("42[\"missed\"");
        }
      }
      back.sendText("42[\"next\"]");
      assertThat(back.readText()).startsWith("42[\"next\"");
    }
  }

  @Test
  void whoDoesNotComeBackInTimeIsGone() throws Exception {
    try (EchoServer echo =
        new EchoServer(config -> config.withResumeWindow(Duration.ofMillis(200)))) {
      String pid;
      try (RawWebSocket lost = RawWebSocket.open(echo.address(), TARGET)) {
        lost.readText();
        lost.sendText("40");
        pid = lost.readText().replaceAll(".*\"pid\":\"([^\"]+)\".*", "$1");
      }
      assertThat(echo.awaitEnd()).isEqualTo(CloseReason.TRANSPORT_CLOSED);
      try (RawWebSocket back = RawWebSocket.open(echo.address(), TARGET)) {
        back.readText();
        back.sendText("40{\"pid\":\"" + pid + "\",\"offset\":\"\"}");
        assertThat(back.readText()).startsWith("40{").doesNotContain(pid);
      }
    }
  }

  /** TCP's half-closed state would keep the connection for ever. */
  @Test
  void whoDoesNotAnswerACloseIsCutOff() {
    try (EchoServer echo =
            EchoServer.limited(limits -> limits.withConnectTimeout(Duration.ofMillis(200)));
        RawWebSocket client = RawWebSocket.open(echo.address(), TARGET)) {
      client.readText();
      assertThat(client.read().closeCode()).isEqualTo(1008);
      client.connection().awaitEnd();
    }
  }

  private static boolean onLoop(Socket socket) throws InterruptedException {
    BlockingQueue<Boolean> connected = new LinkedBlockingQueue<>();
    socket.post(() -> connected.add(socket.isConnected()));
    return Boolean.TRUE.equals(connected.poll(10, TimeUnit.SECONDS));
  }
}

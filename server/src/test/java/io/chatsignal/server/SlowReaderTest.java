package io.chatsignal.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatsignal.testkit.RawClient;
import io.chatsignal.testkit.RawWebSocket;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A member that doesn't read, in a room with others that do. */
class SlowReaderTest {
  private static final int MESSAGES = 1000;
  private static final String LARGE = "x".repeat(20_000);

  @Test
  void isCutOffAndTheOthersGetEverythingInOrder() throws Exception {
    SignalingServer server =
        TestServer.unstarted(
            "MAX_UNSENT_BYTES",
            "65536",
            "RELAY_RATE",
            "0",
            "RESUME_WINDOW",
            "0",
            "REQUEST_RATE",
            "0");
    try (server) {
      server.start();
      try (RawPeer owner = RawPeer.authenticate(server);
          RawPeer reader = RawPeer.authenticate(server);
          RawPeer deaf = deaf(server)) {
        owner.ask("room-create-request", "'room':'r'");
        for (RawPeer guest : List.of(reader, deaf)) {
          guest.emit("room-join-request", "'room':'r'");
          owner.awaitEvent("room-join-request");
          owner.ask("room-join-accept", "'room':'r','peer_id':'" + guest.id() + "'");
        }
        reader.awaitEvent("room-user-join");
        boolean gone = false;
        for (int i = 0; i < MESSAGES; i++) {
          String told =
              owner.ask(
                  "relay-message", "'room':'r','message':{'n':" + i + ",'x':'" + LARGE + "'}");
          assertThat(told).startsWith("{'ok':true");
          String event = reader.awaitNext();
          if (event.startsWith("42['room-user-leave'")) {
            assertThat(event).contains(deaf.id());
            gone = true;
            event = reader.awaitNext();
          }
          assertThat(event).contains("'n':" + i + ",");
        }
        assertThat(gone).as("the one that doesn't read is gone").isTrue();
      }
    }
  }

  private static RawPeer deaf(SignalingServer server) {
    RawClient connection = RawClient.connectDeaf(TestServer.addressOf(server));
    connection.send(RawWebSocket.handshake(RawPeer.TARGET, ""));
    assertThat(connection.readResponse().status()).isEqualTo(101);
    return RawPeer.on(server, RawWebSocket.on(connection)).authenticated();
  }
}

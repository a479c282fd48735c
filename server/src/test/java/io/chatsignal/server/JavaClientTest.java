package io.chatsignal.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatsignal.signaling.AppName;
import io.socket.client.IO;
import java.util.List;
import java.util.Map;
import org.json.JSONObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The handshake of a whole call between two official Java clients of version 2.x. */
class JavaClientTest {

  private SignalingServer server = TestServer.unstarted();
  private String token = "";

  @BeforeEach
  void start() throws StartException {
    server.start();
    token = server.issueToken(new AppName("android"));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @ParameterizedTest
  @CsvSource({"websocket,polling", "polling,websocket", "polling,polling"})
  void callGetsFromCreateToLeave(String owners, String guests) throws InterruptedException {
    try (JavaPeer owner = open(token, owners);
        JavaPeer guest = open(token, guests)) {
      JavaCall call = JavaCall.joined(owner, guest, token);
      assertThat(List.of(call.ownerId(), call.guestId()))
          .isEqualTo(List.of(owner.id(), guest.id()));
      call.fromOfferToLeave();
    }
  }

  @Test
  void stockClientUpgradesAndCarriesEveryJsonValue() throws InterruptedException {
    try (JavaPeer owner = open(token);
        JavaPeer guest = open(token)) {
      JavaCall call = JavaCall.joined(owner, guest, token);
      Object deep = Map.of();
      for (int i = 0; i < 10; i++) {
        deep = List.of(Map.of("in", deep));
      }
      Map<String, Object> values =
          Map.of(
              "empty",
              Map.of(),
              "none",
              List.of(),
              "astral 🧑‍🚀",
              "𝒳\uDBFF\uDFFF",
              "escapes",
              "\\\"\b\n\u0001\u2028/",
              "deep",
              deep,
              "beyond 2^53",
              9_007_199_254_740_993L,
              "longest",
              Long.MIN_VALUE,
              "literals",
              List.of(true, false, JSONObject.NULL),
              "fraction",
              0.1);
      call.fromOwner("relay-message", "message", "message", values);
    }
  }

  @Test
  void clientWithoutAValidTokenIsRefused() throws InterruptedException {
    try (JavaPeer peer = open("forged")) {
      assertThat(peer.next("connect_error")).isEqualTo(Map.of("message", "Token is not valid"));
    }
  }

  private JavaPeer open(String appToken, String... transports) {
    IO.Options options = new IO.Options();
    options.auth = Map.of("token", appToken);
    if (transports.length > 0) {
      options.transports = transports;
    }
    return new JavaPeer(server.address(), options);
  }
}

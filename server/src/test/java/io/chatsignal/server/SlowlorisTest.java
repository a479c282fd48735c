package io.chatsignal.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatsignal.testkit.RawClient;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Many connections that begin something and never finish it, a byte at a time, while others relay.
 * bench/slowloris/run does the same with thousands, and looks at the clock.
 */
class SlowlorisTest {
  private static final int OF_EACH_KIND = 50;
  private static final int PAIRS = 5;
  private static final int RELAYS = 40;

  private static final String LINE = "GET /aaaa";
  private static final String HEADERS = "GET / HTTP/1.1\r\nHost: a\r\nX-Slow: a";
  private static final String BODY =
      "POST /app HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\na";

  /** The head of a text message of 1000 bytes whose mask is nothing, and two of these. */
  private static final String HALF_A_FRAME = "\u0081\u00fe\u0003\u00e8\0\0\0\0aa";

  private record Pair(RawPeer first, RawPeer second, String room) {
    static Pair of(SignalingServer server, String room) {
      Pair pair = new Pair(RawPeer.authenticate(server), RawPeer.authenticate(server), room);
      pair.first.ask("room-create-request", "'room':'" + room + "'");
      pair.second.emit("room-join-request", "'room':'" + room + "'");
      pair.first.awaitEvent("room-join-request");
      String accept = "'room':'" + room + "','peer_id':'" + pair.second.id() + "'";
      pair.first.ask("room-join-accept", accept);
      pair.second.awaitEvent("room-join-accept");
      return pair;
    }

    void relay(int number) {
      String candidate = "'ice_candidate':{'n':" + number + "}";
      first.emit(
          "relay-ice-candidate", "'room':'" + room + "','to':'" + second.id() + "'," + candidate);
      assertThat(second.awaitEvent("ice-candidate")).contains("{'n':" + number + "}");
    }
  }

  @Test
  void areEndedWithTheRightAnswersAndEveryRelayArrives() throws Exception {
    List<RawClient> slow = new ArrayList<>();
    List<Pair> pairs = new ArrayList<>();
    try (SignalingServer server =
        TestServer.unstarted("REQUEST_TIMEOUT", "1s", "MESSAGE_TIMEOUT", "1s")) {
      server.start();
      for (int i = 0; i < PAIRS; i++) {
        pairs.add(Pair.of(server, "room " + i));
      }
      for (int i = 0; i < OF_EACH_KIND; i++) {
        for (String beginning : List.of(LINE, HEADERS, BODY)) {
          slow.add(RawClient.connect(TestServer.addressOf(server)).send(beginning));
        }
      }
      List<RawPeer> halfFrames = new ArrayList<>();
      for (int i = 0; i < OF_EACH_KIND; i++) {
        RawPeer peer = RawPeer.connect(server);
        halfFrames.add(peer);
        slow.add(peer.socket.connection().send(HALF_A_FRAME));
      }
      for (int i = 0; i < RELAYS; i++) {
        for (Pair pair : pairs) {
          pair.relay(i);
        }
        slow.forEach(client -> client.sendUnlessClosed(new byte[] {'a'}));
      }
      for (RawClient client : slow.subList(0, 3 * OF_EACH_KIND)) {
        assertThat(client.readResponse().status()).isEqualTo(408);
      }
      for (RawPeer peer : halfFrames) {
        assertThat(peer.awaitClose()).isEqualTo("1008 message took too long");
      }
      for (Pair pair : pairs) {
        pair.relay(RELAYS);
      }
    } finally {
      slow.forEach(RawClient::close);
      pairs.forEach(pair -> {
        pair.first().close();
        pair.second().close();
      });
    }
  }
}

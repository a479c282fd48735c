package io.chatsignal.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatsignal.testkit.RawClient;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The settings that limit a client, each reached by a client of the whole server. */
class LimitsOverTheWireTest {
  private final List<AutoCloseable> opened = new ArrayList<>();

  private SignalingServer serve(String... settings) throws StartException {
    SignalingServer server = TestServer.unstarted(settings);
    opened.add(server);
    server.start();
    return server;
  }

  private RawPeer peer(SignalingServer server) {
    return kept(RawPeer.authenticate(server));
  }

  private RawPeer kept(RawPeer peer) {
    opened.add(peer);
    return peer;
  }

  /** Clients first, so that no server waits for them. */
  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : opened.reversed()) {
      each.close();
    }
  }

  // ---- sizes

  @Test
  void aMessageOver262144BytesCloses1009() throws Exception {
    RawPeer peer = peer(serve());
    String around = "42['room-leave',{'room':''}]";
    peer.send(around.replace("''", "'" + "x".repeat(262_144 - around.length()) + "'"));
    assertThat(peer.awaitEvent("unauthorized")).isNotEmpty();
    peer.send(around.replace("''", "'" + "x".repeat(262_145 - around.length()) + "'"));
    assertThat(peer.awaitClose()).startsWith("1009 ");
  }

  @Test
  void aMessageOver16384BytesBeforeConnectCloses1009() throws Exception {
    SignalingServer server = serve();
    RawPeer fits = kept(RawPeer.connect(server));
    String around = "40{'token':'" + fits.token + "','x':''}";
    fits.send(around.replace("''", "'" + "x".repeat(16_384 - around.length()) + "'"));
    assertThat(fits.socket.readText()).startsWith("40{");
    RawPeer tooLong = kept(RawPeer.connect(server));
    tooLong.send(around.replace("''", "'" + "x".repeat(16_385 - around.length()) + "'"));
    assertThat(tooLong.awaitClose()).startsWith("1009 ");
  }

  @Test
  void aPayloadOver8192BytesIsTooLarge() throws Exception {
    RawPeer peer = peer(serve());
    assertThat(peer.ask("room-create-request", "'payload':'" + "x".repeat(8190) + "'"))
        .startsWith("{'ok':true");
    assertThat(peer.ask("room-create-request", "'payload':'" + "x".repeat(8191) + "'"))
        .startsWith("{'ok':false,'code':'too_large'");
    peer.send(
        "42['auth-request',{'token':'" + peer.token + "','peerinfo':'" + "x".repeat(8191) + "'}]");
    assertThat(peer.awaitEvent("auth-reject")).contains("'code':'too_large'");
  }

  @Test
  void aRoomsNameOver128CharactersIsTooLarge() throws Exception {
    RawPeer peer = peer(serve());
    assertThat(peer.ask("room-create-request", "'room':'" + "x".repeat(128) + "'"))
        .startsWith("{'ok':true");
    assertThat(peer.ask("room-create-request", "'room':'" + "x".repeat(129) + "'"))
        .startsWith("{'ok':false,'code':'too_large'");
  }

  // ---- numbers

  @Test
  void aSeventeenthRoomIsTooLarge() throws Exception {
    RawPeer peer = peer(serve());
    for (int i = 0; i < 16; i++) {
      assertThat(peer.ask("room-create-request", "'room':'" + i + "'")).startsWith("{'ok':true");
    }
    assertThat(peer.ask("room-create-request", "'room':'one too many'"))
        .startsWith("{'ok':false,'code':'too_large'");
  }

  @Test
  void moreMembersAndCandidatesThanARoomHoldsAreTooMany() throws Exception {
    SignalingServer server = serve("MAX_ROOM_MEMBERS", "2", "MAX_ROOM_CANDIDATES", "1");
    RawPeer owner = peer(server);
    RawPeer second = peer(server);
    RawPeer third = peer(server);
    owner.ask("room-create-request", "'room':'r'");
    assertThat(second.ask("room-join-request", "'room':'r'")).startsWith("{'ok':true");
    third.emit("room-join-request", "'room':'r'");
    assertThat(third.awaitEvent("room-join-reject")).contains("'code':'too_large'");
    accept(owner, second);
    assertThat(third.ask("room-join-request", "'room':'r'")).startsWith("{'ok':true");
    assertThat(owner.ask("room-join-accept", "'room':'r','peer_id':'" + third.id() + "'"))
        .startsWith("{'ok':false,'code':'too_large'");
  }

  private static void accept(RawPeer owner, RawPeer candidate) {
    assertThat(owner.ask("room-join-accept", "'room':'r','peer_id':'" + candidate.id() + "'"))
        .startsWith("{'ok':true");
    candidate.awaitEvent("room-join-accept");
  }

  // ---- rates

  @Test
  void requestsFasterThanTheirRateAreRateLimited() throws Exception {
    RawPeer peer = peer(serve("REQUEST_RATE", "1", "REQUEST_BURST", "4"));
    List<String> answers = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      answers.add(peer.ask("room-leave", "'room':'r'"));
    }
    assertThat(answers.getFirst()).contains("'code':'not_found'");
    assertThat(answers.getLast()).contains("'code':'rate_limited'");
  }

  @Test
  void relaysFasterThanTheirRateAreRateLimitedAndRequestsGoOn() throws Exception {
    RawPeer peer = peer(serve("RELAY_RATE", "1", "RELAY_BURST", "3"));
    peer.ask("room-create-request", "'room':'r'");
    List<String> answers = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      answers.add(peer.ask("relay-message", "'room':'r','message':1"));
    }
    assertThat(answers.getFirst()).startsWith("{'ok':true");
    assertThat(answers.getLast()).contains("'code':'rate_limited'");
    assertThat(peer.ask("room-leave", "'room':'r'")).startsWith("{'ok':true");
  }

  // ---- deadlines

  @Test
  void whoDoesNotConnectInTimeGets1008() throws Exception {
    RawPeer peer = kept(RawPeer.connect(serve("CONNECT_TIMEOUT", "1s")));
    assertThat(peer.awaitClose()).isEqualTo("1008 no CONNECT in time");
  }

  @Test
  void whoDoesNotAuthenticateInTimeGets1008() throws Exception {
    RawPeer peer = kept(RawPeer.enter(serve("AUTH_TIMEOUT", "1s")));
    assertThat(peer.awaitClose()).isEqualTo("1008 no authentication in time");
  }

  @Test
  void whoDoesNotAnswerAPingGets1008() throws Exception {
    RawPeer peer = kept(RawPeer.enter(serve("PING_INTERVAL", "100ms", "PING_TIMEOUT", "100ms")));
    assertThat(peer.awaitClose()).isEqualTo("1008 ping timeout");
  }

  @Test
  void aRequestThatDoesNotEndInTimeGets408() throws Exception {
    SignalingServer server = serve("REQUEST_TIMEOUT", "1s");
    try (RawClient client = RawClient.connect(TestServer.addressOf(server))) {
      client.send("POST /app HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nx");
      RawClient.Response answer = client.readResponse();
      assertThat(answer.status()).isEqualTo(408);
      assertThat(answer.body()).startsWith("{\"status\":408,");
      client.awaitEnd();
    }
  }

  @Test
  void aMessageThatDoesNotEndInTimeGets1008() throws Exception {
    RawPeer peer = peer(serve("MESSAGE_TIMEOUT", "1s"));
    peer.socket.send(new byte[] {(byte) 0x81, (byte) 0x85, 0, 0, 0, 0, 'x'});
    assertThat(peer.awaitClose()).isEqualTo("1008 message took too long");
  }

  // ---- connections

  @Test
  void connectionsOverTheirMaximumGet503AndThoseOfOneAddress429() throws Exception {
    assertRefused(serve("MAX_CONNECTIONS", "1"), 503);
    assertRefused(serve("MAX_CONNECTIONS_PER_ADDRESS", "1"), 429);
  }

  private void assertRefused(SignalingServer server, int status) {
    peer(server);
    try (RawClient client = RawClient.connect(TestServer.addressOf(server))) {
      client.send("GET /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(client.readResponse().status()).isEqualTo(status);
    }
  }
}

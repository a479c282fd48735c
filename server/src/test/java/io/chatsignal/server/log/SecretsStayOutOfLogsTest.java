package io.chatsignal.server.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chatsignal.server.SignalingServer;
import io.chatsignal.server.TestPeer;
import io.chatsignal.server.TestServer;
import io.chatsignal.signaling.AppName;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** With all logging that there is, what peers say to each other stays between them. */
class SecretsStayOutOfLogsTest {

  private static final String MARK = "s3cr3t";

  private final LoggedEvents log = new LoggedEvents();
  private final SignalingServer server = TestServer.unstarted();
  private String token = "";

  @BeforeEach
  void start() throws Exception {
    server.start();
    token = server.issueToken(new AppName("app"));
  }

  @AfterEach
  void stop() {
    server.close();
    log.close();
  }

  @Test
  void callLeavesATrailOfIdsAndNothingElse() {
    try (TestPeer ada = new TestPeer(server);
        TestPeer ben = new TestPeer(server)) {
      String adasToken = enter(ada);
      String bensToken = enter(ben);
      ada.send(event("room-create-request", adasToken, ""));
      ada.expect("42[\"room-create-accept\"");
      ben.send(event("room-join-request", bensToken, ""));
      String ask = ada.expect("42[\"room-join-request\"");
      String bensId = ask.replaceFirst(".*\"peer_id\":\"", "").replaceFirst("\".*", "");
      String to = ",\"peer_id\":\"" + bensId + "\",\"to\":\"" + bensId + "\"";
      ada.send(event("room-join-accept", adasToken, to));
      ben.expect("42[\"room-join-accept\"");
      ada.expect("42[\"room-user-join\"");
      String sdp = to + ",\"session_description\":{\"type\":\"offer\",\"sdp\":\"" + MARK + "\"}";
      ada.send(event("relay-session-description", adasToken, sdp));
      ben.expect("42[\"session-description\"");
      ada.send(event("relay-message", adasToken, to + ",\"message\":\"" + MARK + "\""));
      ben.expect("42[\"message\"");
      ada.send(event("room-kick", MARK, to));
      ada.expect("42[\"unauthorized\"");
      assertThat(log.lines())
          .anyMatch(line -> line.contains("\"message\":\"entered\",\"peer\":\"" + bensId))
          .anyMatch(line -> line.contains("\"message\":\"room-join-request\",\"peer\":\"" + bensId))
          .anyMatch(line -> line.contains("\"room\":\"den\",\"outcome\":\"ok\""))
          .anyMatch(line -> line.contains("\"outcome\":\"unauthorized\""));
      assertNothingLeaked(List.of(adasToken, bensToken));
    }
  }

  private String enter(TestPeer peer) {
    peer.connect(token);
    peer.send(
        "42[\"auth-request\",{\"token\":\"%s\",\"peerinfo\":\"%s\",\"payload\":\"%s\"}]"
            .formatted(token, MARK, MARK));
    return peer.expect("42[\"auth-accept\"")
        .replaceFirst(".*\"token\":\"", "")
        .replaceFirst("\".*", "");
  }

  private static String event(String name, String auth, String more) {
    return "42[\"%s\",{\"auth\":\"%s\",\"room\":\"den\",\"payload\":\"%s\"%s}]"
        .formatted(name, auth, MARK, more);
  }

  @Test
  void brokenPacketsAreNotRepeated() {
    for (String packet :
        List.of(
            MARK,
            "4" + MARK,
            "42[\"" + MARK + "\",{]",
            "42{\"auth\":\"" + MARK + "\"}",
            "42[\"" + MARK + "\",{}]",
            "451-[\"" + MARK + "\",{\"_placeholder\":true,\"num\":7}]",
            "40/" + MARK + ",{\"token\":\"" + MARK + "\"}")) {
      try (TestPeer peer = new TestPeer(server)) {
        peer.connect(token);
        peer.send(packet);
      }
    }
    try (TestPeer peer = new TestPeer(server)) {
      peer.send("40{\"token\":\"" + MARK + "\"}");
      peer.expect("44{");
    }
    await().until(() -> server.connections() == 0);
    assertThat(log.lines()).anyMatch(line -> line.contains("broke the protocol"));
    assertNothingLeaked(List.of());
  }

  @Test
  void passwordsAndTokensOfHttpAreNotRepeated() throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      for (String body :
          List.of(
              "app=web&password=" + TestServer.PASSWORD.replace(' ', '+'),
              "app=web&password=" + MARK,
              MARK)) {
        client.send(
            HttpRequest.newBuilder(URI.create(server.address() + "/app?token=" + MARK))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Authorization", MARK)
                .POST(BodyPublishers.ofString(body))
                .build(),
            BodyHandlers.discarding());
      }
    }
    assertThat(log.lines())
        .anyMatch(line -> line.contains("POST /app gave a token of app 'web' to 127.0.0.1"))
        .anyMatch(line -> line.contains("POST /app with a wrong password from 127.0.0.1"));
    assertNothingLeaked(List.of());
  }

  private void assertNothingLeaked(List<String> sessionTokens) {
    assertThat(log.lines())
        .isNotEmpty()
        .noneMatch(line -> line.contains(MARK))
        .noneMatch(line -> line.contains("eyJ"))
        .noneMatch(line -> line.contains(token))
        .noneMatch(line -> line.contains(TestServer.PASSWORD))
        .noneMatch(line -> sessionTokens.stream().anyMatch(line::contains));
  }
}

package io.chatsignal.server.manage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.chatsignal.server.SignalingServer;
import io.chatsignal.server.StartException;
import io.chatsignal.server.TestPeer;
import io.chatsignal.server.TestServer;
import io.chatsignal.signaling.AppName;
import java.io.IOException;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ManagementServerTest {

  private final SignalingServer server =
      TestServer.unstarted("MANAGEMENT_PORT", "0", "REQUEST_RATE", "1", "REQUEST_BURST", "4");
  private Management management;

  @BeforeEach
  void start() throws StartException {
    server.start();
    management = new Management(server);
  }

  @AfterEach
  void stop() {
    management.close();
    server.close();
  }

  @Test
  void serverThatRunsIsLiveAndReady() throws IOException, InterruptedException {
    for (String word : new String[] {"live", "ready"}) {
      HttpResponse<String> page = management.get("/health/" + word);
      assertThat(page.statusCode()).isEqualTo(200);
      assertThat(page.body()).isEqualTo("{\"status\":\"%s\",\"reasons\":[]}\n".formatted(word));
      assertThat(page.headers().firstValue("Content-Type")).contains("application/json");
    }
    assertThat(management.metrics()).contains("chat_signal_ready 1\n");
  }

  @Test
  void serverThatStopsIsLiveButNotReady() throws Exception {
    try (TestPeer peer = new TestPeer(server)) {
      peer.connect(server.issueToken(new AppName("app")));
      Thread stopping = Thread.ofVirtual().start(this::drain);
      await()
          .untilAsserted(() -> {
            HttpResponse<String> page = management.get("/health/ready");
            assertThat(page.statusCode()).isEqualTo(503);
            assertThat(page.body())
                .isEqualTo(
                    "{\"status\":\"not ready\",\"reasons\":[\"The server is stopping.\"]}\n");
          });
      assertThat(management.get("/health/live").statusCode()).isEqualTo(200);
      assertThat(management.metrics()).contains("chat_signal_ready 0\n");
      assertThat(peer.next()).startsWith("42[\"server-drain\",{\"retry_after_ms\":");
      peer.leave();
      stopping.join();
    }
  }

  private void drain() {
    try {
      server.drain();
    } catch (InterruptedException unwanted) {
      throw new AssertionError(unwanted);
    }
  }

  @Test
  void whatClientsDoIsCounted() throws Exception {
    String token = server.issueToken(new AppName("app"));
    try (TestPeer peer = new TestPeer(server)) {
      peer.connect(token);
      peer.send("42[\"auth-request\",\"" + token + "\"]");
      peer.expect("42[\"auth-accept\"");
      peer.send("42[\"room-create-request\",{\"auth\":\"forged\"}]");
      peer.expect("42[\"unauthorized\"");
      peer.send("42[\"dance\",{}]");
      peer.expect("42[\"request-reject\"");
      peer.send("42[\"auth-request\",\"" + token + "\"]");
      peer.expect("42[\"auth-accept\"");
      peer.send("42[\"auth-request\",\"" + token + "\"]");
      peer.expect("42[\"auth-reject\"");
      assertThat(management.metrics())
          .contains("chat_signal_connections{transport=\"websocket\",protocol=\"4\"} 1\n")
          .contains("chat_signal_peers 1\n")
          .contains("chat_signal_requests_total{event=\"auth-request\",outcome=\"ok\"} 2\n")
          .contains(
              "chat_signal_requests_total{event=\"room-create-request\",outcome=\"unauthorized\"}"
                  + " 1\n")
          .contains("chat_signal_requests_total{event=\"unknown\",outcome=\"unknown_event\"} 1\n")
          .contains("chat_signal_limits_hit_total{limit=\"request_rate\"} 1\n")
          .contains("chat_signal_request_seconds_count{kind=\"request\"} 4\n")
          .contains("chat_signal_messages_total{direction=\"in\"} 6\n");
    }
    await()
        .untilAsserted(() ->
            assertThat(management.metrics())
                .contains("chat_signal_connections{transport=\"websocket\",protocol=\"4\"} 0\n")
                .containsPattern("chat_signal_disconnects_total\\{reason=\"\\w+\"} 1\n"));
  }

  @ParameterizedTest
  @CsvSource({"GET,/,200", "GET,/nothing,404", "HEAD,/metrics,200", "POST,/metrics,405"})
  void otherRequestsAreAnsweredToo(String method, String path, int status)
      throws IOException, InterruptedException {
    HttpResponse<String> page = management.ask(method, path);
    assertThat(page.statusCode()).isEqualTo(status);
    assertThat(page.body().isEmpty()).isEqualTo(method.equals("HEAD"));
  }

  @Test
  void portThatIsTakenStopsTheStartWithASentence() {
    int port = server.managementAddress().orElseThrow().getPort();
    assertThatThrownBy(() -> TestServer.unstarted("MANAGEMENT_PORT", "" + port).start())
        .isInstanceOf(StartException.class)
        .hasMessage(
            "MANAGEMENT_PORT is %d on 127.0.0.1, where the server can't listen (Address already in use): it takes a free port on an address of this machine, or off."
                .formatted(port));
  }

  @ParameterizedTest
  @ValueSource(strings = {"192.0.2.1", "nowhere.invalid"})
  void addressOfAnotherMachineStopsTheStartWithASentence(String host) {
    assertThatThrownBy(
            () -> TestServer.unstarted("MANAGEMENT_PORT", "0", "MANAGEMENT_HOST", host).start())
        .isInstanceOf(StartException.class)
        .hasMessageContaining("on " + host + ", where the server can't listen");
  }
}

package io.chatsignal.engineio;

import static io.chatsignal.engineio.EngineVersion.V3;
import static io.chatsignal.engineio.EngineVersion.V4;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chatsignal.engineio.EngineCodec.BinarySupport;
import io.chatsignal.testkit.Recorder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EngineHandshakeTest {
  private static final String TIMES =
      "\"pingInterval\":25000,\"pingTimeout\":20000,\"maxPayload\":100000}";

  @RegisterExtension private final Recorder out = new Recorder();

  @Test
  void pollingOffersTheUpgradeAndTellsTheLimits() {
    new RecordedEngine(V4, out)
        .session.openPolling(new RecordedEngine.Exchange(out, "get"), BinarySupport.BYTES);
    assertThat(out.take())
        .containsExactly("get: text 0{\"sid\":\"sid\",\"upgrades\":[\"websocket\"]," + TIMES);
  }

  @Test
  void pollingOfVersion3WritesTheLengthInFront() {
    new RecordedEngine(V3, out)
        .session.openPolling(new RecordedEngine.Exchange(out, "get"), BinarySupport.BYTES);
    assertThat(out.take())
        .containsExactly("get: text 100:0{\"sid\":\"sid\",\"upgrades\":[\"websocket\"]," + TIMES);
  }

  @ParameterizedTest
  @ValueSource(strings = {"3", "4"})
  void webSocketHasNothingToUpgradeTo(String version) {
    RecordedEngine engine = new RecordedEngine(EngineVersion.of(version).orElseThrow(), out);
    engine.session.openWebSocket(engine.link());
    assertThat(out.take()).containsExactly("ws1: text 0{\"sid\":\"sid\",\"upgrades\":[]," + TIMES);
    assertThat(engine.session.isWebSocket()).isTrue();
    assertThat(engine.session.isClosed()).isFalse();
  }

  /** CVE-2026-102599: the version belongs to the session, and only two exist. */
  @ParameterizedTest
  @ValueSource(strings = {"", "2", "5", "04", "4 ", "4&EIO=3", "٤", "-4", "4.0", "44", "three"})
  void cve_2026_102599_anythingButThreeAndFourIsNoVersion(String parameter) {
    assertThat(EngineVersion.of(parameter)).isEmpty();
  }

  @Test
  void cve_2026_102599_sessionTellsItsVersionForLaterRequests() {
    assertThat(EngineVersion.of("3")).contains(V3);
    assertThat(EngineVersion.of("4")).contains(V4);
    assertThat(new RecordedEngine(V3, out).session.version()).isEqualTo(V3);
    assertThat(new RecordedEngine(V4, out).session.version()).isEqualTo(V4);
    assertThat(V3.codec().version()).isEqualTo(V3);
    assertThat(V4.codec().version()).isEqualTo(V4);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          UNKNOWN_TRANSPORT   | {"code":0,"message":"Transport unknown"}
          UNKNOWN_SESSION     | {"code":1,"message":"Session ID unknown"}
          BAD_METHOD          | {"code":2,"message":"Bad handshake method"}
          BAD_REQUEST         | {"code":3,"message":"Bad request"}
          FORBIDDEN           | {"code":4,"message":"Forbidden"}
          UNSUPPORTED_VERSION | {"code":5,"message":"Unsupported protocol version"}
          """)
  void refusalsHaveTheCodesThatClientsKnow(EngineError error, String json) {
    assertThat(error.json()).isEqualTo(json);
  }

  @ParameterizedTest
  @CsvSource({
    "0,1,1,1,1,1",
    "1,0,1,1,1,1",
    "1,1,0,1,1,1",
    "1,1,1,0,1,1",
    "1,1,1,1,0,1",
    "1,1,1,1,1,0",
    "-1,1,1,1,1,1",
    "1,1,1,-1,1,1"
  })
  void configurationWithoutATimeOrALimitCannotBeBuilt(
      long interval, long timeout, long upgrade, int payload, int packets, long unsent) {
    assertThatThrownBy(() -> new EngineConfig(interval, timeout, upgrade, payload, packets, unsent))
        .isInstanceOf(IllegalArgumentException.class);
  }
}

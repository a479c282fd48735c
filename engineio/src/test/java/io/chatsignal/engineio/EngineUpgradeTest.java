package io.chatsignal.engineio;

import static io.chatsignal.engineio.EngineVersion.V3;
import static io.chatsignal.engineio.EngineVersion.V4;
import static org.assertj.core.api.Assertions.assertThat;

import io.chatsignal.testkit.Recorder;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class EngineUpgradeTest {
  @RegisterExtension private final Recorder out = new Recorder();

  @ParameterizedTest
  @EnumSource
  void probeIsAnsweredAndUpgradePacketTakesOver(EngineVersion version) {
    RecordedEngine engine = RecordedEngine.polling(version, out);
    RecordedEngine.Link link = engine.probe();
    assertThat(out.take()).isEmpty();
    engine.receive(link, "2probe");
    assertThat(out.take()).containsExactly("ws1: text 3probe");
    assertThat(engine.session.isWebSocket()).isFalse();
    engine.receive(link, "5");
    assertThat(out.take()).containsExactly("upgraded");
    assertThat(engine.session.isWebSocket()).isTrue();
    engine.receive(link, "4hello");
    engine.send("world");
    assertThat(out.take()).containsExactly("message hello", "ws1: text 4world");
  }

  @Test
  void heldPollEndsWithANoopWhenTheProbeIsAnswered() {
    RecordedEngine engine = RecordedEngine.polling(V4, out);
    engine.get();
    engine.answeredProbe();
    assertThat(out.take()).containsExactly("ws1: text 3probe", "get1: text 6");
  }

  @Test
  void heldPollOfVersion3EndsWithANoopToo() {
    RecordedEngine engine = RecordedEngine.polling(V3, out);
    engine.get();
    engine.answeredProbe();
    assertThat(out.take()).containsExactly("ws1: text 3probe", "get1: text 1:6");
  }

  @Test
  void noPollIsHeldFromTheProbesAnswerOn() {
    RecordedEngine engine = RecordedEngine.polling(V4, out);
    engine.answeredProbe();
    engine.get();
    engine.send("a");
    engine.get();
    assertThat(out.take()).containsExactly("ws1: text 3probe", "get1: text 6", "get2: text 4a");
  }

  @Test
  void pollIsHeldWhileTheProbeIsUnanswered() {
    RecordedEngine engine = RecordedEngine.polling(V4, out);
    engine.probe();
    engine.get();
    assertThat(out.take()).isEmpty();
    engine.send("a");
    assertThat(out.take()).containsExactly("get1: text 4a");
  }

  @Test
  void whatWaitsWhileUpgradingGoesOutOnTheWebSocketOnceAndInOrder() {
    RecordedEngine engine = RecordedEngine.polling(V4, out);
    RecordedEngine.Link link = engine.answeredProbe();
    engine.send("a");
    engine.session.send(new byte[] {1, 2});
    engine.session.send("b");
    engine.receive(link, "5");
    engine.send("c");
    assertThat(out.take())
        .containsExactly(
            "ws1: text 3probe",
            "ws1: text 4a",
            "ws1: binary 01 02",
            "ws1: text 4b",
            "upgraded",
            "ws1: text 4c");
    assertThat(engine.session.unsentBytes()).isZero();
  }

  @Test
  void messagesGoOnByPostWhileTheProbeRuns() {
    RecordedEngine engine = RecordedEngine.polling(V4, out);
    RecordedEngine.Link link = engine.answeredProbe();
    engine.post("4a");
    engine.receive(link, "5");
    engine.receive(link, "4b");
    assertThat(out.take())
        .containsExactly("ws1: text 3probe", "message a", "post1: ok", "upgraded", "message b");
  }

  @ParameterizedTest
  @ValueSource(strings = {"5", "2", "2other", "3probe", "4hello", "1", "6", "0", "", "x"})
  void webSocketThatDoesNotProbeFirstIsClosedAndPollingGoesOn(String packet) {
    RecordedEngine engine = RecordedEngine.polling(V4, out);
    engine.get();
    engine.receive(engine.probe(), packet);
    assertThat(out.take()).containsExactly("ws1: closed PROTOCOL_ERROR");
    engine.send("a");
    assertThat(out.take()).containsExactly("get1: text 4a");
  }

  @ParameterizedTest
  @ValueSource(strings = {"2probe", "4hello", "1", "6", "", "x"})
  void webSocketThatDoesNotUpgradeAfterItsProbeIsClosedAndPollingGoesOn(String packet) {
    RecordedEngine engine = RecordedEngine.polling(V4, out);
    engine.receive(engine.answeredProbe(), packet);
    assertThat(out.take()).containsExactly("ws1: text 3probe", "ws1: closed PROTOCOL_ERROR");
    engine.get();
    assertThat(out.take()).as("polls are held again").isEmpty();
    engine.send("a");
    assertThat(out.take()).containsExactly("get1: text 4a");
  }

  @Test
  void binaryMessageIsNoProbe() {
    RecordedEngine engine = RecordedEngine.polling(V4, out);
    engine.receive(engine.probe(), Wire.binary("32 70 72 6f 62 65"));
    assertThat(out.take()).containsExactly("ws1: closed PROTOCOL_ERROR");
  }

  @Test
  void packetsOfAClosedProbeAreIgnored() {
    RecordedEngine engine = RecordedEngine.polling(V4, out);
    RecordedEngine.Link link = engine.probe();
    engine.receive(link, "x");
    engine.receive(link, "2probe");
    engine.receive(link, "5");
    engine.lose(link);
    assertThat(out.take()).containsExactly("ws1: closed PROTOCOL_ERROR");
    assertThat(engine.session.isWebSocket()).isFalse();
    assertThat(engine.session.isClosed()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void probeThatTakesTooLongIsClosedAndPollingGoesOn(boolean answered) {
    RecordedEngine engine = RecordedEngine.polling(V4, out);
    RecordedEngine.Link link = answered ? engine.answeredProbe() : engine.probe();
    engine.tickAfterMillis(9_999);
    assertThat(out.take()).isEqualTo(answered ? List.of("ws1: text 3probe") : List.of());
    engine.tickAfterMillis(1);
    assertThat(out.take()).containsExactly("ws1: closed UPGRADE_TIMEOUT");
    engine.receive(link, "5");
    engine.get();
    engine.send("a");
    assertThat(out.take()).containsExactly("get1: text 4a");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void secondProbeIsRefusedAndTheFirstGoesOn(boolean answered) {
    RecordedEngine engine = RecordedEngine.polling(V4, out);
    RecordedEngine.Link first = answered ? engine.answeredProbe() : engine.probe();
    out.take();
    engine.receive(engine.probe(), "2probe");
    assertThat(out.take()).containsExactly("ws2: closed PROTOCOL_ERROR");
    if (!answered) {
      engine.receive(first, "2probe");
      assertThat(out.take()).containsExactly("ws1: text 3probe");
    }
    engine.receive(first, "5");
    engine.send("a");
    assertThat(out.take()).containsExactly("upgraded", "ws1: text 4a");
  }

  @Test
  void webSocketsAfterTheUpgradeAreRefusedAndTheFirstGoesOn() {
    RecordedEngine engine = RecordedEngine.upgraded(V4, out);
    RecordedEngine.Link late = engine.probe();
    engine.receive(late, "2probe");
    engine.lose(late);
    engine.receive(engine.current, "4hello");
    assertThat(out.take()).containsExactly("ws2: closed PROTOCOL_ERROR", "message hello");
  }

  @Test
  void pollsAndPostsAfterTheUpgradeAreRefusedAndTheWebSocketGoesOn() {
    RecordedEngine engine = RecordedEngine.upgraded(V4, out);
    engine.get();
    engine.post("4a");
    engine.receive(engine.current, "4hello");
    assertThat(out.take())
        .containsExactly(
            "get1: refused BAD_REQUEST", "post1: refused BAD_REQUEST", "message hello");
  }

  @Test
  void probeThatIsLostLeavesPollingAsItWas() {
    RecordedEngine engine = RecordedEngine.polling(V4, out);
    engine.lose(engine.answeredProbe());
    engine.get();
    assertThat(out.take()).containsExactly("ws1: text 3probe");
    RecordedEngine.Link again = engine.answeredProbe();
    engine.receive(again, "5");
    assertThat(out.take()).containsExactly("ws2: text 3probe", "get1: text 6", "upgraded");
    assertThat(engine.session.isWebSocket()).isTrue();
  }

  @Test
  void endOfTheSessionEndsItsProbe() {
    RecordedEngine engine = RecordedEngine.polling(V4, out);
    RecordedEngine.Link link = engine.answeredProbe();
    engine.post("1");
    assertThat(out.take())
        .containsExactly(
            "ws1: text 3probe", "ws1: closed CLIENT_CLOSED", "closed CLIENT_CLOSED", "post1: ok");
    engine.receive(link, "5");
    assertThat(engine.session.isWebSocket()).isFalse();
  }

  @Test
  void pingIsSentAndAnsweredAcrossAnUpgrade() {
    RecordedEngine engine = RecordedEngine.polling(V4, out);
    engine.tickAfterMillis(24_000);
    RecordedEngine.Link link = engine.answeredProbe();
    engine.tickAfterMillis(1_000);
    engine.receive(link, "5");
    engine.receive(link, "3");
    assertThat(out.take())
        .containsExactly(
            "ws1: text 3probe", "ping sent", "ws1: text 2", "upgraded", "ping answered");
  }

  @Test
  void lossOfTheWebSocketEndsTheSession() {
    RecordedEngine engine = RecordedEngine.upgraded(V4, out);
    engine.lose(engine.current);
    assertThat(out.take()).containsExactly("closed TRANSPORT_CLOSED", "released");
  }
}

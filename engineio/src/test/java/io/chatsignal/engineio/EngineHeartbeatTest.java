package io.chatsignal.engineio;

import static io.chatsignal.engineio.EngineVersion.V3;
import static io.chatsignal.engineio.EngineVersion.V4;
import static org.assertj.core.api.Assertions.assertThat;

import io.chatsignal.testkit.Recorder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Interval 25 s, timeout 20 s. */
class EngineHeartbeatTest {
  @RegisterExtension private final Recorder out = new Recorder();

  @Test
  void serverOfVersion4PingsAtEachInterval() {
    RecordedEngine engine = RecordedEngine.webSocket(V4, out);
    engine.tickAfterMillis(24_999);
    assertThat(out.take()).isEmpty();
    for (int i = 0; i < 3; i++) {
      engine.tickAfterMillis(1);
      assertThat(out.take()).containsExactly("ws1: text 2", "ping sent");
      engine.tickAfterMillis(5_000);
      engine.receive(engine.current, "3");
      assertThat(out.take()).containsExactly("ping answered");
      engine.tickAfterMillis(19_999);
      assertThat(out.take()).as("the interval runs from ping to ping").isEmpty();
    }
  }

  @Test
  void pingThatNobodyAnswersEndsTheSession() {
    RecordedEngine engine = RecordedEngine.webSocket(V4, out);
    engine.tickAfterMillis(25_000);
    engine.tickAfterMillis(19_999);
    assertThat(out.take()).containsExactly("ws1: text 2", "ping sent");
    engine.tickAfterMillis(1);
    assertThat(out.take())
        .containsExactly("ws1: closed PING_TIMEOUT", "closed PING_TIMEOUT", "released");
  }

  @Test
  void pingMayBeSentBeforeItIsDue() {
    RecordedEngine engine = RecordedEngine.webSocket(V4, out);
    engine.tickAfterMillis(10_000);
    engine.session.ping(engine.time.nanos());
    engine.session.ping(engine.time.nanos());
    assertThat(out.take()).as("one at a time").containsExactly("ws1: text 2", "ping sent");
    engine.tickAfterMillis(1_000);
    engine.receive(engine.current, "3");
    assertThat(out.take()).containsExactly("ping answered");
    engine.tickAfterMillis(23_999);
    assertThat(out.take()).as("the interval runs from there").isEmpty();
    engine.tickAfterMillis(1);
    assertThat(out.take()).containsExactly("ws1: text 2", "ping sent");
  }

  @Test
  void earlyPingThatNobodyAnswersEndsTheSession() {
    RecordedEngine engine = RecordedEngine.webSocket(V4, out);
    engine.session.ping(engine.time.nanos());
    engine.tickAfterMillis(19_999);
    assertThat(out.take()).containsExactly("ws1: text 2", "ping sent");
    engine.tickAfterMillis(1);
    assertThat(out.take())
        .containsExactly("ws1: closed PING_TIMEOUT", "closed PING_TIMEOUT", "released");
  }

  @Test
  void clientOfVersion3IsNeverPinged() {
    RecordedEngine engine = RecordedEngine.webSocket(V3, out);
    engine.session.ping(engine.time.nanos());
    assertThat(out.take()).isEmpty();
  }

  @Test
  void pingIsSentEvenIfTheTickComesLate() {
    RecordedEngine engine = RecordedEngine.webSocket(V4, out);
    engine.tickAfterMillis(1_000_000);
    assertThat(out.take()).containsExactly("ws1: text 2", "ping sent");
    engine.tickAfterMillis(19_999);
    assertThat(out.take()).as("it has its whole timeout from there").isEmpty();
  }

  @Test
  void timeoutRunsFromWhenThePingWasDueIfTheTickComesALittleLate() {
    RecordedEngine engine = RecordedEngine.webSocket(V4, out);
    engine.tickAfterMillis(26_000);
    engine.tickAfterMillis(18_999);
    assertThat(out.take()).containsExactly("ws1: text 2", "ping sent");
    engine.tickAfterMillis(1);
    assertThat(out.take())
        .as("45 s after the handshake, as the client adds it up")
        .containsExactly("ws1: closed PING_TIMEOUT", "closed PING_TIMEOUT", "released");
  }

  @Test
  void requestThatComesTooLateFindsTheSessionClosedBeforeAnyTick() {
    RecordedEngine engine = RecordedEngine.polling(V4, out);
    engine.tickAfterMillis(25_000);
    engine.time.advanceMillis(20_000);
    engine.get();
    engine.post("3");
    assertThat(out.take())
        .containsExactly(
            "ping sent",
            "closed PING_TIMEOUT",
            "released",
            "get1: refused UNKNOWN_SESSION",
            "post1: refused UNKNOWN_SESSION");
  }

  @Test
  void pollThatComesWhenThePingIsDueTakesItAlong() {
    RecordedEngine engine = RecordedEngine.polling(V4, out);
    engine.time.advanceMillis(25_000);
    engine.get();
    assertThat(out.take()).containsExactly("ping sent", "get1: text 2");
  }

  @Test
  void packetThatComesWhileAPongIsAwaitedGivesTheTimeoutOnceMore() {
    RecordedEngine engine = RecordedEngine.webSocket(V4, out);
    engine.tickAfterMillis(25_000);
    engine.tickAfterMillis(15_000);
    engine.receive(engine.current, "4a");
    engine.tickAfterMillis(15_000);
    engine.receive(engine.current, "4b");
    engine.tickAfterMillis(4_999);
    assertThat(out.take()).containsExactly("ws1: text 2", "ping sent", "message a", "message b");
    engine.tickAfterMillis(1);
    assertThat(out.take())
        .as("20 s after the first packet, whatever came later")
        .containsExactly("ws1: closed PING_TIMEOUT", "closed PING_TIMEOUT", "released");
  }

  @Test
  void eachPingMayBeExtendedOnce() {
    RecordedEngine engine = RecordedEngine.webSocket(V4, out);
    for (int i = 0; i < 3; i++) {
      engine.tickAfterMillis(25_000);
      engine.tickAfterMillis(19_999);
      engine.receive(engine.current, "4a");
      engine.tickAfterMillis(19_999);
      engine.receive(engine.current, "3");
      assertThat(out.take())
          .containsExactly("ws1: text 2", "ping sent", "message a", "ping answered");
    }
  }

  @Test
  void pongThatNobodyAskedForIsIgnored() {
    RecordedEngine engine = RecordedEngine.webSocket(V4, out);
    engine.tickAfterMillis(24_000);
    engine.receive(engine.current, "3");
    engine.tickAfterMillis(1_000);
    assertThat(out.take()).as("it puts no ping off").containsExactly("ws1: text 2", "ping sent");
    engine.receive(engine.current, "3");
    engine.receive(engine.current, "3");
    assertThat(out.take()).containsExactly("ping answered");
  }

  @Test
  void pingOfVersion4TravelsByPollToo() {
    RecordedEngine engine = RecordedEngine.polling(V4, out);
    engine.get();
    engine.send("a");
    engine.session.send("b");
    engine.get();
    engine.tickAfterMillis(25_000);
    assertThat(out.take())
        .as("behind what was sent before, even if nobody flushed that")
        .containsExactly("get1: text 4a", "get2: text 4b", "ping sent");
    engine.get();
    assertThat(out.take()).containsExactly("get3: text 2");
    engine.post("3");
    assertThat(out.take()).containsExactly("ping answered", "post1: ok");
  }

  @Test
  void pollingClientThatGoesAwaySilentlyIsGivenUp() {
    RecordedEngine engine = RecordedEngine.polling(V4, out);
    engine.get();
    engine.tickAfterMillis(25_000);
    engine.tickAfterMillis(20_000);
    assertThat(out.take())
        .containsExactly("ping sent", "get1: text 2", "closed PING_TIMEOUT", "released");
  }

  @Test
  void clientOfVersion4MayNotPing() {
    RecordedEngine engine = RecordedEngine.webSocket(V4, out);
    engine.receive(engine.current, "2");
    assertThat(out.take())
        .containsExactly(
            "malformed: invalid heartbeat direction",
            "ws1: closed PROTOCOL_ERROR",
            "closed PROTOCOL_ERROR",
            "released");
  }

  @Test
  void pingOfVersion3IsAnsweredWithItsData() {
    RecordedEngine engine = RecordedEngine.webSocket(V3, out);
    engine.receive(engine.current, "2");
    engine.receive(engine.current, "2probe");
    assertThat(out.take()).containsExactly("ws1: text 3", "ws1: text 3probe");
  }

  @Test
  void pingOfVersion3IsAnsweredByPollToo() {
    RecordedEngine engine = RecordedEngine.polling(V3, out);
    engine.get();
    engine.post("1:2");
    engine.session.flush();
    assertThat(out.take()).containsExactly("post1: ok", "get1: text 1:3");
  }

  @Test
  void serverOfVersion3NeverPingsAndWaitsForIntervalAndTimeout() {
    RecordedEngine engine = RecordedEngine.webSocket(V3, out);
    for (String packet : new String[] {"2", "4a", "6"}) {
      engine.tickAfterMillis(44_999);
      engine.receive(engine.current, packet);
    }
    engine.tickAfterMillis(44_999);
    assertThat(out.take()).containsExactly("ws1: text 3", "message a");
    engine.tickAfterMillis(1);
    assertThat(out.take())
        .containsExactly("ws1: closed PING_TIMEOUT", "closed PING_TIMEOUT", "released");
  }

  @Test
  void clientOfVersion3MayNotPong() {
    RecordedEngine engine = RecordedEngine.webSocket(V3, out);
    engine.receive(engine.current, "3");
    assertThat(out.take())
        .containsExactly(
            "malformed: invalid heartbeat direction",
            "ws1: closed PROTOCOL_ERROR",
            "closed PROTOCOL_ERROR",
            "released");
  }
}

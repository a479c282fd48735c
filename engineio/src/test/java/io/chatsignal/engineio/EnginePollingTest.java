package io.chatsignal.engineio;

import static io.chatsignal.engineio.EngineVersion.V3;
import static io.chatsignal.engineio.EngineVersion.V4;
import static org.assertj.core.api.Assertions.assertThat;

import io.chatsignal.engineio.EngineCodec.BinarySupport;
import io.chatsignal.testkit.Recorder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class EnginePollingTest {
  @RegisterExtension private final Recorder out = new Recorder();

  @Test
  void pollIsHeldUntilThereIsSomethingToSend() {
    RecordedEngine engine = RecordedEngine.polling(V4, out);
    engine.get();
    assertThat(out.take()).isEmpty();
    engine.send("a");
    assertThat(out.take()).containsExactly("get1: text 4a");
  }

  @Test
  void pollIsAnsweredAtOnceWithAllThatWaits() {
    RecordedEngine engine = RecordedEngine.polling(V4, out);
    engine.send("a");
    engine.session.send(new byte[] {1, 2, 3, 4});
    engine.send("b");
    engine.get();
    assertThat(out.take()).containsExactly("get1: text 4a|bAQIDBA==|4b");
    engine.get();
    assertThat(out.take()).as("once").isEmpty();
  }

  @Test
  void whatIsSentBetweenTwoFlushesLeavesInOneAnswer() {
    RecordedEngine engine = RecordedEngine.polling(V4, out);
    engine.get();
    engine.session.send("a");
    engine.session.send("b");
    assertThat(out.take()).isEmpty();
    engine.session.flush();
    assertThat(out.take()).containsExactly("get1: text 4a|4b");
  }

  @Test
  void flushWithNothingToSendLeavesThePollHeld() {
    RecordedEngine engine = RecordedEngine.polling(V4, out);
    engine.get();
    engine.session.flush();
    assertThat(out.take()).isEmpty();
  }

  @Test
  void clientOfVersion3GetsBytesUnlessItAskedForBase64() {
    for (BinarySupport support : BinarySupport.values()) {
      RecordedEngine engine = new RecordedEngine(V3, out);
      engine.session.openPolling(new RecordedEngine.Exchange(out, "handshake"), support);
      out.take();
      engine.session.send("a");
      engine.session.send(new byte[] {1, 2});
      engine.get();
      assertThat(out.take())
          .containsExactly(
              support == BinarySupport.BYTES
                  ? "get1: binary 00 02 ff 34 61 01 03 ff 04 01 02"
                  : "get1: text 2:4a6:b4AQI=");
    }
  }

  @Test
  void postHandsUpItsPacketsInOrderAndIsAnswered() {
    RecordedEngine engine = RecordedEngine.polling(V4, out);
    engine.post("4a\u001ebAQI=\u001e6\u001e4b");
    assertThat(out.take())
        .containsExactly("message a", "message [01 02]", "message b", "post1: ok");
  }

  @Test
  void postOfVersion3MayBeTextOrBytes() {
    RecordedEngine engine = RecordedEngine.polling(V3, out);
    engine.post("2:4a6:b4AQI=");
    engine.post(Wire.binary("00 02 ff 34 61 01 03 ff 04 01 02"));
    assertThat(out.take())
        .containsExactly(
            "message a",
            "message [01 02]",
            "post1: ok",
            "message a",
            "message [01 02]",
            "post2: ok");
  }

  @Test
  void malformedPostIsRefusedAndEndsTheSessionBeforeAnyPacketOfItIsHandedUp() {
    RecordedEngine engine = RecordedEngine.polling(V4, out);
    engine.get();
    engine.post("4a\u001ehello");
    assertThat(out.take())
        .containsExactly(
            "post1: refused BAD_REQUEST",
            "malformed: unknown packet type",
            "get1: text 1",
            "closed PROTOCOL_ERROR",
            "released");
  }

  /**
   * CVE-2026-59725: every refused exchange is answered, and so is the poll that waits beside it.
   */
  @Test
  void cve_2026_59725_postOfBytesInVersion4IsAnsweredAndEndsTheSession() {
    RecordedEngine engine = RecordedEngine.polling(V4, out);
    engine.get();
    engine.post(Wire.binary("04 01"));
    assertThat(out.take())
        .containsExactly(
            "post1: refused BAD_REQUEST",
            "malformed: a payload of version 4 is text",
            "get1: text 1",
            "closed PROTOCOL_ERROR",
            "released");
  }

  @Test
  void postWithMorePacketsThanAllowedEndsTheSession() {
    RecordedEngine engine = RecordedEngine.polling(V4, out);
    engine.post("4\u001e4\u001e4\u001e4\u001e4");
    assertThat(out.take())
        .containsExactly(
            "post1: refused BAD_REQUEST",
            "malformed: too many packets in one payload",
            "closed PROTOCOL_ERROR",
            "released");
  }

  @Test
  void secondPollAtATimeIsRefusedAndEndsTheSession() {
    RecordedEngine engine = RecordedEngine.polling(V4, out);
    engine.get();
    engine.get();
    assertThat(out.take())
        .containsExactly(
            "get2: refused BAD_REQUEST",
            "malformed: two polls at once",
            "get1: text 1",
            "closed PROTOCOL_ERROR",
            "released");
  }

  @Test
  void abandonedPollEndsTheSession() {
    RecordedEngine engine = RecordedEngine.polling(V4, out);
    engine.abort(engine.get());
    assertThat(out.take()).containsExactly("closed TRANSPORT_CLOSED", "released");
  }

  @Test
  void abandoningAPollThatWasAnsweredChangesNothing() {
    RecordedEngine engine = RecordedEngine.polling(V4, out);
    RecordedEngine.Exchange first = engine.get();
    engine.send("a");
    RecordedEngine.Exchange second = engine.get();
    engine.abort(first);
    assertThat(out.take()).containsExactly("get1: text 4a");
    engine.send("b");
    assertThat(out.take()).containsExactly("get2: text 4b");
    assertThat(second.isAnswered()).isTrue();
  }

  @Test
  void closePacketEndsTheSessionAndTheHeldPoll() {
    RecordedEngine engine = RecordedEngine.polling(V4, out);
    engine.get();
    engine.post("1");
    assertThat(out.take())
        .containsExactly("get1: text 6", "closed CLIENT_CLOSED", "released", "post1: ok");
  }

  @Test
  void packetsBehindAClosePacketAreDropped() {
    RecordedEngine engine = RecordedEngine.polling(V4, out);
    engine.post("4a\u001e1\u001e4b");
    assertThat(out.take()).containsExactly("message a", "closed CLIENT_CLOSED", "post1: ok");
  }

  @Test
  void packetsBehindOneThatMadeUsCloseAreDropped() {
    RecordedEngine engine = RecordedEngine.polling(V4, out);
    engine.reaction = text -> engine.close(CloseReason.SERVER_GOODBYE);
    engine.post("4a\u001e4b");
    assertThat(out.take()).containsExactly("message a", "closed SERVER_GOODBYE", "post1: ok");
    engine.get();
    assertThat(out.take()).containsExactly("get1: text 1", "released");
  }

  @Test
  void packetsThatAClientMayNotSendEndTheSession() {
    for (String packet : new String[] {"0", "0{}", "5"}) {
      RecordedEngine engine = RecordedEngine.polling(V4, out);
      engine.post(packet);
      assertThat(out.take())
          .containsExactly(
              "post1: refused BAD_REQUEST",
              "malformed: unexpected packet type",
              "closed PROTOCOL_ERROR",
              "released");
    }
  }

  @Test
  void whatThePeerDoesNotFetchIsCountedAgainstIt() {
    RecordedEngine engine = RecordedEngine.polling(V4, out);
    assertThat(engine.session.unsentBytes()).isZero();
    engine.send("x".repeat(900));
    assertThat(engine.session.unsentBytes()).isEqualTo(932);
    assertThat(engine.session.isTooSlow()).isFalse();
    engine.session.send(new byte[37]);
    assertThat(engine.session.unsentBytes()).isEqualTo(1001);
    assertThat(engine.session.isTooSlow()).isTrue();
    engine.get();
    assertThat(engine.session.unsentBytes()).isZero();
    assertThat(engine.session.isTooSlow()).isFalse();
    assertThat(out.take()).hasSize(1);
  }

  @Test
  void countOfAWebSocketIsItsOwn() {
    RecordedEngine engine = new RecordedEngine(V4, out);
    RecordedEngine.Link link = engine.link();
    engine.session.openWebSocket(link);
    out.take();
    link.unsentBytes = 1000;
    assertThat(engine.session.isTooSlow()).isFalse();
    link.unsentBytes = 1001;
    assertThat(engine.session.isTooSlow()).isTrue();
    engine.close(CloseReason.TOO_SLOW);
    assertThat(engine.session.isTooSlow()).as("once it is closed").isFalse();
    assertThat(out.take()).containsExactly("ws1: closed TOO_SLOW", "closed TOO_SLOW", "released");
  }
}

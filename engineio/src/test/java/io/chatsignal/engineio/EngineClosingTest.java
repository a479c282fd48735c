package io.chatsignal.engineio;

import static io.chatsignal.engineio.EngineVersion.V3;
import static io.chatsignal.engineio.EngineVersion.V4;
import static org.assertj.core.api.Assertions.assertThat;

import io.chatsignal.testkit.Recorder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class EngineClosingTest {
  @RegisterExtension private final Recorder out = new Recorder();

  @ParameterizedTest
  @EnumSource(
      mode = Mode.INCLUDE,
      names = {"SERVER_GOODBYE", "CONNECT_TIMEOUT", "AUTH_TIMEOUT", "SHUTDOWN", "REPLACED"})
  void clientThatIsWellMayFetchItsLastPackets(CloseReason reason) {
    RecordedEngine engine = RecordedEngine.polling(V4, out);
    engine.send("last");
    engine.close(reason);
    assertThat(engine.session.isClosed()).isTrue();
    assertThat(out.take()).containsExactly("closed " + reason);
    engine.get();
    assertThat(out.take()).containsExactly("get1: text 4last|1", "released");
    engine.get();
    assertThat(out.take()).containsExactly("get2: refused UNKNOWN_SESSION");
  }

  @ParameterizedTest
  @EnumSource(
      mode = Mode.EXCLUDE,
      names = {
        "CLIENT_CLOSED",
        "SERVER_GOODBYE",
        "CONNECT_TIMEOUT",
        "AUTH_TIMEOUT",
        "SHUTDOWN",
        "REPLACED"
      })
  void clientThatIsNotWellIsForgottenAtOnce(CloseReason reason) {
    RecordedEngine engine = RecordedEngine.polling(V4, out);
    engine.send("last");
    engine.close(reason);
    assertThat(out.take()).containsExactly("closed " + reason, "released");
    engine.get();
    engine.post("4a");
    assertThat(out.take())
        .containsExactly("get1: refused UNKNOWN_SESSION", "post1: refused UNKNOWN_SESSION");
    assertThat(engine.session.unsentBytes()).as("it keeps nothing").isZero();
  }

  @ParameterizedTest
  @EnumSource
  void heldPollTakesTheLastPackets(CloseReason reason) {
    RecordedEngine engine = RecordedEngine.polling(V4, out);
    engine.get();
    engine.session.send("last");
    engine.close(reason);
    String answer = reason == CloseReason.CLIENT_CLOSED ? "4last" : "4last|1";
    assertThat(out.take()).containsExactly("get1: text " + answer, "closed " + reason, "released");
  }

  @ParameterizedTest
  @EnumSource
  void webSocketIsClosedBehindWhatWasSent(CloseReason reason) {
    RecordedEngine engine = RecordedEngine.webSocket(V4, out);
    engine.session.send("last");
    engine.close(reason);
    assertThat(out.take())
        .containsExactly(
            "ws1: text 4last", "ws1: closed " + reason, "closed " + reason, "released");
  }

  @Test
  void closePacketOfVersion3HasItsLength() {
    RecordedEngine engine = RecordedEngine.polling(V3, out);
    engine.get();
    engine.close(CloseReason.SHUTDOWN);
    assertThat(out.take()).containsExactly("get1: text 1:1", "closed SHUTDOWN", "released");
  }

  @Test
  void lastPacketsWaitForAsLongAsAPingWould() {
    RecordedEngine engine = RecordedEngine.polling(V4, out);
    engine.close(CloseReason.SERVER_GOODBYE);
    engine.tickAfterMillis(19_999);
    assertThat(out.take()).containsExactly("closed SERVER_GOODBYE");
    engine.tickAfterMillis(1);
    assertThat(out.take()).containsExactly("released");
    engine.tickAfterMillis(100_000);
    engine.get();
    assertThat(out.take()).containsExactly("get1: refused UNKNOWN_SESSION");
  }

  @Test
  void postOfAClientThatHasNotHeardOfTheEndIsTakenAndDropped() {
    RecordedEngine engine = RecordedEngine.polling(V4, out);
    engine.close(CloseReason.SERVER_GOODBYE);
    engine.post("4a");
    engine.post("not even a packet");
    assertThat(out.take()).containsExactly("closed SERVER_GOODBYE", "post1: ok", "post2: ok");
    engine.get();
    assertThat(out.take()).containsExactly("get1: text 1", "released");
  }

  @Test
  void closePacketOnAWebSocketEndsTheSession() {
    RecordedEngine engine = RecordedEngine.webSocket(V4, out);
    engine.receive(engine.current, "1");
    assertThat(out.take())
        .containsExactly("ws1: closed CLIENT_CLOSED", "closed CLIENT_CLOSED", "released");
  }

  @Test
  void closePacketIsNoGoodbyeSoThatTheLayerAboveMayTakeTheClientBack() {
    RecordedEngine engine = RecordedEngine.polling(V4, out);
    engine.get();
    engine.post("1");
    assertThat(out.take())
        .containsExactly("get1: text 6", "closed CLIENT_CLOSED", "released", "post1: ok");
    assertThat(CloseReason.CLIENT_CLOSED.mayReturn()).isTrue();
  }

  @Test
  void pollThatIsOvertakenByItsClosePacketIsAnsweredLikeOneThatIsHeld() {
    RecordedEngine engine = RecordedEngine.polling(V4, out);
    engine.post("1");
    assertThat(out.take()).containsExactly("closed CLIENT_CLOSED", "post1: ok");
    engine.get();
    assertThat(out.take()).containsExactly("get1: text 6", "released");
    engine.get();
    assertThat(out.take()).containsExactly("get2: refused UNKNOWN_SESSION");
  }

  @Test
  void listenerMaySayGoodbyeToABrokenPeer() {
    RecordedEngine engine = RecordedEngine.webSocket(V4, out);
    engine.onMalformed = () -> engine.send("why");
    engine.receive(engine.current, "x");
    assertThat(out.take())
        .containsExactly(
            "malformed: unknown packet type",
            "ws1: text 4why",
            "ws1: closed PROTOCOL_ERROR",
            "closed PROTOCOL_ERROR",
            "released");
  }

  @Test
  void listenerMayCloseInsideOfAMessage() {
    RecordedEngine engine = RecordedEngine.webSocket(V4, out);
    engine.reaction = text -> engine.close(CloseReason.SERVER_GOODBYE);
    engine.receive(engine.current, "4a");
    engine.receive(engine.current, "4b");
    engine.send("c");
    engine.tickAfterMillis(100_000);
    engine.lose(engine.current);
    engine.close(CloseReason.SHUTDOWN);
    assertThat(out.take())
        .containsExactly(
            "message a", "ws1: closed SERVER_GOODBYE", "closed SERVER_GOODBYE", "released");
  }

  @Test
  void listenerMaySendInsideOfTheEnd() {
    for (RecordedEngine engine :
        new RecordedEngine[] {RecordedEngine.polling(V4, out), RecordedEngine.webSocket(V4, out)}) {
      engine.onClosed = () -> engine.send("too late");
      engine.close(CloseReason.SERVER_GOODBYE);
      assertThat(out.take()).contains("closed SERVER_GOODBYE").noneMatch(l -> l.contains("late"));
    }
  }
}

package io.chatsignal.engineio;

import static io.chatsignal.engineio.EngineVersion.V4;
import static org.assertj.core.api.Assertions.assertThat;

import io.chatsignal.testkit.Recorder;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every input in every state. */
class EngineSessionTableTest {
  /** Input, state and what comes out; what is not listed does nothing. */
  private static final String TABLE =
      """
      GET          HELD      > get2: refused BAD_REQUEST; malformed: two polls at once; get1: text 1; closed PROTOCOL_ERROR; released
      GET          ANSWERED  > get1: text 6
      GET          WEBSOCKET > get1: refused BAD_REQUEST
      GET          DRAINING  > get1: text 1; released
      GET          CLOSED    > get1: refused UNKNOWN_SESSION
      ABORT        HELD      > closed TRANSPORT_CLOSED; released
      POST_MESSAGE IDLE      > message a; post1: ok
      POST_MESSAGE HELD      > message a; post1: ok
      POST_MESSAGE PROBING   > message a; post1: ok
      POST_MESSAGE ANSWERED  > message a; post1: ok
      POST_MESSAGE WEBSOCKET > post1: refused BAD_REQUEST
      POST_MESSAGE DRAINING  > post1: ok
      POST_MESSAGE CLOSED    > post1: refused UNKNOWN_SESSION
      POST_CLOSE   IDLE      > closed CLIENT_CLOSED; post1: ok
      POST_CLOSE   HELD      > get1: text 6; closed CLIENT_CLOSED; released; post1: ok
      POST_CLOSE   PROBING   > ws1: closed CLIENT_CLOSED; closed CLIENT_CLOSED; post1: ok
      POST_CLOSE   ANSWERED  > ws1: closed CLIENT_CLOSED; closed CLIENT_CLOSED; post1: ok
      POST_CLOSE   WEBSOCKET > post1: refused BAD_REQUEST
      POST_CLOSE   DRAINING  > post1: ok
      POST_CLOSE   CLOSED    > post1: refused UNKNOWN_SESSION
      POST_JUNK    IDLE      > post1: refused BAD_REQUEST; malformed: unknown packet type; closed PROTOCOL_ERROR; released
      POST_JUNK    HELD      > post1: refused BAD_REQUEST; malformed: unknown packet type; get1: text 1; closed PROTOCOL_ERROR; released
      POST_JUNK    PROBING   > post1: refused BAD_REQUEST; malformed: unknown packet type; ws1: closed PROTOCOL_ERROR; closed PROTOCOL_ERROR; released
      POST_JUNK    ANSWERED  > post1: refused BAD_REQUEST; malformed: unknown packet type; ws1: closed PROTOCOL_ERROR; closed PROTOCOL_ERROR; released
      POST_JUNK    WEBSOCKET > post1: refused BAD_REQUEST
      POST_JUNK    DRAINING  > post1: ok
      POST_JUNK    CLOSED    > post1: refused UNKNOWN_SESSION
      NEW_SOCKET   PROBING   > ws2: closed PROTOCOL_ERROR
      NEW_SOCKET   ANSWERED  > ws2: closed PROTOCOL_ERROR
      NEW_SOCKET   WEBSOCKET > ws2: closed PROTOCOL_ERROR
      NEW_SOCKET   DRAINING  > ws1: closed PROTOCOL_ERROR
      NEW_SOCKET   CLOSED    > ws1: closed PROTOCOL_ERROR
      OWN_PROBE    PROBING   > ws1: text 3probe
      OWN_PROBE    ANSWERED  > ws1: closed PROTOCOL_ERROR
      OWN_PROBE    WEBSOCKET > malformed: invalid heartbeat direction; ws1: closed PROTOCOL_ERROR; closed PROTOCOL_ERROR; released
      OWN_UPGRADE  PROBING   > ws1: closed PROTOCOL_ERROR
      OWN_UPGRADE  ANSWERED  > upgraded
      OWN_UPGRADE  WEBSOCKET > malformed: unexpected packet type; ws1: closed PROTOCOL_ERROR; closed PROTOCOL_ERROR; released
      OWN_MESSAGE  PROBING   > ws1: closed PROTOCOL_ERROR
      OWN_MESSAGE  ANSWERED  > ws1: closed PROTOCOL_ERROR
      OWN_MESSAGE  WEBSOCKET > message a
      OWN_JUNK     PROBING   > ws1: closed PROTOCOL_ERROR
      OWN_JUNK     ANSWERED  > ws1: closed PROTOCOL_ERROR
      OWN_JUNK     WEBSOCKET > malformed: unknown packet type; ws1: closed PROTOCOL_ERROR; closed PROTOCOL_ERROR; released
      OWN_LOST     WEBSOCKET > closed TRANSPORT_CLOSED; released
      SHELL_FAILS  IDLE      > malformed: detail; closed PROTOCOL_ERROR; released
      SHELL_FAILS  HELD      > malformed: detail; get1: text 1; closed PROTOCOL_ERROR; released
      SHELL_FAILS  PROBING   > malformed: detail; ws1: closed PROTOCOL_ERROR; closed PROTOCOL_ERROR; released
      SHELL_FAILS  ANSWERED  > malformed: detail; ws1: closed PROTOCOL_ERROR; closed PROTOCOL_ERROR; released
      SHELL_FAILS  WEBSOCKET > malformed: detail; ws1: closed PROTOCOL_ERROR; closed PROTOCOL_ERROR; released
      TOO_LARGE    IDLE      > too large; closed TOO_LARGE; released
      TOO_LARGE    HELD      > too large; get1: text 1; closed TOO_LARGE; released
      TOO_LARGE    PROBING   > too large; ws1: closed TOO_LARGE; closed TOO_LARGE; released
      TOO_LARGE    ANSWERED  > too large; ws1: closed TOO_LARGE; closed TOO_LARGE; released
      TOO_LARGE    WEBSOCKET > too large; ws1: closed TOO_LARGE; closed TOO_LARGE; released
      OWN_BROKEN   WEBSOCKET > malformed: detail; ws1: closed PROTOCOL_ERROR; closed PROTOCOL_ERROR; released
      OWN_TOO_LARGE WEBSOCKET > too large; ws1: closed TOO_LARGE; closed TOO_LARGE; released
      SEND         HELD      > get1: text 4a
      SEND         WEBSOCKET > ws1: text 4a
      TICK_25_S    IDLE      > ping sent
      TICK_25_S    HELD      > ping sent; get1: text 2
      TICK_25_S    PROBING   > ws1: closed UPGRADE_TIMEOUT; ping sent
      TICK_25_S    ANSWERED  > ws1: closed UPGRADE_TIMEOUT; ping sent
      TICK_25_S    WEBSOCKET > ws1: text 2; ping sent
      TICK_25_S    DRAINING  > released
      GOODBYE      IDLE      > closed SERVER_GOODBYE
      GOODBYE      HELD      > get1: text 1; closed SERVER_GOODBYE; released
      GOODBYE      PROBING   > ws1: closed SERVER_GOODBYE; closed SERVER_GOODBYE
      GOODBYE      ANSWERED  > ws1: closed SERVER_GOODBYE; closed SERVER_GOODBYE
      GOODBYE      WEBSOCKET > ws1: closed SERVER_GOODBYE; closed SERVER_GOODBYE; released
      FAILURE      IDLE      > closed INTERNAL_ERROR; released
      FAILURE      HELD      > get1: text 1; closed INTERNAL_ERROR; released
      FAILURE      PROBING   > ws1: closed INTERNAL_ERROR; closed INTERNAL_ERROR; released
      FAILURE      ANSWERED  > ws1: closed INTERNAL_ERROR; closed INTERNAL_ERROR; released
      FAILURE      WEBSOCKET > ws1: closed INTERNAL_ERROR; closed INTERNAL_ERROR; released
      """;

  @RegisterExtension private final Recorder out = new Recorder();

  /** How a session gets into each state; {@code poll} and {@code current} are its own. */
  private enum State {
    IDLE,
    HELD,
    PROBING,
    ANSWERED,
    WEBSOCKET,
    DRAINING,
    CLOSED;

    Subject reach(Recorder out) {
      Subject subject =
          this == WEBSOCKET
              ? new Subject(RecordedEngine.webSocket(V4, out), out)
              : new Subject(RecordedEngine.polling(V4, out), out);
      switch (this) {
        case IDLE, WEBSOCKET -> {}
        case HELD -> subject.poll = subject.engine.get();
        case PROBING -> subject.engine.current = subject.engine.probe();
        case ANSWERED -> subject.engine.current = subject.engine.answeredProbe();
        case DRAINING -> subject.engine.close(CloseReason.SERVER_GOODBYE);
        case CLOSED -> subject.engine.close(CloseReason.TRANSPORT_ERROR);
      }
      out.take();
      return subject;
    }
  }

  private static final class Subject {
    final RecordedEngine engine;
    RecordedEngine.Exchange poll;

    Subject(RecordedEngine engine, Recorder out) {
      this.engine = engine;
      this.poll = new RecordedEngine.Exchange(out, "unknown");
    }
  }

  enum Input {
    GET,
    ABORT,
    POST_MESSAGE,
    POST_CLOSE,
    POST_JUNK,
    NEW_SOCKET,
    OWN_PROBE,
    OWN_UPGRADE,
    OWN_MESSAGE,
    OWN_JUNK,
    OWN_LOST,
    OWN_BROKEN,
    OWN_TOO_LARGE,
    STRANGE_MESSAGE,
    STRANGE_LOST,
    STRANGE_BROKEN,
    SHELL_FAILS,
    TOO_LARGE,
    SEND,
    TICK_5_S,
    TICK_25_S,
    GOODBYE,
    FAILURE
  }

  private static void apply(Input input, Subject subject) {
    RecordedEngine engine = subject.engine;
    switch (input) {
      case GET -> engine.get();
      case ABORT -> engine.abort(subject.poll);
      case POST_MESSAGE -> engine.post("4a");
      case POST_CLOSE -> engine.post("1");
      case POST_JUNK -> engine.post("x");
      case NEW_SOCKET -> engine.probe();
      case OWN_PROBE -> engine.receive(engine.current, "2probe");
      case OWN_UPGRADE -> engine.receive(engine.current, "5");
      case OWN_MESSAGE -> engine.receive(engine.current, "4a");
      case OWN_JUNK -> engine.receive(engine.current, "x");
      case OWN_LOST -> engine.lose(engine.current);
      case OWN_BROKEN -> engine.failLink(engine.current, CloseReason.PROTOCOL_ERROR);
      case OWN_TOO_LARGE -> engine.failLink(engine.current, CloseReason.TOO_LARGE);
      case STRANGE_BROKEN -> engine.failLink(engine.link(), CloseReason.PROTOCOL_ERROR);
      case SHELL_FAILS -> engine.session.fail("detail", engine.time.nanos());
      case TOO_LARGE -> engine.session.failTooLarge(engine.time.nanos());
      case STRANGE_MESSAGE -> engine.receive(engine.link(), "4a");
      case STRANGE_LOST -> engine.lose(engine.link());
      case SEND -> engine.send("a");
      case TICK_5_S -> engine.tickAfterMillis(5_000);
      case TICK_25_S -> engine.tickAfterMillis(25_000);
      case GOODBYE -> engine.close(CloseReason.SERVER_GOODBYE);
      case FAILURE -> engine.close(CloseReason.INTERNAL_ERROR);
    }
  }

  @ParameterizedTest
  @EnumSource
  void sessionDoesWhatTheTableSays(Input input) {
    Map<State, String> seen = new EnumMap<>(State.class);
    for (State state : State.values()) {
      Subject subject = state.reach(out);
      apply(input, subject);
      seen.put(state, String.join("; ", out.take()));
    }
    assertThat(seen).isEqualTo(expected(input));
  }

  private static Map<State, String> expected(Input input) {
    Map<State, String> expected = new EnumMap<>(State.class);
    for (State state : State.values()) {
      expected.put(state, "");
    }
    for (String row : TABLE.lines().toList()) {
      String[] cells = row.split(" +", 4);
      if (cells[0].equals(input.name())) {
        expected.put(State.valueOf(cells[1]), cells[3]);
      }
    }
    return expected;
  }
}

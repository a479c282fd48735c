package io.chatsignal.socketio;

import static io.chatsignal.socketio.SocketVersion.V5;
import static io.chatsignal.socketio.Wire.arguments;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chatsignal.engineio.CloseReason;
import io.chatsignal.testkit.FakeTime;
import io.chatsignal.testkit.Recorder;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Connection state recovery, as the stock client from 4.6 on understands it. */
class RecoveryTest {
  @RegisterExtension private final Recorder out = new Recorder();

  private final FakeTime time = new FakeTime();
  private RecordedConnection first = new RecordedConnection(V5, time, out);
  private RecordedSession session = RecordedSession.recoverable("/", out);

  @BeforeEach
  void enter() throws Exception {
    session = first.enter("0");
  }

  @Test
  void eventsCarryTheirOffsetAsTheLastArgument() {
    session.emit("a");
    session.emit("b", "1", "{}");
    assertThat(out.take()).containsExactly("> 2[\"a\",\"id1\"]", "> 2[\"b\",1,{},\"id2\"]");
  }

  @Test
  void missedEventsFollowTheAnswerToConnectInOrder() throws Exception {
    session.emit("a");
    session.emit("b");
    breakConnection();
    session.emit("c");
    assertThat(session.session.reaches("id1")).isTrue();
    RecordedConnection second = comeBack("id1");
    assertThat(out.take())
        .containsExactly(
            "> 0{\"sid\":\"id\",\"pid\":\"pid-id\"}",
            "> 2[\"b\",\"id2\"]",
            "> 2[\"c\",\"id3\"]",
            "resumed");
    session.emit("d");
    second.receive("2[\"hello\"]");
    assertThat(out.take()).containsExactly("> 2[\"d\",\"id4\"]", "event hello |");
  }

  @Test
  void whatIsCarriedElsewhereIsWhatTheClientMissedAndNobodyGoesOnHere() {
    session.emit("a");
    session.emit("b");
    breakConnection();
    session.emit("c", "1");
    SavedSession saved = session.session.save("id1");
    assertThat(List.of(saved.id(), saved.pid(), saved.seen()))
        .isEqualTo(List.of("id", "pid-id", 1L));
    assertThat(saved.missed().stream().map(OutgoingEvent::body))
        .containsExactly("\"b\"", "\"c\",1");
    assertThat(session.session.reaches("id1") || session.session.reaches("id3")).isFalse();
    SocketSession there = SocketSession.moved("/", saved, SocketLimits.defaults(), session);
    assertThat(there.reaches("id1") && there.reaches("id3")).isTrue();
    assertThat(there.reaches("") || there.reaches("id4")).isFalse();
  }

  @Test
  void clientThatSawEverythingGetsNothingTwice() throws Exception {
    session.emit("a");
    breakConnection();
    comeBack("id1");
    assertThat(out.take()).containsExactly("> 0{\"sid\":\"id\",\"pid\":\"pid-id\"}", "resumed");
  }

  @Test
  void clientThatHasReceivedNothingHasAnOffsetToo() throws Exception {
    breakConnection();
    session.emit("a");
    comeBack("");
    assertThat(out.take())
        .containsExactly("> 0{\"sid\":\"id\",\"pid\":\"pid-id\"}", "> 2[\"a\",\"id1\"]", "resumed");
  }

  @Test
  void clientThatLostItsFirstEventGetsIt() throws Exception {
    session.emit("a");
    breakConnection();
    comeBack("");
    assertThat(out.take())
        .containsExactly("> 0{\"sid\":\"id\",\"pid\":\"pid-id\"}", "> 2[\"a\",\"id1\"]", "resumed");
  }

  @Test
  void attachmentsAreSentAgainWithTheirEvent() throws Exception {
    String placeholder = "{\"_placeholder\":true,\"num\":0}";
    breakConnection();
    session.session.emit(OutgoingEvent.of("a", arguments(List.of(placeholder), "01 02")));
    comeBack("");
    assertThat(out.take())
        .containsExactly(
            "> 0{\"sid\":\"id\",\"pid\":\"pid-id\"}",
            "> 51-[\"a\"," + placeholder + ",\"id1\"]",
            "> [01 02]",
            "resumed");
  }

  @Test
  void eventsMayBeMissedAgainAndAgain() throws Exception {
    session.emit("a");
    breakConnection();
    RecordedConnection second = comeBack("");
    second.end(CloseReason.PING_TIMEOUT);
    session.emit("b");
    RecordedConnection third = comeBack("");
    third.end(CloseReason.TRANSPORT_ERROR);
    out.take();
    comeBack("id1");
    assertThat(out.take())
        .containsExactly("> 0{\"sid\":\"id\",\"pid\":\"pid-id\"}", "> 2[\"b\",\"id2\"]", "resumed");
  }

  @Test
  void offsetsOfOtherNamespacesAreTheirOwn() throws Exception {
    RecordedSession other = first.enter("0/b,");
    session.emit("a");
    other.emit("x");
    breakConnection();
    session.emit("b");
    other.emit("y");
    out.take();
    RecordedConnection second = comeBack("id1");
    ConnectRequest request = second.ask("0/b,{\"pid\":\"pid-id\",\"offset\":\"id1\"}");
    second.connection.acceptAgain(request, other.session);
    assertThat(out.take())
        .containsExactly(
            "> 0/b,{\"sid\":\"id\",\"pid\":\"pid-id\"}", "> 2/b,[\"y\",\"id2\"]", "/b resumed");
  }

  @Test
  void eventsThatWaitForAnAnswerAreNotKept() throws Exception {
    session.emit("a");
    session.emitWithAck("question", time.nanos() + 1);
    session.emit("b");
    first.end(CloseReason.TRANSPORT_CLOSED);
    assertThat(out.take())
        .containsExactly(
            "> 2[\"a\",\"id1\"]",
            "> 20[\"question\"]",
            "> 2[\"b\",\"id2\"]",
            "no answer to question",
            "suspended");
    comeBack("id1");
    assertThat(out.take())
        .containsExactly("> 0{\"sid\":\"id\",\"pid\":\"pid-id\"}", "> 2[\"b\",\"id2\"]", "resumed");
  }

  // ---- what is refused

  @ParameterizedTest
  @ValueSource(
      strings = {
        "id3",
        "id-1",
        "id",
        "id1x",
        "ID1",
        "1",
        "d1",
        "xid1",
        "other1",
        " id1",
        "id1 ",
        "\u0000",
        "id1.0",
        "idzzzzzzzzzzzz",
        "id9223372036854775807",
        "idzzzzzzzzzzzzzzzzzzzz",
        "null"
      })
  void stringThatIsNoOffsetOfTheSessionIsRefused(String offset) {
    session.emit("a");
    session.emit("b");
    out.take();
    assertThat(session.session.reaches(offset)).isFalse();
  }

  /** A client calls the last string of any event its offset, also of a session before this one. */
  @Test
  void offsetOfAnotherSessionIsRefused() {
    RecordedSession other = RecordedSession.recoverable("/", "another-session", out);
    session.emit("a");
    out.take();
    assertThat(session.session.reaches("ession1")).isFalse();
    assertThat(other.session.reaches("id1")).isFalse();
  }

  @Test
  void offsetBelowWhatAPongConfirmedIsRefused() {
    session.emit("a");
    session.emit("b");
    first.connection.onPingSent();
    session.emit("c");
    first.connection.onPingAnswered();
    out.take();
    assertThat(session.session.reaches("")).isFalse();
    assertThat(session.session.reaches("id1")).isFalse();
    assertThat(session.session.reaches("id2")).isTrue();
    assertThat(session.session.reaches("id3")).isTrue();
  }

  @Test
  void whoIsToldMuchIsAskedForProofBeforeTheHeartbeatIsDue() {
    for (int i = 0; i < 45; i++) {
      session.emit("a");
    }
    assertThat(out.take()).as("half of the limit is 45 times 11").hasSize(45);
    session.emit("a");
    assertThat(out.take()).containsExactly("> 2[\"a\",\"id1a\"]", "> ping");
    for (int i = 0; i < 10; i++) {
      session.emit("a");
    }
    assertThat(out.take()).as("one ping at a time").hasSize(10);
    first.connection.onPingAnswered();
    assertThat(session.session.reaches("id19")).isFalse();
    assertThat(session.session.reaches("id1a")).isTrue();
    session.emit("a");
    assertThat(out.take()).as("little is left to prove").hasSize(1);
  }

  @Test
  void nobodyIsAskedForProofWhileAway() {
    breakConnection();
    out.take();
    for (int i = 0; i < 60; i++) {
      session.emit("a");
    }
    assertThat(out.take()).isEmpty();
  }

  @Test
  void overflowIsRefused() {
    breakConnection();
    for (int i = 0; i < 90; i++) {
      session.emit("a");
    }
    assertThat(session.session.reaches("")).as("90 times 11 are kept").isTrue();
    session.emit("a");
    assertThat(session.session.reaches("")).as("91 times are not").isFalse();
    assertThat(session.session.reaches("id1")).isTrue();
  }

  @Test
  void comingBackWithoutReachIsAnErrorOfTheCaller() throws Exception {
    session.emit("a");
    breakConnection();
    RecordedConnection second = new RecordedConnection(V5, time, out);
    ConnectRequest request = second.ask("0{\"pid\":\"pid-id\",\"offset\":\"id7\"}");
    assertThatThrownBy(() -> second.connection.acceptAgain(request, session.session))
        .isInstanceOf(IllegalStateException.class);
    assertThat(second.connection.isWaiting(request)).isTrue();
    assertThat(out.take()).isEmpty();
  }

  /** A pid that was stolen from a kicked peer opens nothing. */
  @ParameterizedTest
  @CsvSource({"SERVER_GOODBYE", "CLIENT_GOODBYE", "PROTOCOL_ERROR", "TRANSPORT_CLOSED"})
  void sessionThatHasEndedNeverComesBack(CloseReason reason) throws Exception {
    session.session.close(reason);
    assertThat(session.session.reaches("")).isFalse();
    RecordedConnection second = new RecordedConnection(V5, time, out);
    ConnectRequest request = second.ask("0{\"pid\":\"pid-id\"}");
    assertThatThrownBy(() -> second.connection.acceptAgain(request, session.session))
        .isInstanceOf(IllegalStateException.class);
    assertThat(session.session.isClosed()).isTrue();
    assertThat(out.take()).isEmpty();
  }

  @Test
  void newSessionAndSessionOfAnotherNamespaceDoNotComeBack() throws Exception {
    RecordedConnection second = new RecordedConnection(V5, time, out);
    ConnectRequest request = second.ask("0/b,{\"pid\":\"pid-id\"}");
    breakConnection();
    for (SocketSession wrong :
        new SocketSession[] {session.session, RecordedSession.recoverable("/b", out).session}) {
      assertThatThrownBy(() -> second.connection.acceptAgain(request, wrong))
          .isInstanceOf(IllegalStateException.class);
    }
    assertThat(out.take()).isEmpty();
  }

  // ---- the broken connection's twin

  @Test
  void takenAwayFromAHalfDeadConnectionItsOwnEndDoesNotMatter() throws Exception {
    session.emit("a");
    session.emit("b");
    out.take();
    session.session.detach();
    assertThat(out.take()).containsExactly("suspended", "> closed REPLACED");
    RecordedConnection second = comeBack("id1");
    out.take();
    first.receive("2[\"from the grave\"]");
    first.connection.onClosed(CloseReason.TRANSPORT_CLOSED);
    first.tickAfterMillis(100_000);
    second.receive("2[\"alive\"]");
    assertThat(out.take()).containsExactly("event alive |");
    assertThat(session.session.isConnected()).isTrue();
  }

  @Test
  void otherSessionsOfTheHalfDeadConnectionWaitForTheirClientToo() throws Exception {
    RecordedSession other = first.enter("0/b,");
    session.session.detach();
    assertThat(out.take()).containsExactly("suspended", "> closed REPLACED", "/b suspended");
    assertThat(other.session.reaches("")).isTrue();
  }

  @Test
  void detachingWhatIsNotConnectedChangesNothing() {
    breakConnection();
    session.session.detach();
    assertThat(session.session.reaches("")).isTrue();
    session.session.close(CloseReason.SERVER_GOODBYE);
    session.session.detach();
    assertThat(out.take()).containsExactly("closed SERVER_GOODBYE");
  }

  @Test
  void connectedSessionDoesNotComeBackBeforeItIsDetached() throws Exception {
    RecordedConnection second = new RecordedConnection(V5, time, out);
    ConnectRequest request = second.ask("0{\"pid\":\"pid-id\"}");
    assertThatThrownBy(() -> second.connection.acceptAgain(request, session.session))
        .isInstanceOf(IllegalStateException.class);
  }

  // ---- what a client asks with

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
                                                 | ''  | ''
          {}                                     | ''  | ''
          {"token":"t"}                          | ''  | ''
          {"pid":"p"}                            | p   | ''
          {"pid":"p","offset":"o","token":"t"}   | p   | o
          {"token":{"pid":"x"},"pid":"p"}        | p   | ''
          {"a":[{"pid":"x"},"pid"],"offset":"o"} | ''  | o
          {"pid":1,"offset":null}                | ''  | ''
          {"pid":["p"],"offset":{"offset":"o"}}  | ''  | ''
          {"pid":"\\u0070","offset":""}          | p   | ''
          {"pid":"first","pid":"second"}         | first | ''
          """)
  void pidAndOffsetAreStringsOfTheAuthObject(String auth, String pid, String offset) {
    ConnectRequest request = new ConnectRequest("/", auth == null ? "" : auth, "");
    assertThat(request.pid()).isEqualTo(pid);
    assertThat(request.offset()).isEqualTo(offset);
  }

  private void breakConnection() {
    out.take();
    first.end(CloseReason.TRANSPORT_CLOSED);
    assertThat(out.take()).contains("suspended");
  }

  /** Comes back on a new connection. */
  private RecordedConnection comeBack(String offset) throws Exception {
    RecordedConnection next = new RecordedConnection(V5, time, out);
    ConnectRequest request =
        next.ask(
            "0{\"pid\":\"pid-id\"" + (offset.isEmpty() ? "}" : ",\"offset\":\"" + offset + "\"}"));
    assertThat(session.session.reaches(request.offset())).isTrue();
    next.connection.acceptAgain(request, session.session);
    return next;
  }
}

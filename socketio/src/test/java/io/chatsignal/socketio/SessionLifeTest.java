package io.chatsignal.socketio;

import static io.chatsignal.socketio.SocketVersion.V4;
import static io.chatsignal.socketio.SocketVersion.V5;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chatsignal.engineio.CloseReason;
import io.chatsignal.testkit.Recorder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** How sessions and their connection end, and what time has to do with it. */
class SessionLifeTest {
  @RegisterExtension private final Recorder out = new Recorder();

  // ---- the connect timeout of 10 s

  @Test
  void connectionThatEntersNothingIsClosedInTime() {
    RecordedConnection client = new RecordedConnection(V5, out);
    client.tickAfterMillis(9_999);
    assertThat(out.take()).isEmpty();
    client.tickAfterMillis(1);
    assertThat(out.take()).containsExactly("> closed CONNECT_TIMEOUT");
  }

  @Test
  void askingIsNotEntering() throws Exception {
    RecordedConnection client = new RecordedConnection(V5, out);
    client.ask("0");
    client.connection.refuse(client.ask("0/b,"), "no", "");
    client.tickAfterMillis(10_000);
    assertThat(out.take())
        .containsExactly("> 4/b,{\"message\":\"no\"}", "> closed CONNECT_TIMEOUT");
  }

  @Test
  void connectionOfRevision4ThatIsNotLetInIsClosedInTimeToo() {
    RecordedConnection client = new RecordedConnection(V4, out);
    client.connection.refuse(client.requests.getFirst(), "no", "");
    client.tickAfterMillis(10_000);
    assertThat(out.take()).containsExactly("asks for /", "> 4\"no\"", "> closed CONNECT_TIMEOUT");
  }

  @Test
  void clientThatIsInHasAllTheTime() throws Exception {
    RecordedConnection client = new RecordedConnection(V5, out);
    client.enter("0");
    client.tickAfterMillis(9_999);
    client.tickAfterMillis(1);
    client.tickAfterMillis(1_000_000);
    assertThat(out.take()).isEmpty();
  }

  @Test
  void timeoutRunsAnewWhenTheClientLeavesItsLastNamespace() throws Exception {
    RecordedConnection client = new RecordedConnection(V5, out);
    client.enter("0");
    client.enter("0/b,");
    client.tickAfterMillis(1_000_000);
    client.receive("1");
    client.receive("1/b,");
    client.tickAfterMillis(9_999);
    assertThat(out.take()).containsExactly("closed CLIENT_GOODBYE", "/b closed CLIENT_GOODBYE");
    client.tickAfterMillis(1);
    assertThat(out.take()).containsExactly("> closed CONNECT_TIMEOUT");
  }

  /** A connection without deadlines may not have been looked at for long. */
  @Test
  void timeoutDoesNotRunFromTheLastTick() throws Exception {
    RecordedConnection client = new RecordedConnection(V5, out);
    RecordedSession session = client.enter("0");
    client.tickAfterMillis(1);
    client.time.advanceMillis(1_000_000);
    client.ask("0/b,");
    session.session.disconnect(CloseReason.SERVER_GOODBYE);
    assertThat(out.take()).containsExactly("> 1", "closed SERVER_GOODBYE");
    client.tickAfterMillis(1_000);
    client.tickAfterMillis(9_999);
    assertThat(out.take()).isEmpty();
    client.tickAfterMillis(1);
    assertThat(out.take()).containsExactly("> closed CONNECT_TIMEOUT");
  }

  // ---- goodbyes

  @Test
  void connectionEndsWithTheLastSessionThatWeEnd() throws Exception {
    RecordedConnection client = new RecordedConnection(V5, out);
    RecordedSession first = client.enter("0");
    RecordedSession second = client.enter("0/b,");
    first.session.disconnect(CloseReason.SERVER_GOODBYE);
    assertThat(out.take()).containsExactly("> 1", "closed SERVER_GOODBYE");
    second.session.disconnect(CloseReason.AUTH_TIMEOUT);
    assertThat(out.take())
        .containsExactly("> 1/b,", "/b closed AUTH_TIMEOUT", "> closed AUTH_TIMEOUT");
  }

  @Test
  void connectionStaysForANamespaceThatTheClientWaitsFor() throws Exception {
    RecordedConnection client = new RecordedConnection(V5, out);
    RecordedSession first = client.enter("0");
    client.tickAfterMillis(1_000_000);
    ConnectRequest request = client.ask("0/b,");
    first.session.disconnect(CloseReason.SERVER_GOODBYE);
    assertThat(out.take()).containsExactly("> 1", "closed SERVER_GOODBYE");
    client.tickAfterMillis(1_000);
    client.connection.accept(request, RecordedSession.lasting("/b", out).session);
    assertThat(out.take()).containsExactly("> 0/b,{\"sid\":\"id\"}");
  }

  @Test
  void sessionThatIsClosedWithoutAWordLeavesItsConnection() throws Exception {
    RecordedConnection client = new RecordedConnection(V5, out);
    RecordedSession session = client.enter("0");
    session.session.close(CloseReason.SERVER_GOODBYE);
    assertThat(out.take()).containsExactly("closed SERVER_GOODBYE");
    client.receive("2[\"a\"]");
    assertThat(out.take()).isEmpty();
    client.enter("0");
    client.receive("2[\"b\"]");
    assertThat(out.take()).as("the client may come again").containsExactly("event b |");
    client.receive("1");
    client.tickAfterMillis(10_000);
    assertThat(out.take()).containsExactly("closed CLIENT_GOODBYE", "> closed CONNECT_TIMEOUT");
  }

  @Test
  void emitsAfterTheEndGoNowhere() throws Exception {
    RecordedConnection client = new RecordedConnection(V5, out);
    RecordedSession session = client.enter("0");
    session.session.close(CloseReason.SERVER_GOODBYE);
    session.emit("a");
    session.session.disconnect(CloseReason.SHUTDOWN);
    session.session.detach();
    assertThat(out.take()).containsExactly("closed SERVER_GOODBYE");
    assertThat(session.session.isClosed()).isTrue();
  }

  @Test
  void emitBeforeTheClientIsInIsAnError() {
    for (RecordedSession session :
        new RecordedSession[] {
          RecordedSession.lasting("/", out), RecordedSession.recoverable("/", out)
        }) {
      assertThatThrownBy(() -> session.emit("a"))
          .as("it would be numbered, and never sent")
          .isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void ownerMayDisconnectInsideOfAnEvent() throws Exception {
    RecordedConnection client = new RecordedConnection(V5, out);
    RecordedSession session = client.enter("0");
    session.reaction =
        event -> {
          session.emit("bye");
          session.session.disconnect(CloseReason.SERVER_GOODBYE);
          event.ack("1");
        };
    client.receive("21[\"a\"]");
    client.receive("2[\"b\"]");
    assertThat(out.take())
        .containsExactly(
            "event a | ack",
            "> 2[\"bye\",\"id1\"]",
            "> 1",
            "closed SERVER_GOODBYE",
            "> closed SERVER_GOODBYE");
  }

  // ---- the end of the connection

  @ParameterizedTest
  @CsvSource({
    "CLIENT_GOODBYE,false",
    "CLIENT_CLOSED,true",
    "TRANSPORT_CLOSED,true",
    "TRANSPORT_ERROR,true",
    "PING_TIMEOUT,true",
    "PROTOCOL_ERROR,false",
    "TOO_LARGE,false",
    "TOO_SLOW,true",
    "CONNECT_TIMEOUT,false",
    "UPGRADE_TIMEOUT,false",
    "AUTH_TIMEOUT,false",
    "SERVER_GOODBYE,false",
    "REPLACED,true",
    "SHUTDOWN,true",
    "INTERNAL_ERROR,false"
  })
  void sessionSurvivesWhatTheClientMayComeBackFrom(CloseReason reason, boolean survives)
      throws Exception {
    assertThat(reason.mayReturn()).isEqualTo(survives);
    RecordedConnection client = new RecordedConnection(V5, out);
    RecordedSession session = client.enter("0");
    client.end(reason);
    assertThat(out.take()).containsExactly(survives ? "suspended" : "closed " + reason);
    assertThat(session.session.isClosed()).isEqualTo(!survives);
    assertThat(session.session.isConnected()).isFalse();
    assertThat(session.session.reaches("")).isEqualTo(survives);
  }

  @ParameterizedTest
  @EnumSource
  void sessionWithoutRecoveryEndsWithItsConnection(CloseReason reason) throws Exception {
    RecordedConnection client = new RecordedConnection(V5, out);
    RecordedSession session = RecordedSession.lasting("/", out);
    client.connection.accept(client.ask("0"), session.session);
    session.emit("a", "1");
    out.take();
    client.end(reason);
    assertThat(out.take()).containsExactly("closed " + reason);
    assertThat(session.session.reaches("")).isFalse();
  }

  @Test
  void eventsWithoutRecoveryCarryNoOffset() throws Exception {
    RecordedConnection client = new RecordedConnection(V4, out);
    RecordedSession session = RecordedSession.lasting("/", out);
    client.connection.accept(client.requests.getFirst(), session.session);
    session.emit("a", "1");
    assertThat(out.take()).containsExactly("asks for /", "> 0", "> 2[\"a\",1]");
  }

  @Test
  void allSessionsHearOfABrokenProtocolAndMayAnswer() throws Exception {
    RecordedConnection client = new RecordedConnection(V5, out);
    client.enter("0");
    client.enter("0/b,").session.close(CloseReason.SERVER_GOODBYE);
    client.enter("0/c,");
    out.take();
    client.connection.onMalformed("detail");
    client.connection.onTooLarge();
    client.end(CloseReason.PROTOCOL_ERROR);
    assertThat(out.take())
        .containsExactly(
            "malformed: detail",
            "/c malformed: detail",
            "too large",
            "/c too large",
            "closed PROTOCOL_ERROR",
            "/c closed PROTOCOL_ERROR");
  }

  @Test
  void sessionThatIsSuspendedMayBeGivenUp() throws Exception {
    RecordedConnection client = new RecordedConnection(V5, out);
    RecordedSession session = client.enter("0");
    client.end(CloseReason.TRANSPORT_CLOSED);
    session.emit("kept");
    session.session.disconnect(CloseReason.SERVER_GOODBYE);
    assertThat(out.take()).containsExactly("suspended", "closed SERVER_GOODBYE");
    assertThat(session.session.reaches("")).isFalse();
  }
}

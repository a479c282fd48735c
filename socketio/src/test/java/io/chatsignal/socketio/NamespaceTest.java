package io.chatsignal.socketio;

import static io.chatsignal.socketio.SocketVersion.V4;
import static io.chatsignal.socketio.SocketVersion.V5;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chatsignal.engineio.CloseReason;
import io.chatsignal.engineio.MalformedPacketException;
import io.chatsignal.testkit.Recorder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Entering and leaving namespaces. */
class NamespaceTest {
  @RegisterExtension private final Recorder out = new Recorder();

  @Test
  void clientIsLetInWithItsId() throws Exception {
    RecordedConnection client = new RecordedConnection(V5, out);
    client.receive("0{\"token\":\"123\"}");
    assertThat(out.take()).containsExactly("asks for / with {\"token\":\"123\"}");
    assertThat(client.connection.hasEntered()).isFalse();
    RecordedSession session = RecordedSession.recoverable("/", out);
    client.connection.accept(client.requests.getFirst(), session.session);
    assertThat(out.take()).containsExactly("> 0{\"sid\":\"id\",\"pid\":\"pid-id\"}");
    assertThat(client.connection.hasEntered()).isTrue();
    assertThat(session.session.isConnected()).isTrue();
  }

  @Test
  void sessionThatCannotBeRecoveredHasNoPid() throws Exception {
    RecordedConnection client = new RecordedConnection(V5, out);
    RecordedSession session = RecordedSession.lasting("/admin", out);
    client.connection.accept(client.ask("0/admin,"), session.session);
    assertThat(out.take()).containsExactly("> 0/admin,{\"sid\":\"id\"}");
  }

  @Test
  void clientIsTurnedAwayWithAReason() throws Exception {
    RecordedConnection client = new RecordedConnection(V5, out);
    ConnectRequest first = client.ask("0");
    ConnectRequest second = client.ask("0/b,{\"a\":1}");
    client.connection.refuse(first, "Token is not valid", "");
    client.connection.refuse(second, "no", "{\"code\":7}");
    assertThat(out.take())
        .containsExactly(
            "> 4{\"message\":\"Token is not valid\"}",
            "> 4/b,{\"message\":\"no\",\"data\":{\"code\":7}}");
    assertThat(client.connection.hasEntered()).isFalse();
  }

  @Test
  void clientThatWasTurnedAwayMayAskAgain() throws Exception {
    RecordedConnection client = new RecordedConnection(V5, out);
    client.connection.refuse(client.ask("0"), "no", "");
    client.enter("0");
    client.receive("2[\"a\"]");
    assertThat(out.take()).containsExactly("event a |");
  }

  @Test
  void revision4EntersTheMainNamespaceWithoutAsking() throws Exception {
    RecordedConnection client = new RecordedConnection(V4, out);
    assertThat(out.take()).containsExactly("asks for /");
    client.connection.accept(client.requests.getFirst(), RecordedSession.lasting("/", out).session);
    assertThat(out.take()).containsExactly("> 0");
    client.receive("0");
    client.receive("0/?token=x,");
    assertThat(out.take()).as("asking for it changes nothing").isEmpty();
  }

  @Test
  void revision4AsksForOthersWithAQuery() throws Exception {
    RecordedConnection client = new RecordedConnection(V4, out);
    client.receive("0/admin?token=1234&uid=abcd,");
    assertThat(out.take()).containsExactly("asks for /", "asks for /admin and token=1234&uid=abcd");
    ConnectRequest refused = client.requests.getLast();
    ConnectRequest accepted = client.ask("0/b");
    client.connection.refuse(refused, "Not authorized", "");
    client.connection.accept(accepted, RecordedSession.lasting("/b", out).session);
    assertThat(out.take()).containsExactly("> 4/admin,\"Not authorized\"", "> 0/b,");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2[\"a\"]",
        "21[\"a\"]",
        "31[]",
        "2/admin,[\"a\"]",
        "1",
        "51-[\"a\",{\"_placeholder\":true,\"num\":0}]",
        "61-1[{\"_placeholder\":true,\"num\":0}]"
      })
  void anythingBeforeConnectIsMalformed(String packet) throws Exception {
    RecordedConnection client = new RecordedConnection(V5, out);
    assertMalformed(client, packet, "CONNECT comes first");
    RecordedConnection asked = new RecordedConnection(V5, out);
    asked.ask("0/other,");
    assertMalformed(asked, packet, "CONNECT comes first");
  }

  @Test
  void attachmentBeforeConnectIsMalformed() {
    RecordedConnection client = new RecordedConnection(V5, out);
    assertThatThrownBy(() -> client.receive((byte) 1))
        .isExactlyInstanceOf(MalformedPacketException.class)
        .hasMessage("an attachment that nothing announced");
  }

  @Test
  void packetForANamespaceThatWasLeftIsDropped() throws Exception {
    RecordedConnection client = new RecordedConnection(V5, out);
    RecordedSession left = client.enter("0/a,");
    client.enter("0/b,");
    left.session.disconnect(CloseReason.SERVER_GOODBYE);
    assertThat(out.take()).containsExactly("> 1/a,", "/a closed SERVER_GOODBYE");
    client.receive("2/a,[\"on its way\"]");
    client.receive("2/a,1[\"on its way\"]");
    client.receive("3/a,1[]");
    client.receive("1/a,");
    client.receive("51-/a,[\"x\",{\"_placeholder\":true,\"num\":0}]");
    client.receive((byte) 1);
    client.receive("2/b,[\"x\"]");
    assertThat(out.take()).containsExactly("/b event x |");
  }

  @Test
  void namespacesShareAConnectionAndAreIndependent() throws Exception {
    RecordedConnection client = new RecordedConnection(V5, out);
    RecordedSession first = client.enter("0/a,");
    RecordedSession second = client.enter("0/b,");
    client.receive("2/b,[\"x\"]");
    client.receive("2/a,[\"y\"]");
    first.emit("z");
    second.session.disconnect(CloseReason.SERVER_GOODBYE);
    client.receive("2/a,[\"on\"]");
    assertThat(out.take())
        .containsExactly(
            "/b event x |",
            "/a event y |",
            "> 2/a,[\"z\",\"id1\"]",
            "> 1/b,",
            "/b closed SERVER_GOODBYE",
            "/a event on |");
    assertThat(second.session.isClosed()).isTrue();
    assertThat(first.session.isConnected()).isTrue();
  }

  @Test
  void namesAreExact() throws Exception {
    RecordedConnection client = new RecordedConnection(V5, out);
    client.enter("0/a,");
    client.receive("2/A,[\"x\"]");
    client.receive("2/a?,[\"x\"]");
    client.receive("2/a/,[\"x\"]");
    client.receive("2[\"x\"]");
    assertThat(out.take()).isEmpty();
  }

  @Test
  void askingForANamespaceTwiceIsMalformed() throws Exception {
    RecordedConnection client = new RecordedConnection(V5, out);
    client.ask("0/a,");
    assertMalformed(client, "0/a,", "CONNECT to a namespace that was entered already");
    RecordedConnection inside = new RecordedConnection(V5, out);
    inside.enter("0/a,");
    assertMalformed(inside, "0/a?other,{}", "CONNECT to a namespace that was entered already");
  }

  @Test
  void requestsThatAreTakenBackCountUntilTheyAreDecided() throws Exception {
    RecordedConnection client = new RecordedConnection(V5, out);
    client.enter("0");
    for (int i = 0; i < 3; i++) {
      client.receive("0/a,");
      client.receive("1/a,");
    }
    client.receive("0/a,");
    assertThat(out.take())
        .containsExactly(
            "asks for /a",
            "asks for /a",
            "> 4/a,{\"message\":\"Too many namespaces\"}",
            "> 4/a,{\"message\":\"Too many namespaces\"}");
    assertThat(client.connection.isWaiting(client.requests.getLast())).isFalse();
    client.receive("0/a,");
    assertThat(out.take()).containsExactly("asks for /a");
  }

  @Test
  void moreNamespacesThanAllowedAreRefusedAndTheOthersGoOn() throws Exception {
    RecordedConnection client = new RecordedConnection(V5, out);
    client.enter("0");
    client.enter("0/a,");
    client.ask("0/b,");
    client.receive("0/c,");
    client.receive("0/d,{}");
    assertThat(out.take())
        .containsExactly(
            "> 4/c,{\"message\":\"Too many namespaces\"}",
            "> 4/d,{\"message\":\"Too many namespaces\"}");
    client.receive("1/a,");
    client.receive("0/c,");
    assertThat(out.take()).containsExactly("/a closed CLIENT_GOODBYE", "asks for /c");
  }

  @Test
  void clientThatLeavesMayComeBack() throws Exception {
    RecordedConnection client = new RecordedConnection(V5, out);
    RecordedSession first = client.enter("0");
    client.receive("1");
    assertThat(out.take()).containsExactly("closed CLIENT_GOODBYE");
    assertThat(first.session.isClosed()).isTrue();
    RecordedSession second = client.enter("0");
    client.receive("2[\"a\"]");
    assertThat(out.take()).containsExactly("event a |");
    assertThat(second.session.isConnected()).isTrue();
  }

  @Test
  void clientMayLeaveBeforeItWasLetIn() throws Exception {
    RecordedConnection client = new RecordedConnection(V5, out);
    ConnectRequest request = client.ask("0");
    assertThat(client.connection.isWaiting(request)).isTrue();
    client.receive("1");
    assertThat(client.connection.isWaiting(request)).isFalse();
    client.connection.refuse(request, "too late", "");
    assertThat(out.take()).isEmpty();
  }

  @Test
  void clientThatLeftAndAskedAgainWaitsForTheSecondAnswer() throws Exception {
    RecordedConnection client = new RecordedConnection(V5, out);
    client.enter("0/other,");
    ConnectRequest first = client.ask("0");
    client.receive("1");
    ConnectRequest second = client.ask("0");
    assertThat(client.connection.isWaiting(first)).isFalse();
    assertThat(client.connection.isWaiting(second)).isTrue();
    client.connection.refuse(first, "no", "");
    assertThat(out.take()).isEmpty();
  }

  @Test
  void onlyAnAnswerThatIsAwaitedIsTaken() throws Exception {
    RecordedConnection client = new RecordedConnection(V5, out);
    ConnectRequest request = client.ask("0");
    client.connection.accept(request, RecordedSession.lasting("/", out).session);
    out.take();
    assertThatThrownBy(
            () -> client.connection.accept(request, RecordedSession.lasting("/", out).session))
        .isInstanceOf(IllegalStateException.class);
    client.connection.refuse(request, "no", "");
    assertThat(out.take()).isEmpty();
  }

  @Test
  void answerAfterTheEndIsNotTaken() throws Exception {
    RecordedConnection client = new RecordedConnection(V5, out);
    ConnectRequest request = client.ask("0");
    client.end(CloseReason.TRANSPORT_CLOSED);
    assertThat(client.connection.isWaiting(request)).isFalse();
    client.connection.refuse(request, "no", "");
    assertThatThrownBy(
            () -> client.connection.accept(request, RecordedSession.lasting("/", out).session))
        .isInstanceOf(IllegalStateException.class);
    assertThat(out.take()).isEmpty();
  }

  @Test
  void sessionEntersItsOwnNamespaceOnly() throws Exception {
    RecordedConnection client = new RecordedConnection(V5, out);
    ConnectRequest request = client.ask("0/a,");
    assertThatThrownBy(
            () -> client.connection.accept(request, RecordedSession.lasting("/b", out).session))
        .isInstanceOf(IllegalStateException.class);
    assertThat(client.connection.isWaiting(request)).isTrue();
  }

  @Test
  void sessionEntersOnce() throws Exception {
    RecordedConnection client = new RecordedConnection(V5, out);
    RecordedSession session = client.enter("0");
    RecordedConnection other = new RecordedConnection(V5, out);
    ConnectRequest request = other.ask("0");
    assertThatThrownBy(() -> other.connection.accept(request, session.session))
        .isInstanceOf(IllegalStateException.class);
    session.session.close(CloseReason.SERVER_GOODBYE);
    assertThatThrownBy(() -> other.connection.accept(request, session.session))
        .isInstanceOf(IllegalStateException.class);
    assertThat(out.take()).containsExactly("closed SERVER_GOODBYE");
  }

  @Test
  void nothingIsTakenAfterTheEnd() throws Exception {
    RecordedConnection client = new RecordedConnection(V5, out);
    RecordedSession session = client.enter("0");
    client.end(CloseReason.CLIENT_GOODBYE);
    assertThat(out.take()).containsExactly("closed CLIENT_GOODBYE");
    client.receive("2[\"a\"]");
    client.receive("not a packet");
    client.receive((byte) 1);
    client.tickAfterMillis(100_000);
    client.connection.onPingSent();
    client.connection.onPingAnswered();
    client.connection.onMalformed("late");
    session.emit("b");
    session.session.disconnect(CloseReason.SERVER_GOODBYE);
    assertThat(out.take()).isEmpty();
  }

  private void assertMalformed(RecordedConnection client, String packet, String error) {
    assertThatThrownBy(() -> client.receive(packet))
        .isExactlyInstanceOf(MalformedPacketException.class)
        .hasMessage(error);
    assertThat(out.take()).isEmpty();
  }
}

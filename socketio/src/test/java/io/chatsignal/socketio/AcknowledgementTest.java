package io.chatsignal.socketio;

import static io.chatsignal.socketio.SocketVersion.V5;
import static io.chatsignal.socketio.Wire.arguments;
import static org.assertj.core.api.Assertions.assertThat;

import io.chatsignal.engineio.CloseReason;
import io.chatsignal.testkit.Recorder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class AcknowledgementTest {
  private static final String PLACEHOLDER = "{\"_placeholder\":true,\"num\":0}";

  @RegisterExtension private final Recorder out = new Recorder();

  private RecordedConnection client = new RecordedConnection(V5, out);
  private RecordedSession session = RecordedSession.recoverable("/", out);

  @BeforeEach
  void enter() throws Exception {
    session = client.enter("0");
  }

  // ---- ours to the client

  @Test
  void eventWithAnIdIsAnsweredByIt() throws Exception {
    session.reaction = event -> event.ack("1", "\"ok\"");
    client.receive("2456[\"a\"]");
    assertThat(out.take()).containsExactly("event a | ack", "> 3456[1,\"ok\"]");
  }

  @Test
  void answerMayBeEmpty() throws Exception {
    session.reaction = Event::ack;
    client.receive("20[\"a\"]");
    assertThat(out.take()).containsExactly("event a | ack", "> 30[]");
  }

  @Test
  void answerMayHaveAttachments() throws Exception {
    session.reaction = event -> event.ack(arguments(List.of(PLACEHOLDER), "01 02"));
    client.receive("21[\"a\"]");
    assertThat(out.take())
        .containsExactly("event a | ack", "> 61-1[" + PLACEHOLDER + "]", "> [01 02]");
  }

  @Test
  void onlyTheFirstAnswerCounts() throws Exception {
    session.reaction =
        event -> {
          event.ack("1");
          assertThat(event.expectsAck()).isFalse();
          event.ack("2");
        };
    client.receive("21[\"a\"]");
    assertThat(out.take()).containsExactly("event a | ack", "> 31[1]");
  }

  @Test
  void answerToAnEventWithoutAnIdGoesNowhere() throws Exception {
    session.reaction = event -> event.ack("1");
    client.receive("2[\"a\"]");
    assertThat(out.take()).containsExactly("event a |");
  }

  @Test
  void answersMayComeLaterAndInAnyOrder() throws Exception {
    List<Event> events = new ArrayList<>();
    session.reaction = events::add;
    client.receive("21[\"a\"]");
    client.receive("22[\"b\"]");
    out.take();
    events.get(1).ack("\"b\"");
    events.get(0).ack("\"a\"");
    assertThat(out.take()).containsExactly("> 32[\"b\"]", "> 31[\"a\"]");
  }

  @Test
  void answerAfterTheEndOrWhileTheClientIsAwayGoesNowhere() throws Exception {
    List<Event> events = new ArrayList<>();
    session.reaction = events::add;
    client.receive("21[\"a\"]");
    client.receive("22[\"b\"]");
    client.end(CloseReason.TRANSPORT_CLOSED);
    events.get(0).ack();
    session.session.close(CloseReason.TRANSPORT_CLOSED);
    events.get(1).ack();
    assertThat(out.take())
        .containsExactly("event a | ack", "event b | ack", "suspended", "closed TRANSPORT_CLOSED");
  }

  // ---- the client's to us

  @Test
  void emitIsAnsweredByItsIdAndIdsGoUp() throws Exception {
    session.emitWithAck("a", deadline(1));
    session.emitWithAck("b", deadline(1));
    client.receive("31[\"for b\"]");
    client.receive("30[\"for a\",{}]");
    assertThat(out.take())
        .containsExactly(
            "> 20[\"a\"]", "> 21[\"b\"]", "answer to b |\"for b\"|", "answer to a |\"for a\"|{}|");
  }

  @Test
  void answerMayBringAttachments() throws Exception {
    session.emitWithAck("a", deadline(1));
    client.receive("61-0[" + PLACEHOLDER + "]");
    client.receive((byte) 7);
    assertThat(out.take()).containsExactly("> 20[\"a\"]", "answer to a |" + PLACEHOLDER + "| [07]");
  }

  @Test
  void answersThatNobodyWaitsForAreDropped() throws Exception {
    session.emitWithAck("a", deadline(1));
    client.receive("31[]");
    client.receive("3999999999999999[]");
    client.receive("30[]");
    client.receive("30[]");
    assertThat(out.take()).containsExactly("> 20[\"a\"]", "answer to a |");
  }

  @Test
  void idsOfOneNamespaceAreNotThoseOfAnother() throws Exception {
    client.enter("0/b,");
    session.emitWithAck("a", deadline(1));
    client.receive("3/b,0[]");
    assertThat(out.take()).containsExactly("> 20[\"a\"]");
    client.receive("30[]");
    assertThat(out.take()).containsExactly("answer to a |");
  }

  @Test
  void answerThatComesTooLateIsMissing() throws Exception {
    session.emitWithAck("quick", deadline(1_000));
    session.emitWithAck("slow", deadline(2_000));
    client.tickAfterMillis(999);
    assertThat(out.take()).containsExactly("> 20[\"quick\"]", "> 21[\"slow\"]");
    client.tickAfterMillis(1);
    assertThat(out.take()).containsExactly("no answer to quick");
    client.receive("30[\"late\"]");
    client.receive("31[\"in time\"]");
    client.tickAfterMillis(1_000);
    assertThat(out.take()).containsExactly("answer to slow |\"in time\"|");
  }

  @Test
  void answersAreMissingWhenTheConnectionBreaks() {
    session.emitWithAck("a", deadline(1));
    client.end(CloseReason.TRANSPORT_CLOSED);
    assertThat(out.take()).containsExactly("> 20[\"a\"]", "no answer to a", "suspended");
    session.emitWithAck("b", deadline(1));
    assertThat(out.take()).as("and while the client is away").containsExactly("no answer to b");
  }

  @Test
  void answersAreMissingWhenTheSessionEnds() throws Exception {
    session.emitWithAck("a", deadline(1));
    client.receive("1");
    assertThat(out.take())
        .containsExactly("> 20[\"a\"]", "no answer to a", "closed CLIENT_GOODBYE");
    session.emitWithAck("b", deadline(1));
    assertThat(out.take()).as("and after it").containsExactly("no answer to b");
  }

  @Test
  void idsAreNotUsedAgainAfterARecovery() throws Exception {
    session.emitWithAck("a", deadline(1));
    client.end(CloseReason.TRANSPORT_CLOSED);
    RecordedConnection next = new RecordedConnection(V5, client.time, out);
    next.connection.acceptAgain(next.ask("0{\"pid\":\"pid-id\"}"), session.session);
    out.take();
    session.emitWithAck("b", deadline(1));
    next.receive("30[\"of the first connection\"]");
    next.receive("31[]");
    assertThat(out.take()).containsExactly("> 21[\"b\"]", "answer to b |");
  }

  @Test
  void eventsThatWaitForAnAnswerAreLimited() {
    for (int i = 0; i < 1_000; i++) {
      session.emitWithAck("a", deadline(1));
    }
    assertThat(out.take()).hasSize(1_000).last().isEqualTo("> 2999[\"a\"]");
    session.emitWithAck("b", deadline(1));
    assertThat(out.take()).containsExactly("no answer to b");
    client.tickAfterMillis(1);
    assertThat(out.take()).hasSize(1_000).containsOnly("no answer to a");
    session.emitWithAck("c", deadline(1));
    assertThat(out.take()).containsExactly("> 21000[\"c\"]");
    client.tickAfterMillis(1);
    assertThat(out.take()).containsExactly("no answer to c");
  }

  @Test
  void callbackMayEmitAndDisconnect() throws Exception {
    session.session.emitWithAck(
        OutgoingEvent.of("a"),
        deadline(1),
        new AckCallback() {
          @Override
          public void onAnswer(Arguments answer) {
            throw new AssertionError("no answer was given");
          }

          @Override
          public void onMissing() {
            session.emitWithAck("b", deadline(1));
            session.session.disconnect(CloseReason.SERVER_GOODBYE);
          }
        });
    client.tickAfterMillis(1);
    assertThat(out.take())
        .containsExactly(
            "> 20[\"a\"]",
            "> 21[\"b\"]",
            "> 1",
            "no answer to b",
            "closed SERVER_GOODBYE",
            "> closed SERVER_GOODBYE");
  }

  private long deadline(long millis) {
    return client.time.nanos() + millis * 1_000_000;
  }
}

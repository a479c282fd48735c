package io.chatsignal.socketio;

import static io.chatsignal.socketio.SocketVersion.V5;
import static io.chatsignal.socketio.Wire.arguments;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chatsignal.engineio.CloseReason;
import io.chatsignal.engineio.MalformedPacketException;
import io.chatsignal.testkit.Recorder;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** At most 10 attachments and 100 bytes in one packet. */
class AttachmentTest {
  private static final String ONE = "{\"_placeholder\":true,\"num\":0}";
  private static final String TWO = "{\"_placeholder\":true,\"num\":1}";

  @RegisterExtension private final Recorder out = new Recorder();

  private RecordedConnection client = new RecordedConnection(V5, out);
  private RecordedSession session = RecordedSession.recoverable("/", out);

  @BeforeEach
  void enter() throws Exception {
    session = client.enter("0");
  }

  @Test
  void eventIsHandedUpWithItsLastAttachment() throws Exception {
    client.receive("52-[\"a\"," + TWO + "," + ONE + "]");
    client.receive((byte) 1, (byte) 2);
    assertThat(out.take()).isEmpty();
    client.receive(new byte[0]);
    assertThat(out.take()).containsExactly("event a |" + TWO + "|" + ONE + "| [01 02] []");
  }

  @Test
  void eventWithAttachmentsMayAskForAnAnswer() throws Exception {
    session.reaction = event -> event.ack(event.arguments());
    client.receive("51-7[\"a\"," + ONE + "]");
    client.receive((byte) 9);
    assertThat(out.take())
        .containsExactly("event a |" + ONE + "| [09] ack", "> 61-7[" + ONE + "]", "> [09]");
  }

  @Test
  void attachmentsTravelBehindTheirEvent() {
    session.session.emit(OutgoingEvent.of("a", arguments(List.of(ONE, TWO), "01", "02")));
    session.emit("b");
    assertThat(out.take())
        .containsExactly(
            "> 52-[\"a\"," + ONE + "," + TWO + ",\"id1\"]",
            "> [01]",
            "> [02]",
            "> 2[\"b\",\"id2\"]");
  }

  @Test
  void emitWithAttachmentsMayWaitForAnAnswer() {
    session.session.emitWithAck(
        OutgoingEvent.of("a", arguments(List.of(ONE), "01")),
        client.time.nanos() + 1,
        session.callback("a"));
    client.tickAfterMillis(1);
    assertThat(out.take()).containsExactly("> 51-0[\"a\"," + ONE + "]", "> [01]", "no answer to a");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"2[\"b\"]", "51-[\"b\",{\"_placeholder\":true,\"num\":0}]", "1", "0/b,", "x"})
  void textInPlaceOfAnAttachmentIsMalformed(String text) throws Exception {
    client.receive("51-[\"a\"," + ONE + "]");
    assertThatThrownBy(() -> client.receive(text))
        .isExactlyInstanceOf(MalformedPacketException.class)
        .hasMessage("text where an attachment was announced");
  }

  @Test
  void attachmentThatNothingAnnouncedIsMalformed() throws Exception {
    assertUnannounced();
    client.receive("51-[\"a\"," + ONE + "]");
    client.receive((byte) 1);
    assertThat(out.take()).hasSize(1);
    assertUnannounced();
  }

  private void assertUnannounced() {
    assertThatThrownBy(() -> client.receive((byte) 1))
        .isExactlyInstanceOf(MalformedPacketException.class)
        .hasMessage("an attachment that nothing announced");
  }

  /** CVE-2026-33151: attachments are limited in number and, all together, in size. */
  @Test
  void cve_2026_33151_attachmentsOfOnePacketAreLimitedInSize() throws Exception {
    client.receive("52-[\"a\"," + ONE + "," + TWO + "]");
    client.receive(new byte[60]);
    client.receive(new byte[40]);
    assertThat(out.take()).as("to the last byte").hasSize(1);
    client.receive("52-[\"a\"," + ONE + "," + TWO + "]");
    client.receive(new byte[60]);
    assertThatThrownBy(() -> client.receive(new byte[41]))
        .isExactlyInstanceOf(MalformedPacketException.class)
        .hasMessage("attachments too large");
  }

  @Test
  void attachmentsThatNeverComeEndWithTheConnection() throws Exception {
    client.receive("52-[\"a\"," + ONE + "," + TWO + "]");
    client.receive((byte) 1);
    client.end(CloseReason.TRANSPORT_CLOSED);
    client.receive((byte) 1);
    assertThat(out.take()).containsExactly("suspended");
  }

  @Test
  void packetIsDroppedIfItsNamespaceIsLeftMeanwhile() throws Exception {
    client.enter("0/b,");
    client.receive("51-[\"a\"," + ONE + "]");
    session.session.disconnect(CloseReason.SERVER_GOODBYE);
    client.receive((byte) 1);
    client.receive("2/b,[\"x\"]");
    assertThat(out.take()).containsExactly("> 1", "closed SERVER_GOODBYE", "/b event x |");
  }
}

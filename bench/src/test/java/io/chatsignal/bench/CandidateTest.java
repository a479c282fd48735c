package io.chatsignal.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CandidateTest {
  private static final int MASK = 0x0BADCAFE;

  private final Candidate candidate = Candidate.relay("session", "room-1", "peer-2", 0, MASK);

  @Test
  void itIsTheRelayThatAClientLibraryWrites() {
    assertThat(payload(42))
        .isEqualTo(
            "42[\"relay-ice-candidate\",{\"auth\":\"session\",\"to\":\"peer-2\",\"peer_id\":\"peer-2\","
                + "\"room\":\"room-1\",\"ice_candidate\":{\"candidate\":\"candidate:0000000042 1 udp"
                + " 2122260223 192.168.178.27 62375 typ host generation 0 ufrag IEYX network-id 1"
                + " network-cost 10\",\"sdpMid\":\"0\",\"sdpMLineIndex\":0,"
                + "\"usernameFragment\":\"IEYX\"}}]");
  }

  @Test
  void theReceiverReadsTheNumberBack() {
    Lane lane = new Lane(new RecordingOutlet());

    assertThat(number(lane, 7)).isEqualTo(7);
    assertThat(number(lane, 9_876_543_210L)).isEqualTo(9_876_543_210L);
  }

  @Test
  void theNumberIsFoundWhereverTheServerPutsIt() {
    Lane lane = new Lane(new RecordingOutlet());
    assertThat(number(lane, 1)).isEqualTo(1);

    byte[] moved =
        "42[\"ice-candidate\",{\"x\":1,\"a\":{\"candidate\":\"candidate:0000000002 1\""
            .getBytes(UTF_8);

    assertThat(lane.number(new Message().over(moved, 0, moved.length))).isEqualTo(2);
  }

  @Test
  void aCandidateCanBeMadeLonger() {
    Candidate longer = Candidate.relay("session", "room-1", "peer-2", 1_000, MASK);

    assertThat(longer.length()).isEqualTo(candidate.length() + 1_000);
  }

  private long number(Lane lane, long number) {
    byte[] text = payload(number).getBytes(UTF_8);
    return lane.number(new Message().over(text, 0, text.length));
  }

  private String payload(long number) {
    byte[] frame = new byte[candidate.length()];
    candidate.numbered(number).get(frame);
    int from = Frames.headerLength(frame.length - 8);
    byte[] text = new byte[frame.length - from];
    for (int i = 0; i < text.length; i++) {
      text[i] = (byte) (frame[from + i] ^ Frames.maskByte(MASK, i));
    }
    return new String(text, UTF_8);
  }
}

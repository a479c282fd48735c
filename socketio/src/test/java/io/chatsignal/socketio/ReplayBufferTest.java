package io.chatsignal.socketio;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Each event costs eight bytes and its text, which is {@code "a"} with its quotes. */
class ReplayBufferTest {
  private static final int COST = 11;

  @Test
  void eventsAreNumberedFromOne() {
    ReplayBuffer buffer = new ReplayBuffer(1_000);
    assertThat(buffer.add(event("a"))).isEqualTo(1);
    assertThat(buffer.add(event("b"))).isEqualTo(2);
    assertThat(names(buffer.after(0))).containsExactly("a", "b");
  }

  @Test
  void clientThatSawNothingCanHaveAll() {
    ReplayBuffer buffer = new ReplayBuffer(1_000);
    assertThat(buffer.reaches(0)).isTrue();
    assertThat(buffer.after(0)).isEmpty();
    buffer.add(event("a"));
    assertThat(buffer.reaches(0)).isTrue();
    assertThat(names(buffer.after(0))).containsExactly("a");
  }

  @Test
  void clientGetsWhatCameAfterItsOffset() {
    ReplayBuffer buffer = filled(3);
    assertThat(buffer.reaches(2)).isTrue();
    assertThat(names(buffer.after(2))).containsExactly("c");
    assertThat(buffer.floor()).isEqualTo(2);
  }

  @Test
  void whatTheClientHasSeenIsForgotten() {
    ReplayBuffer buffer = filled(3);
    buffer.after(2);
    assertThat(buffer.reaches(1)).isFalse();
    assertThat(buffer.reaches(2)).isTrue();
    assertThat(names(buffer.after(2))).as("and the rest is not").containsExactly("c");
  }

  @Test
  void offsetsThatWereNeverGivenAreOutOfReach() {
    ReplayBuffer buffer = filled(3);
    assertThat(buffer.reaches(3)).isTrue();
    assertThat(buffer.reaches(4)).isFalse();
    assertThat(buffer.reaches(-1)).isFalse();
    assertThat(buffer.reaches(Long.MAX_VALUE)).isFalse();
    assertThat(buffer.reaches(Long.MIN_VALUE)).isFalse();
  }

  @Test
  void answeredPingForgetsWhatWasSentBeforeThePing() {
    ReplayBuffer buffer = filled(2);
    buffer.pingSent();
    buffer.add(event("c"));
    assertThat(buffer.reaches(0)).isTrue();
    buffer.pingAnswered();
    assertThat(buffer.reaches(1)).isFalse();
    assertThat(buffer.reaches(2)).isTrue();
    assertThat(names(buffer.after(2))).containsExactly("c");
  }

  @Test
  void answerWithoutAPingForgetsNothing() {
    ReplayBuffer buffer = filled(2);
    buffer.pingAnswered();
    assertThat(buffer.reaches(0)).isTrue();
  }

  @Test
  void pingOfAnEarlierConnectionSaysNothingAboutThisOne() {
    ReplayBuffer buffer = filled(3);
    buffer.pingSent();
    assertThat(names(buffer.after(1))).containsExactly("b", "c");
    buffer.pingAnswered();
    assertThat(buffer.reaches(1)).as("b and c may not have arrived").isTrue();
  }

  @Test
  void pastItsSizeTheOldestGoAndSoDoesTheirClientsChance() {
    ReplayBuffer buffer = new ReplayBuffer(2 * COST);
    buffer.add(event("a"));
    buffer.add(event("b"));
    assertThat(buffer.reaches(0)).isTrue();
    buffer.add(event("c"));
    assertThat(buffer.reaches(0)).isFalse();
    assertThat(buffer.reaches(1)).isTrue();
    assertThat(names(buffer.after(1))).containsExactly("b", "c");
  }

  @Test
  void eventThatIsTooLargeByItselfIsNotKept() {
    ReplayBuffer buffer = new ReplayBuffer(2 * COST);
    buffer.add(event("a"));
    assertThat(buffer.add(event("x".repeat(1_000)))).isEqualTo(2);
    assertThat(buffer.reaches(0)).isFalse();
    assertThat(buffer.reaches(1)).isFalse();
    assertThat(buffer.reaches(2)).isTrue();
    buffer.add(event("b"));
    assertThat(names(buffer.after(2))).containsExactly("b");
  }

  @Test
  void attachmentsCountToo() {
    ReplayBuffer buffer = new ReplayBuffer(48);
    buffer.add(new OutgoingEvent("\"a\"", List.of(new byte[33])));
    assertThat(buffer.reaches(0)).as("to the last byte").isTrue();
    ReplayBuffer smaller = new ReplayBuffer(47);
    smaller.add(new OutgoingEvent("\"a\"", List.of(new byte[33])));
    assertThat(smaller.reaches(0)).isFalse();
  }

  @Test
  void whatIsKeptIsGivenBackAsItWas() {
    ReplayBuffer buffer = new ReplayBuffer(10_000);
    buffer.add(event("to be forgotten"));
    for (int round = 0; round < 200; round++) {
      String text = "é\ud83d\ude00\uffff".repeat(round);
      byte[] first = new byte[round];
      buffer.add(new OutgoingEvent(text, List.of(first, new byte[] {1, 2, (byte) round})));
      List<OutgoingEvent> kept = buffer.after(round + 1);
      assertThat(kept).hasSize(1);
      assertThat(kept.getFirst().body()).isEqualTo(text);
      assertThat(kept.getFirst().attachments())
          .containsExactly(first, new byte[] {1, 2, (byte) round});
    }
  }

  @Test
  void bufferOfNoSizeKeepsNothing() {
    ReplayBuffer buffer = new ReplayBuffer(0);
    buffer.add(event("a"));
    assertThat(buffer.reaches(0)).isFalse();
    assertThat(buffer.reaches(1)).isTrue();
    assertThat(buffer.after(1)).isEmpty();
  }

  private static ReplayBuffer filled(int events) {
    ReplayBuffer buffer = new ReplayBuffer(1_000);
    for (int i = 0; i < events; i++) {
      buffer.add(event(String.valueOf((char) ('a' + i))));
    }
    return buffer;
  }

  private static OutgoingEvent event(String name) {
    return OutgoingEvent.of(name);
  }

  private static List<String> names(List<OutgoingEvent> events) {
    return events.stream().map(event -> event.body().replace("\"", "")).toList();
  }
}

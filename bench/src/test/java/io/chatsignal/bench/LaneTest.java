package io.chatsignal.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LaneTest {
  private final Lane lane = new Lane(new RecordingOutlet());

  @Test
  void whatIsMissingDoubledOrTooEarlyIsNoticed() {
    assertThat(lane.received(0)).isTrue();
    assertThat(lane.received(1)).isTrue();
    assertThat(lane.received(1)).isFalse();
    assertThat(lane.received(3)).isFalse();
    assertThat(lane.received(2)).isFalse();
    assertThat(lane.received(4)).isTrue();
  }

  @Test
  void whatWasSentAndHasNotArrivedIsUnderWay() {
    lane.send();
    lane.send();
    assertThat(lane.underWay()).isEqualTo(2);

    lane.received(0);

    assertThat(lane.underWay()).isEqualTo(1);
  }

  @Test
  void aBacklogThatIsForgottenIsNotPaidLater() {
    RecordingOutlet outlet = new RecordingOutlet();
    outlet.free = false;
    Lane clogged = new Lane(outlet);
    clogged.owe();
    clogged.pay();
    clogged.forgetBacklog();
    outlet.free = true;

    clogged.pay();

    assertThat(outlet.sent).isEmpty();
    assertThat(clogged.backlog()).isZero();
  }
}

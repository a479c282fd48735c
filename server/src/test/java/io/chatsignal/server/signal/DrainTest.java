package io.chatsignal.server.signal;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatsignal.engineio.CloseReason;
import io.chatsignal.signaling.PeerId;
import io.chatsignal.socketio.OutgoingEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DrainTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final Wire wire = new Wire();

  @Test
  void peerIsAskedOnceToLeave() {
    Wire.Client ada = wire.enter("ada");
    Drain drain = wire.service.drain(LIMIT);
    drain.round(wire.nanos);
    drain.round(wire.nanos);
    assertThat(ada.told()).containsExactly("server-drain {'retry_after_ms':500}");
  }

  @Test
  void peersLeaveOneAfterTheOtherAndNotAllAtOnce() {
    List<Long> moments = moments(2_000);
    assertThat(moments.getFirst()).isEqualTo(500);
    assertThat(moments.getLast()).isBetween(3_900L, 4_000L);
    for (long second = 1_000; second < 4_000; second += 1_000) {
      long from = second;
      assertThat(moments.stream().filter(moment -> moment >= from && moment < from + 1_000))
          .hasSizeLessThanOrEqualTo(Drain.A_SECOND);
    }
  }

  @Test
  void moreThanLeaveAtThatPaceLeaveInHalfTheTimeThatThereIs() {
    assertThat(moments(12_000).getLast()).isBetween(9_000L, 10_000L);
  }

  /** When each of so many is asked to leave, from the beginning. */
  private List<Long> moments(int peers) {
    List<Long> moments = new ArrayList<>();
    for (int i = 0; i < peers; i++) {
      wire.service.connect(new PeerId("peer-" + i), new Reader(moments));
    }
    Drain drain = wire.service.drain(LIMIT);
    while (moments.size() < peers) {
      drain.round(wire.nanos);
      wire.nanos += Duration.ofMillis(50).toNanos();
    }
    return moments.stream().sorted().toList();
  }

  /** A peer of which there can be many: notes when it is asked to leave. */
  private final class Reader implements SignalLink {
    private final List<Long> moments;

    Reader(List<Long> moments) {
      this.moments = moments;
    }

    @Override
    public void emit(OutgoingEvent event) {
      String text = event.body();
      moments.add(wire.nanos / 1_000_000 + Long.parseLong(text.replaceAll(".*:|}.*", "")));
    }

    @Override
    public void end(CloseReason reason) {}

    @Override
    public void emitOnce(OutgoingEvent event) {
      emit(event);
    }

    @Override
    public void letGo() {}

    @Override
    public void dismiss() {}

    @Override
    public void post(Runnable task) {
      task.run();
    }
  }

  @Test
  void peerThatKnowsNoSuchEventIsSentAwayAfterItsMoment() {
    Wire.Client ada = wire.enter("ada");
    Drain drain = wire.service.drain(LIMIT);
    rounds(drain, Drain.SOONEST.plus(Duration.ofMillis(900)));
    assertThat(ada.ended()).isNull();
    rounds(drain, Drain.PATIENCE.plus(Drain.QUIET));
    assertThat(ada.ended()).isEqualTo(CloseReason.SHUTDOWN);
  }

  @Test
  void peersInTheMiddleOfACallStayUntilItIsSetUp() {
    Wire.Client ada = wire.enter("ada");
    Wire.Client ben = wire.enter("ben");
    wire.gather("den", ada, ben);
    Drain drain = wire.service.drain(LIMIT);
    for (int i = 0; i < 16; i++) {
      ada.emit("relay-ice-candidate", "'room':'den','to':'ben','ice_candidate':" + i);
      rounds(drain, Duration.ofMillis(500));
      assertThat(ada.ended()).isNull();
      assertThat(ben.ended()).isNull();
    }
    rounds(drain, Drain.QUIET.multipliedBy(2));
    assertThat(ada.ended()).isEqualTo(CloseReason.SHUTDOWN);
    assertThat(ben.ended()).isEqualTo(CloseReason.SHUTDOWN);
  }

  @Test
  void peerThatComesInMeanwhileIsAskedToo() {
    wire.enter("ada");
    Drain drain = wire.service.drain(LIMIT);
    rounds(drain, Duration.ofSeconds(1));
    Wire.Client late = wire.connect("late");
    rounds(drain, Duration.ofMillis(50));
    assertThat(late.told()).containsExactly("server-drain {'retry_after_ms':500}");
  }

  @Test
  void timeIsUpWhenItIsUp() {
    Drain drain = wire.service.drain(LIMIT);
    wire.nanos += LIMIT.toNanos() - 1;
    assertThat(drain.isOver(wire.nanos)).isFalse();
    wire.nanos += 1;
    assertThat(drain.isOver(wire.nanos)).isTrue();
    assertThat(wire.service.drain(Duration.ZERO).isOver(wire.nanos)).isTrue();
  }

  private void rounds(Drain drain, Duration duration) {
    Duration round = Duration.ofMillis(50);
    for (long passed = 0; passed < duration.toNanos(); passed += round.toNanos()) {
      drain.round(wire.nanos);
      wire.run();
      wire.nanos += round.toNanos();
    }
  }
}

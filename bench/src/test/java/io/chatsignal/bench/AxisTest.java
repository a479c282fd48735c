package io.chatsignal.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AxisTest {
  @Test
  void marksAreRoundNumbersThatCoverTheLargest() {
    assertThat(Axis.upTo(73, 0, 100).marks()).containsExactly(0.0, 20.0, 40.0, 60.0, 80.0);
    assertThat(Axis.upTo(1, 0, 100).marks()).containsExactly(0.0, 0.5, 1.0);
  }

  @Test
  void nothingIsDrawnOutsideThePicture() {
    Axis axis = new Axis(100, 0, 10);

    assertThat(axis.place(0)).isEqualTo(100);
    assertThat(axis.place(5)).isEqualTo(50);
    assertThat(axis.place(1_000)).isEqualTo(0);
  }

  @Test
  void valuesThatAreAllZeroStillHaveAnAxis() {
    assertThat(Axis.upTo(0, 0, 100).marks()).isNotEmpty();
  }
}

package io.chatsignal.bench;

import java.util.ArrayList;
import java.util.List;

/** Maps values to places of a picture; linear from zero, with round numbers to mark. */
record Axis(double from, double to, double most) {
  private static final int MARKS = 4;

  Axis {
    if (!(most > 0)) {
      most = 1;
    }
  }

  /** An axis whose end is the next round number. */
  static Axis upTo(double largest, double from, double to) {
    Axis axis = new Axis(from, to, largest);
    double step = axis.step();
    return new Axis(from, to, Math.ceil(axis.most() / step) * step);
  }

  double place(double value) {
    return from + (to - from) * Math.clamp(value / most, 0, 1);
  }

  private double step() {
    double raw = most / MARKS;
    double power = Math.pow(10, Math.floor(Math.log10(raw)));
    double factor = raw / power;
    double round = factor <= 1 ? 1 : factor <= 2 ? 2 : factor <= 5 ? 5 : 10;
    return round * power;
  }

  List<Double> marks() {
    List<Double> marks = new ArrayList<>();
    double step = step();
    for (int i = 0; i * step <= most * 1.0001; i++) {
      marks.add(i * step);
    }
    return marks;
  }
}

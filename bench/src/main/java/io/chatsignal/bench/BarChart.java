package io.chatsignal.bench;

import java.util.List;

/** Values of several servers side by side, with the spread of the rounds. */
final class BarChart {
  private static final int WIDTH = 760;
  private static final int ROW = 38;
  private static final int TOP = 70;
  private static final int LEFT = 220;
  private static final int RIGHT = 640;

  private BarChart() {}

  /**
   * @param value what the bar's length says; low and high are the smallest and largest round
   * @param note stands behind the bar
   */
  record Bar(String name, double value, double low, double high, String note) {}

  /** The first bar is the one that the picture is about. */
  static String of(String title, String unit, List<Bar> bars) {
    int height = TOP + ROW * bars.size() + 40;
    Svg svg = new Svg(WIDTH, height, title);
    svg.text(24, 34, "title", "start", title);
    svg.text(WIDTH - 24, 34, "soft", "end", unit + ", shorter is better");
    Axis axis = Axis.upTo(bars.stream().mapToDouble(Bar::high).max().orElse(1), LEFT, RIGHT);
    for (double mark : axis.marks()) {
      double x = axis.place(mark);
      svg.line(x, TOP - 12, x, height - 34, mark == 0 ? "axis" : "grid");
      svg.text(x, height - 16, "soft", "middle", Units.number(mark));
    }
    for (int i = 0; i < bars.size(); i++) {
      Bar bar = bars.get(i);
      double y = TOP + ROW * i;
      svg.text(LEFT - 12, y + 15, "name", "end", bar.name());
      svg.bar(LEFT, y, axis.place(bar.value()) - LEFT, 20, i == 0 ? "a" : "mute");
      svg.line(axis.place(bar.low()), y + 10, axis.place(bar.high()), y + 10, "spread");
      svg.text(axis.place(bar.high()) + 8, y + 15, "name", "start", bar.note());
    }
    return svg.end();
  }
}

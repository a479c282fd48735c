package io.chatsignal.bench;

/** Writes an SVG picture that follows the reader's light or dark mode. */
final class Svg {
  private static final String STYLE =
      """
      <style>
        svg { font: 13px system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
        .back { fill: #ffffff; } .grid { stroke: #e6e9ef; } .axis { stroke: #b6bdc9; }
        .title { fill: #18202c; font-size: 16px; font-weight: 600; } .name { fill: #18202c; }
        .soft { fill: #667085; font-size: 12px; } .a { fill: #2563eb; } .b { fill: #d97706; }
        .mute { fill: #a9b4c4; } .line { fill: none; stroke-width: 2; stroke-linejoin: round; }
        .la { stroke: #2563eb; } .lb { stroke: #d97706; } .area { fill: #2563eb; opacity: .13; }
        .spread { stroke: #18202c; stroke-width: 1.5; opacity: .65; }
        @media (prefers-color-scheme: dark) {
          .back { fill: #10151d; } .grid { stroke: #232b38; } .axis { stroke: #465163; }
          .title, .name { fill: #e8edf5; } .soft { fill: #93a0b4; } .a { fill: #60a5fa; }
          .b { fill: #fbbf24; } .mute { fill: #4b586c; } .la { stroke: #60a5fa; }
          .lb { stroke: #fbbf24; } .area { fill: #60a5fa; } .spread { stroke: #e8edf5; }
        }
      </style>
      """;

  private final StringBuilder out = new StringBuilder();

  Svg(int width, int height, String title) {
    out.append(
        Units.format(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\""
                + " role=\"img\">%n<title>%s</title>%n",
            width, height, width, height, escaped(title)));
    out.append(STYLE);
    out.append(
        Units.format(
            "<rect class=\"back\" width=\"%d\" height=\"%d\" rx=\"10\"/>%n", width, height));
  }

  /**
   * @param anchor start, middle or end
   */
  Svg text(double x, double y, String style, String anchor, String text) {
    out.append(
        Units.format(
            "<text class=\"%s\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>%n",
            style, x, y, anchor, escaped(text)));
    return this;
  }

  Svg line(double x1, double y1, double x2, double y2, String style) {
    out.append(
        Units.format(
            "<line class=\"%s\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>%n",
            style, x1, y1, x2, y2));
    return this;
  }

  Svg bar(double x, double y, double width, double height, String style) {
    out.append(
        Units.format(
            "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" rx=\"3\"/>%n",
            style, x, y, Math.max(0, width), Math.max(0, height)));
    return this;
  }

  Svg path(String data, String style) {
    out.append(Units.format("<path class=\"%s\" d=\"%s\"/>%n", style, data));
    return this;
  }

  String end() {
    return out + "</svg>\n";
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}

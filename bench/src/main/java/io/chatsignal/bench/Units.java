package io.chatsignal.bench;

import java.util.Locale;

/** Numbers as people read them, the same in every locale. */
final class Units {
  private Units() {}

  static String duration(long nanos) {
    if (nanos < 999.5e3) {
      return number(nanos / 1e3) + " µs";
    }
    return nanos < 999.5e6 ? number(nanos / 1e6) + " ms" : number(nanos / 1e9) + " s";
  }

  static String bytes(double bytes) {
    if (Math.abs(bytes) < 1e6) {
      return number(bytes / 1024) + " KB";
    }
    return number(bytes / (1024 * 1024)) + " MB";
  }

  /** Three digits that mean something; thousands are grouped. */
  static String number(double value) {
    double size = Math.abs(value);
    String pattern = size >= 100 || size == 0 ? "%,.0f" : size >= 10 ? "%.1f" : "%.2f";
    return String.format(Locale.ROOT, pattern, value);
  }

  // The annotation that is asked for would be a dependency of its own.
  @SuppressWarnings("AnnotateFormatMethod")
  static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}

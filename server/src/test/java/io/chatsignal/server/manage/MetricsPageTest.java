package io.chatsignal.server.manage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chatsignal.transport.DurationHistogram;
import org.junit.jupiter.api.Test;

class MetricsPageTest {

  private final MetricsPage page = new MetricsPage();

  @Test
  void metricHasItsHelpItsKindAndALineForEachSetOfLabels() {
    page.counter("cups_total", "Cups of tea.").value(3, "of", "green").value(0.5, "of", "black");
    page.gauge("kettles", "Kettles on the stove.").value(1);
    assertThat(page.text())
        .isEqualTo(
            """
            # HELP cups_total Cups of tea.
            # TYPE cups_total counter
            cups_total{of="green"} 3
            cups_total{of="black"} 0.5
            # HELP kettles Kettles on the stove.
            # TYPE kettles gauge
            kettles 1
            """);
  }

  @Test
  void bucketsOfAHistogramHoldAllThatIsBelowTheirBounds() {
    DurationHistogram histogram = new DurationHistogram();
    histogram.record(0);
    histogram.record(16_000);
    histogram.record(16_001);
    histogram.record(64_000);
    histogram.record(60_000_000_000L);
    page.histogram("wait_seconds", "Waiting.").value(histogram, "at", "door");
    assertThat(page.text())
        .contains(
            """
            wait_seconds_bucket{at="door",le="1.6E-5"} 2
            wait_seconds_bucket{at="door",le="3.2E-5"} 3
            wait_seconds_bucket{at="door",le="6.4E-5"} 4
            """)
        .contains("wait_seconds_bucket{at=\"door\",le=\"16.777216\"} 4\n")
        .contains("wait_seconds_bucket{at=\"door\",le=\"+Inf\"} 5\n")
        .contains("wait_seconds_sum{at=\"door\"} 60.000096001\n")
        .endsWith("wait_seconds_count{at=\"door\"} 5\n");
  }

  @Test
  void valueOfALabelCannotEndItsLine() {
    page.gauge("rooms", "Rooms.").value(1, "name", "a\"b\\c\nd");
    assertThat(page.text()).endsWith("rooms{name=\"a\\\"b\\\\c\\nd\"} 1\n");
  }

  @Test
  void noMetricStandsTwiceOnOnePage() {
    page.gauge("rooms", "Rooms.");
    assertThatThrownBy(() -> page.counter("rooms", "Rooms again."))
        .hasMessage("rooms was begun before");
  }
}

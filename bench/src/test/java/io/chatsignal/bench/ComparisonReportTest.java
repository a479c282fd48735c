package io.chatsignal.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComparisonReportTest {
  private final Rounds rounds = new Rounds();
  private final ComparisonReport report = new ComparisonReport(rounds, "ours");

  @Test
  void ratiosAreTakenWithinARound() {
    // The second round ran on a machine that was twice as slow.
    rounds.add(Metric.RELAY_CPU, "ours", 0, 10);
    rounds.add(Metric.RELAY_CPU, "theirs", 0, 70);
    rounds.add(Metric.RELAY_CPU, "theirs", 1, 160);
    rounds.add(Metric.RELAY_CPU, "ours", 1, 20);

    assertThat(rounds.ratio(Metric.RELAY_CPU, "ours", "theirs"))
        .isEqualTo(new Rounds.Spread(7.5, 7, 8));
    assertThat(report.table())
        .contains("| CPU for a relay, closed loop | ours | 15.0 µs | 10.0–20.0 |  |")
        .contains("| theirs | 115 µs | 70.0–160 | 7.50 (7.00–8.00) |");
  }

  @Test
  void aRoundThatFailedForOneIsLeftOutOfTheRatio() {
    rounds.add(Metric.START, "ours", 0, 100);
    rounds.add(Metric.START, "theirs", 0, 200);
    rounds.add(Metric.START, "theirs", 1, 900);
    rounds.add(Metric.OPEN_P99, "theirs", 0, 5);

    assertThat(rounds.ratio(Metric.START, "ours", "theirs").median()).isEqualTo(2);
    assertThat(report.table()).contains("| theirs | 5.00 µs | 5.00–5.00 |  |");
  }

  @Test
  void everythingIsWritten(@TempDir Path directory) throws IOException {
    rounds.add(Metric.START, "theirs <1>", 0, 200);
    rounds.add(Metric.START, "ours", 0, 100);

    report.write(directory);

    assertThat(Files.readString(directory.resolve("results.json"))).contains("\"ours\": [100]");
    assertThat(Files.readString(directory.resolve("start.svg")))
        .contains("theirs &lt;1&gt;", "×2.00")
        .doesNotContain("NaN");
    assertThat(directory.resolve("table.md")).exists();
  }
}

package io.chatsignal.server.manage;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatsignal.server.SignalingServer;
import io.chatsignal.server.StartException;
import io.chatsignal.server.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing that dashboard, alerts and runbook speak of is missing on a running server. */
class DashboardTest {

  private static final Path DEPLOY = Path.of("..", "deploy");
  private static final Pattern METRIC =
      Pattern.compile("\\b((?:chat_signal|jvm|process)_\\w+)(\\{[^}]*})?");
  private static final Pattern EQUAL_LABEL = Pattern.compile("(\\w+)=\"([^\"]*)\"");
  private static final Pattern ALERT = Pattern.compile("- alert: (\\w+)");

  private static final SignalingServer SERVER = TestServer.unstarted("MANAGEMENT_PORT", "0");
  private static List<String> lines = List.of();

  @BeforeAll
  static void start() throws StartException, IOException, InterruptedException {
    SERVER.start();
    try (Management management = new Management(SERVER)) {
      lines = management.metrics().lines().toList();
    }
  }

  @AfterAll
  static void stop() {
    SERVER.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"grafana/chat-signal.json", "prometheus/alerts.yml"})
  void everyMetricThatIsShownExistsWithItsLabels(String file) throws IOException {
    List<MatchResult> metrics =
        METRIC
            .matcher(Files.readString(DEPLOY.resolve(file)).replace("\\\"", "\""))
            .results()
            .toList();
    assertThat(metrics).hasSizeGreaterThan(10);
    assertThat(metrics)
        .allSatisfy(metric -> assertThat(lines).anyMatch(line -> fits(line, metric)));
  }

  private static boolean fits(String line, MatchResult metric) {
    String labels = metric.group(2) == null ? "" : metric.group(2);
    return line.matches(metric.group(1) + "[ {].*")
        && EQUAL_LABEL
            .matcher(labels)
            .results()
            .filter(label -> !label.group(1).equals("job"))
            .allMatch(label -> line.contains(label.group()));
  }

  @Test
  void everyMetricIsShownSomewhere() throws IOException {
    String shown =
        Files.readString(DEPLOY.resolve("grafana/chat-signal.json"))
            + Files.readString(DEPLOY.resolve("prometheus/alerts.yml"));
    List<String> names =
        lines.stream()
            .filter(line -> line.startsWith("# TYPE "))
            .map(line -> line.split(" ", -1)[2])
            .toList();
    assertThat(names).hasSizeGreaterThan(25).allSatisfy(name -> assertThat(shown).contains(name));
  }

  @Test
  void everyAlertHasItsPlaceInTheRunbookAndNothingElseHas() throws IOException {
    String rules = Files.readString(DEPLOY.resolve("prometheus/alerts.yml"));
    List<String> alerts = ALERT.matcher(rules).results().map(alert -> alert.group(1)).toList();
    List<String> headings = new ArrayList<>();
    for (String line : Files.readAllLines(Path.of("..", "docs", "runbook.md"))) {
      if (line.startsWith("## ")) {
        headings.add(line.substring(3));
      }
    }
    assertThat(headings).containsExactlyElementsOf(alerts);
    assertThat(alerts)
        .allSatisfy(alert ->
            assertThat(rules).contains("docs/runbook.md#" + alert.toLowerCase(Locale.ROOT) + "\n"));
  }
}

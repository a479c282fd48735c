package io.chatsignal.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Test;
import org.xml.sax.SAXException;

class RunTest {
  private static final Run.Progress SILENT =
      new Run.Progress() {
        @Override
        public void phase(String name, Duration longest) {}

        @Override
        public void now(Tally tally) {}
      };

  @Test
  void pairsRelayAndNothingIsLost() throws IOException, InterruptedException {
    Result result = run(Scenario.RELAY, "good", -1);

    assertThat(result.ending().errors()).isEmpty();
    assertThat(result.opening().connections()).isEqualTo(4);
    assertThat(result.opening().setups().getTotalCount()).isEqualTo(4);
    assertThat(result.ending().operations()).isPositive();
  }

  @Test
  void theOpenLoopSendsAtItsRate() throws IOException, InterruptedException {
    Result result = run(Scenario.OPEN, "good", -1);

    assertThat(result.ending().errors()).isEmpty();
    // 200 a second for 0.3 s, however late each of them is.
    assertThat(result.measured().latency().getTotalCount()).isEqualTo(60);
  }

  @Test
  void idleConnectionsStayUntilTheEnd() throws IOException, InterruptedException {
    Result result = run(Scenario.IDLE, "good", -1);

    assertThat(result.ending().errors()).isEmpty();
    assertThat(result.opening().connections()).isEqualTo(4);
  }

  @Test
  void connectionsAreOpenedAndClosedAgainAndAgain() throws IOException, InterruptedException {
    Result result = run(Scenario.CONNECT, "good", -1);

    assertThat(result.ending().errors()).isEmpty();
    assertThat(result.ending().operations()).isPositive();
  }

  @Test
  void pairsComeAndGo() throws IOException, InterruptedException {
    Result result = run(Scenario.CHURN, "good", -1);

    assertThat(result.ending().errors()).isEmpty();
    assertThat(result.ending().operations()).isPositive();
  }

  @Test
  void aRejectedRelayIsNamedAndCountsAsLost() throws IOException, InterruptedException {
    Result result = run(Scenario.RELAY, "good", 3);

    assertThat(result.failed()).isTrue();
    assertThat(result.ending().errors())
        .containsKey("request-reject: rate_limited")
        .containsKey("relay never arrived");
  }

  @Test
  void aWrongTokenIsSaidToBeOne() {
    assertThatThrownBy(() -> run(Scenario.RELAY, "bad", -1))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("CONNECT: CONNECT_ERROR: Token is not valid");
  }

  @Test
  void theReportsTellOfTheSameRun() throws Exception {
    Result result = run(Scenario.OPEN, "good", -1);

    assertThat(TextReport.of(result)).contains("latency", "errors       none");
    assertThat(JsonReport.of(result)).contains("\"scenario\": \"open\"", "\"p99.9\"");
    assertWellFormed(RunChart.of(result));
  }

  private static void assertWellFormed(String svg)
      throws ParserConfigurationException, SAXException, IOException {
    byte[] bytes = svg.getBytes(StandardCharsets.UTF_8);
    assertThat(
            DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(bytes))
                .getDocumentElement()
                .getTagName())
        .isEqualTo("svg");
    assertThat(svg).doesNotContain("NaN", "Infinity");
  }

  private static Result run(Scenario scenario, String token, int rejected)
      throws IOException, InterruptedException {
    try (StubServer server = new StubServer(rejected)) {
      Plan.Load load = new Plan.Load(4, 200, 1, 0, 2, 1);
      Plan.Phases phases =
          new Plan.Phases(
              Duration.ofMillis(50),
              Duration.ofMillis(300),
              Duration.ofMillis(1),
              Duration.ofSeconds(10),
              rejected < 0 ? Duration.ofSeconds(10) : Duration.ofMillis(200));
      Plan plan = new Plan(Target.of(server.url()), token, scenario, load, phases);
      return new Run(plan, Optional.empty(), SILENT).execute();
    }
  }
}

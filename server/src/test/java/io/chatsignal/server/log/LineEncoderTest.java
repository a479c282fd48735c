package io.chatsignal.server.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;

class LineEncoderTest {

  private final LoggerContext context = new LoggerContext();

  @Test
  void lineOfTextHasItsPairsBehindItsMessage() {
    String line = encoded(LogFormat.TEXT, event("joined", new KeyValuePair("room", "a \"den\"")));
    assertThat(line)
        .matches(
            "\\d{4}-\\d\\d-\\d\\dT[\\d:.]{12}\\S+ WARN  Peer: joined room=\"a \\\\\"den\\\\\"\"\n");
  }

  @Test
  void lineOfJsonIsOneObject() {
    LoggingEvent event =
        event("joined", new KeyValuePair("room", "den"), new KeyValuePair("size", 3));
    assertThat(encoded(LogFormat.JSON, event))
        .isEqualTo(
            "{\"time\":\"2026-01-02T03:04:05Z\",\"level\":\"WARN\",\"logger\":\"Peer\","
                + "\"message\":\"joined\",\"room\":\"den\",\"size\":3}\n");
  }

  @Test
  void nobodyWritesALineOfTheirOwn() {
    LoggingEvent event =
        event("one\nERROR two\u001b[2J", new KeyValuePair("room", "three\nERROR four"));
    for (LogFormat format : LogFormat.values()) {
      String line = encoded(format, event);
      assertThat(line.lines()).hasSize(1);
      assertThat(line).doesNotContain("\u001b");
    }
  }

  @Test
  void stackOfADefectComesAlong() {
    LoggingEvent event = event("failed");
    event.setThrowableProxy(
        new ch.qos.logback.classic.spi.ThrowableProxy(new IllegalStateException("broken")));
    assertThat(encoded(LogFormat.TEXT, event))
        .contains("failed\njava.lang.IllegalStateException: broken\n\tat ");
    assertThat(encoded(LogFormat.JSON, event))
        .contains("\"stack\":\"java.lang.IllegalStateException: broken")
        .hasLineCount(1);
  }

  private LoggingEvent event(String message, KeyValuePair... pairs) {
    LoggingEvent event = new LoggingEvent();
    event.setLoggerContext(context);
    event.setLoggerName("io.example.Peer");
    event.setLevel(Level.WARN);
    event.setInstant(Instant.parse("2026-01-02T03:04:05Z"));
    event.setMessage(message);
    event.setKeyValuePairs(List.of(pairs));
    return event;
  }

  private static String encoded(LogFormat format, LoggingEvent event) {
    return new String(new LineEncoder(format).encode(event), UTF_8);
  }
}

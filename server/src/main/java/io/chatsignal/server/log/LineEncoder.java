package io.chatsignal.server.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import io.chatsignal.socketio.JsonText;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.event.KeyValuePair;

/**
 * Writes an event as one line: as text for people, or as JSON for programs. Line ends and control
 * characters in a message would let a client write lines of its own; neither form lets them
 * through.
 */
final class LineEncoder extends EncoderBase<ILoggingEvent> {

  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSXXX").withZone(ZoneId.systemDefault());

  private final LogFormat format;

  LineEncoder(LogFormat format) {
    this.format = format;
  }

  @Override
  public byte[] encode(ILoggingEvent event) {
    String line =
        switch (format) {
          case TEXT -> text(event);
          case JSON -> json(event);
        };
    return line.getBytes(UTF_8);
  }

  private static String text(ILoggingEvent event) {
    StringBuilder line = new StringBuilder(160);
    line.append(TIME.format(event.getInstant()));
    line.append(" %-5s ".formatted(event.getLevel())).append(shortName(event)).append(": ");
    line.append(CONTROL.matcher(event.getFormattedMessage()).replaceAll("?"));
    for (KeyValuePair pair : pairs(event)) {
      line.append(' ').append(pair.key).append('=').append(JsonText.quote(text(pair.value)));
    }
    return line.append('\n').append(stack(event)).toString();
  }

  private static String json(ILoggingEvent event) {
    Instant time = event.getInstant();
    StringBuilder line = new StringBuilder(200);
    line.append("{\"time\":\"").append(time).append("\",\"level\":\"").append(event.getLevel());
    line.append("\",\"logger\":").append(JsonText.quote(shortName(event)));
    line.append(",\"message\":").append(JsonText.quote(event.getFormattedMessage()));
    for (KeyValuePair pair : pairs(event)) {
      line.append(',').append(JsonText.quote(pair.key)).append(':');
      line.append(pair.value instanceof Number ? pair.value : JsonText.quote(text(pair.value)));
    }
    String stack = stack(event);
    if (!stack.isEmpty()) {
      line.append(",\"stack\":").append(JsonText.quote(stack));
    }
    return line.append("}\n").toString();
  }

  private static String shortName(ILoggingEvent event) {
    String name = event.getLoggerName();
    return name.substring(name.lastIndexOf('.') + 1);
  }

  private static List<KeyValuePair> pairs(ILoggingEvent event) {
    return Optional.ofNullable(event.getKeyValuePairs()).orElse(List.of());
  }

  private static String text(Object value) {
    return String.valueOf(value);
  }

  private static String stack(ILoggingEvent event) {
    return Optional.ofNullable(event.getThrowableProxy())
        .map(ThrowableProxyUtil::asString)
        .orElse("");
  }

  @Override
  public byte[] headerBytes() {
    return new byte[0];
  }

  @Override
  public byte[] footerBytes() {
    return new byte[0];
  }
}

package io.chatsignal.server.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/** Everything that is logged while it is open, down to the finest level and with the trail. */
public final class LoggedEvents implements AutoCloseable {

  private final LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
  private final Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final LineEncoder encoder = new LineEncoder(LogFormat.JSON);

  private final AppenderBase<ILoggingEvent> appender =
      new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
          lines.add(new String(encoder.encode(event), UTF_8));
        }
      };

  public LoggedEvents() {
    root.detachAppender("console");
    root.setLevel(Level.TRACE);
    context.getLogger(LogSetup.TRAIL).setLevel(Level.INFO);
    appender.setContext(context);
    appender.start();
    root.addAppender(appender);
  }

  /** The lines so far, as JSON. */
  public List<String> lines() {
    return List.copyOf(lines);
  }

  @Override
  public void close() {
    context.reset();
    new LogSetup().configure(context);
  }
}
